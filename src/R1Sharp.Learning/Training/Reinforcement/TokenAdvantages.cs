// Advantages that differ from token to token.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Advantages of single tokens, as pure functions.</summary>
static class TokenAdvantages
{
    /// <summary>
    /// Âₜ = A − β Σ_{i ≥ t} k1(i): what a completion is worth less the penalties of this token and those after it
    /// (REINFORCE++, arXiv 2501.03262, the equation of the token-level advantage).
    /// </summary>
    /// <param name="advantage">A, of the whole completion.</param>
    /// <param name="penalties">β k1(i), one a token.</param>
    public static double[] ToGo(double advantage, ReadOnlySpan<double> penalties)
    {
        var advantages = new double[penalties.Length];
        for (int t = penalties.Length - 1; t >= 0; t--)
            advantage = advantages[t] = advantage - penalties[t];
        return advantages;
    }

    /// <summary>Âₜ ← (Âₜ − mean) / (std + ε) over all tokens of the batch, each counted once; std is the population's.</summary>
    public static double[][] Normalize(IReadOnlyList<double[]> advantages, double epsilon)
    {
        double[] all = [.. advantages.SelectMany(a => a)];
        double mean = all.Length == 0 ? 0 : Averages.Mean(all), deviation = Averages.StandardDeviation(all);
        return [.. advantages.Select(a => a.Select(x => deviation == 0 ? 0 : (x - mean) / (deviation + epsilon)).ToArray())];
    }

    /// <summary>
    /// Process supervision (DeepSeekMath, arXiv 2402.03300, section 4.1.3): the rewards of all steps of a group's completions are
    /// normalised together, r̃ = (r − mean(R)) / (std(R) + ε), and Âₜ = Σ r̃ over the steps that end at token t or after it.
    /// </summary>
    /// <param name="stepRewards">stepRewards[i][j]: the reward of step j of completion i.</param>
    /// <param name="stepEnds">stepEnds[i][j]: the index of that step's last token, ascending within a completion.</param>
    /// <param name="tokenCounts">|oᵢ|; tokens after the last step get 0.</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>One advantage a token; exactly zero throughout where all rewards of the group are equal.</returns>
    public static double[][] ProcessSupervision(
        IReadOnlyList<double[]> stepRewards, IReadOnlyList<int[]> stepEnds, ReadOnlySpan<int> tokenCounts, double epsilon = 1e-4)
    {
        double[] all = [.. stepRewards.SelectMany(r => r)];
        double mean = all.Length == 0 ? 0 : Averages.Mean(all), deviation = Averages.StandardDeviation(all);
        var advantages = new double[stepRewards.Count][];
        for (int i = 0; i < advantages.Length; i++)
        {
            advantages[i] = new double[tokenCounts[i]];
            if (!Advantages.AreEqual(all))
                SumOfLaterSteps([.. stepRewards[i].Select(r => (r - mean) / (deviation + epsilon))], stepEnds[i], advantages[i]);
        }
        return advantages;
    }

    static void SumOfLaterSteps(double[] normalized, int[] ends, double[] advantages)
    {
        double sum = 0;
        for (int t = advantages.Length - 1, j = normalized.Length - 1; t >= 0; t--)
        {
            while (j >= 0 && ends[j] >= t)
                sum += normalized[j--];
            advantages[t] = sum;
        }
    }
}
