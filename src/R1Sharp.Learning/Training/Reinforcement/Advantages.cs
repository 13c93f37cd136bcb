// From the rewards of a group of completions to their advantages.
//
// Departures from DeepSeekMath (arXiv 2402.03300, section 4.1.2) and DeepSeek-R1 (arXiv 2501.12948, equation 3):
// 1. Groups whose rewards are all equal get advantages of exactly zero; the rewards are compared with each other, so the
//    rounding of a mean or a standard deviation can never make such a group look informative.
// 2. ε is added to the standard deviation (the papers have none; TRL has 1e-4).

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>What the difference from the baseline is divided by.</summary>
public enum AdvantageScaling
{
    /// <summary>The standard deviation of the group's rewards plus ε: the papers' GRPO.</summary>
    Group,

    /// <summary>The standard deviation of all rewards of the step plus ε.</summary>
    Batch,

    /// <summary>Nothing: Dr. GRPO (arXiv 2503.20783).</summary>
    None,

    /// <summary>
    /// The differences from the baseline are shifted and scaled to mean 0 and deviation 1 over all tokens of the step, a completion counting as often as it
    /// has tokens: REINFORCE++ (arXiv 2501.03262) as its authors' OpenRLHF and verl whiten.
    /// </summary>
    Tokens,
}

/// <summary>What a reward is compared with.</summary>
public enum AdvantageBaseline
{
    /// <summary>The mean of the group.</summary>
    GroupMean,

    /// <summary>The mean of the group's other completions: RLOO (arXiv 2402.14740).</summary>
    LeaveOneOut,

    /// <summary>The mean of all rewards of the step: REINFORCE++ (arXiv 2501.03262). Groups of equal reward say something too.</summary>
    BatchMean,

    /// <summary>Nothing: a completion is worth its reward. With rewards of 0 and 1 right ones alone are learned from: online RFT.</summary>
    Zero,
}

/// <summary>Advantages of groups of completions, one group a prompt.</summary>
static class Advantages
{
    /// <summary>
    /// Âᵢ = (rᵢ − mean(r)) / (std(r) + ε), with the population's standard deviation (divided by G, not G − 1); see
    /// <see cref="AdvantageScaling"/> and <see cref="AdvantageBaseline"/> for the variants.
    /// </summary>
    /// <param name="rewards">rewards[p][i] is the reward of completion i of prompt p; the groups may differ in size.</param>
    /// <param name="scaling">What the difference is divided by.</param>
    /// <param name="baseline">What a reward is compared with.</param>
    /// <param name="epsilon">ε, added to the standard deviation.</param>
    /// <param name="ofSample">Whether the deviation is divided by one less than there are rewards.</param>
    /// <returns>
    /// One number a reward, in the same shape; exactly zero throughout a group of equal rewards (with the batch's mean as
    /// baseline: where all rewards are equal).
    /// </returns>
    /// <exception cref="ArgumentException">A reward is not finite.</exception>
    public static double[][] Compute(IReadOnlyList<double[]> rewards, AdvantageScaling scaling = AdvantageScaling.Group,
        AdvantageBaseline baseline = AdvantageBaseline.GroupMean, double epsilon = 1e-4, bool ofSample = false)
    {
        RequireFinite(rewards);
        double[] batch = [.. rewards.SelectMany(r => r)];
        double batchDeviation = scaling == AdvantageScaling.Batch ? Deviation(batch, ofSample) : 0;
        var advantages = new double[rewards.Count][];
        for (int p = 0; p < advantages.Length; p++)
        {
            advantages[p] = new double[rewards[p].Length];
            double[] compared = baseline == AdvantageBaseline.BatchMean ? batch : rewards[p];
            if (AreEqual(compared) && baseline != AdvantageBaseline.Zero)
                continue;
            double divisor = scaling switch
            {
                AdvantageScaling.Group => Deviation(rewards[p], ofSample) + epsilon,
                AdvantageScaling.Batch => batchDeviation + epsilon,
                _ => 1,
            };
            OfGroup(rewards[p], baseline, baseline == AdvantageBaseline.Zero ? 0 : Averages.Mean(compared), divisor, advantages[p]);
        }
        return advantages;
    }

    /// <summary>Whether all rewards of a group are the same number, so that nothing can be learned from it.</summary>
    public static bool AreEqual(ReadOnlySpan<double> rewards)
    {
        foreach (double reward in rewards)
            if (reward != rewards[0])
                return false;
        return true;
    }

    // Leave-one-out: rᵢ − (Σ r − rᵢ)/(G − 1) = G/(G − 1) · (rᵢ − mean(r)).
    static void OfGroup(double[] r, AdvantageBaseline baseline, double mean, double divisor, double[] advantages)
    {
        double factor = baseline == AdvantageBaseline.LeaveOneOut ? r.Length / (r.Length - 1.0) : 1;
        for (int i = 0; i < r.Length; i++)
            advantages[i] = factor * (r[i] - mean) / divisor;
    }

    static double Deviation(double[] values, bool ofSample) =>
        Averages.StandardDeviation(values) * (ofSample && values.Length > 1 ? Math.Sqrt(values.Length / (values.Length - 1.0)) : 1);

    static void RequireFinite(IReadOnlyList<double[]> rewards)
    {
        for (int p = 0; p < rewards.Count; p++)
            for (int i = 0; i < rewards[p].Length; i++)
                if (!double.IsFinite(rewards[p][i]))
                    throw new ArgumentException($"The reward of completion {i} of prompt {p} is {rewards[p][i]}; rewards are finite numbers.", nameof(rewards));
    }
}
