// One answer out of k samples by the scores of a reward model: the best scored, or the one whose scores sum to most. As with
// cons@k (SampleStatistics) the n samples are cut into ⌊n/k⌋ blocks in the order drawn, and the blocks' credits averaged.

namespace R1Sharp.Learning.Training.Evaluation.Scaling;

/// <summary>What scores make of the samples of one problem.</summary>
static class ScoredVotes
{
    /// <summary>
    /// Best of k (Cobbe et al., arXiv 2110.14168): the best scored sample is right. Equals share the credit; a sample without a
    /// score is never chosen.
    /// </summary>
    /// <param name="scores">One a sample; null where it has none.</param>
    /// <param name="isRight">Whether each sample is right.</param>
    /// <param name="k">At most as many as there are samples.</param>
    public static double BestOfK(IReadOnlyList<double?> scores, IReadOnlyList<bool> isRight, int k) => OverBlocks(scores.Count, k, block =>
    {
        var scored = block.Where(i => scores[i] is not null).ToList();
        return scored.Count == 0 ? 0 : scored.Where(i => scores[i] == scored.Max(j => scores[j])).Average(i => isRight[i] ? 1.0 : 0);
    });

    /// <summary>
    /// The weighted vote (Uesato et al., arXiv 2211.14275): the answer whose samples' weights sum to most is right.
    /// Answers that lead together share the credit, as do samples of one answer with several verdicts; samples without an
    /// answer have no vote.
    /// </summary>
    /// <param name="answers">The canonical answers; null where a completion has none.</param>
    /// <param name="weights">Not negative, one a sample.</param>
    /// <param name="isRight">Whether each sample is right.</param>
    /// <param name="k">At most as many as there are samples.</param>
    public static double WeightedVoteOfK(IReadOnlyList<string?> answers, IReadOnlyList<double> weights, IReadOnlyList<bool> isRight, int k) =>
        OverBlocks(answers.Count, k, block =>
    {
        var votes = block.Where(i => answers[i] is not null).GroupBy(i => answers[i]!, StringComparer.Ordinal)
            .Select(group => (Weight: group.Sum(i => weights[i]), Right: group.Average(i => isRight[i] ? 1.0 : 0))).ToList();
        return votes.Count == 0 ? 0 : votes.Where(v => v.Weight == votes.Max(w => w.Weight)).Average(v => v.Right);
    });

    static double OverBlocks(int count, int k, Func<IReadOnlyList<int>, double> credit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, count);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return Enumerable.Range(0, count / k).Average(block => credit([.. Enumerable.Range(block * k, k)]));
    }
}
