// pass@k and cons@k of one problem from its samples.

namespace R1Sharp.Learning.Training;

/// <summary>What can be said of one problem from n samples of it.</summary>
public static class SampleStatistics
{
    /// <summary>
    /// The unbiased estimate of the probability that at least one of k samples is right (Chen et al., arXiv 2107.03374,
    /// equation 1): 1 − C(n − c, k)/C(n, k), computed as 1 − Π over i = n − c + 1 … n of (1 − k/i).
    /// </summary>
    /// <param name="n">Samples drawn.</param>
    /// <param name="c">Right ones among them.</param>
    /// <param name="k">At most n.</param>
    public static double PassAtK(int n, int c, int k)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(c, n);
        if (n - c < k)
            return 1;
        double failure = 1;
        for (int i = n - c + 1; i <= n; i++)
            failure *= 1 - (double)k / i;
        return 1 - failure;
    }

    /// <summary>
    /// cons@k, the majority vote: the most frequent answer of k samples is right. The samples are cut into ⌊n/k⌋ blocks in
    /// the order drawn and the blocks' credits averaged, which is unbiased as samples are alike. Ties: where m answers
    /// lead together and r of them are right, the credit is r/m, the expectation of a fair draw. Samples without an answer
    /// have no vote; a block without any vote gets 0.
    /// </summary>
    /// <param name="answers">The canonical answers; null where a completion has none.</param>
    /// <param name="isRight">Whether each sample is right; samples with one answer share its verdict, else the answer is right in the share of its samples that are.</param>
    /// <param name="k">At most n.</param>
    public static double ConsensusAtK(IReadOnlyList<string?> answers, IReadOnlyList<bool> isRight, int k)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, answers.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int blocks = answers.Count / k;
        double credit = 0;
        for (int block = 0; block < blocks; block++)
            credit += Vote(answers, isRight, block * k, k);
        return credit / blocks;
    }

    static double Vote(IReadOnlyList<string?> answers, IReadOnlyList<bool> isRight, int from, int count)
    {
        var votes = new Dictionary<string, (int Votes, int Right)>(StringComparer.Ordinal);
        for (int i = from; i < from + count; i++)
            if (answers[i] is { } answer)
            {
                var (soFar, right) = votes.GetValueOrDefault(answer);
                votes[answer] = (soFar + 1, right + (isRight[i] ? 1 : 0));
            }
        if (votes.Count == 0)
            return 0;
        int most = votes.Values.Max(v => v.Votes);
        return votes.Values.Where(v => v.Votes == most).Average(v => (double)v.Right / v.Votes);
    }
}
