// What a policy says of texts that it does not learn from.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>A measurement on examples that are held out.</summary>
/// <param name="Loss">Mean cross-entropy, in nats a target.</param>
/// <param name="TokenAccuracy">Share of the targets that no other token surpasses; NaN without targets.</param>
public sealed record HeldOutMeasure(double Loss, double TokenAccuracy)
{
    /// <summary>Measures a policy; every target weighs the same.</summary>
    public static HeldOutMeasure Of(IPolicy policy, IReadOnlyList<TokenSequence> sequences)
    {
        var scores = policy.Measure(sequences);
        long targets = scores.Sum(s => (long)s.LogProbs.Length);
        return new(Averages.MeanLoss([.. scores.Select(s => s.LogProbs)]), scores.Sum(s => (long)s.MostProbable) / (double)targets);
    }
}
