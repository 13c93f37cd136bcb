// What distillation asks of a network beyond what every trainer asks.

using R1Sharp.Learning.Model;

namespace R1Sharp.Learning.Training;

/// <summary>A network that can be drawn to another one's whole distributions.</summary>
public interface IDistillationPolicy : IPolicy
{
    /// <summary>
    /// Adds to the weights' gradient that of Σ w D over the targets, D = KL(π_student ‖ π_teacher) of the distribution that the
    /// target was drawn from, and returns D in nats, one a target.
    /// </summary>
    /// <param name="sequences">What is read.</param>
    /// <param name="teacher">A network with the same vocabulary.</param>
    /// <param name="tokenWeights">w, one a sequence, for each of its targets.</param>
    /// <param name="temperature">Of both distributions.</param>
    /// <exception cref="UserErrorException">The vocabularies differ, or the teacher cannot read so long a sequence.</exception>
    float[][] BackwardDivergence(IReadOnlyList<TokenSequence> sequences, IReferencePolicy teacher, IReadOnlyList<double> tokenWeights, double temperature = 1);
}
