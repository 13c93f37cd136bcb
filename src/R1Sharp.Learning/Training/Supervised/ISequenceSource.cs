// Where the sequences of a language-model step come from.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>
/// Sequences to learn from, as a pure function of the step: the same step gives the same sequences, whenever and on
/// whatever thread it is asked, so that nothing has to be saved to resume.
/// </summary>
public interface ISequenceSource
{
    /// <summary>The sequences of one step, at least one.</summary>
    /// <param name="stepIndex">0-based.</param>
    IReadOnlyList<TokenSequence> Batch(int stepIndex);
}
