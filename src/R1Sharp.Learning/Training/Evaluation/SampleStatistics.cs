// pass@k and cons@k of one problem from its samples.

namespace R1Sharp.Learning.Training.Evaluation;

/// <summary>What can be said of one problem from n samples of it.</summary>
static class SampleStatistics
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
    /// G-Pass@k at a threshold τ (Liu et al., arXiv 2412.13147, equation 3): the chance that at least ⌈τk⌉ of k samples drawn without putting back are
    /// right, Σ over j = ⌈τk⌉ … c of C(c, j) C(n − c, k − j)/C(n, k). At τ = 1 all of k must be right; at τ → 0 it is pass@k, so at least
    /// one is asked for.
    /// </summary>
    /// <param name="n">Samples drawn.</param>
    /// <param name="c">Right ones among them.</param>
    /// <param name="k">At most n.</param>
    /// <param name="threshold">τ, from 0 to 1.</param>
    public static double GPassAtK(int n, int c, int k, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(c, n);
        // 0.7 · 10 is a little more than 7 in binary.
        int least = Math.Max(1, (int)Math.Ceiling(threshold * k - 1e-9));
        double sum = 0;
        for (int j = Math.Max(least, k - (n - c)); j <= Math.Min(c, k); j++)
            sum += Math.Exp(LogChoose(c, j) + LogChoose(n - c, k - j) - LogChoose(n, k));
        return Math.Min(1, sum);
    }

    /// <summary>
    /// mG-Pass@k (equation 4): twice the integral of G-Pass@k over τ from ½ to 1, as the paper sums it, (2/k) Σ over i = ⌈k/2⌉ + 1 … k of G-Pass@k at
    /// i/k. For an even k it lies between 0 and 1; for an odd one the sum has (k − 1)/2 members, and 1 is not reached.
    /// </summary>
    public static double MeanGPassAtK(int n, int c, int k) =>
        2.0 / k * Enumerable.Range((k + 1) / 2 + 1, k - (k + 1) / 2).Sum(i => GPassAtK(n, c, k, (double)i / k));

    // log C(n, k) as a sum: exact enough for thousands of samples, where C itself overflows.
    static double LogChoose(int n, int k)
    {
        double log = 0;
        for (int i = 1; i <= k; i++)
            log += Math.Log((double)(n - k + i) / i);
        return log;
    }

    /// <summary>
    /// cons@k, the majority vote: the most frequent answer of k samples is right. The samples are cut into ⌊n/k⌋ blocks in
    /// the order drawn and the blocks' credits averaged, which is unbiased as samples are alike. Ties: where m answers
    /// lead together and r of them are right, the credit is r/m, the expectation of a fair draw. Samples without an answer
    /// have no vote; a block without any vote gets 0.
    /// </summary>
    /// <param name="answers">The canonical answers; null where a completion has none.</param>
    /// <param name="isRight">
    /// Whether each sample is right; samples with one answer share its verdict, else the answer is right in the share of its
    /// samples that are.
    /// </param>
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
