// Advantages of single tokens from a value model: generalised advantage estimation (Schulman et al., arXiv 1506.02438).
//
// Departure: a completion that was cut off at the cap on tokens ends like one that ended by itself. Its reward is final, so
// the value after the last token is 0 in both cases.

namespace R1Sharp.Learning.Training;

/// <summary>Advantages and returns of one completion.</summary>
/// <param name="Advantages">Âₜ, one a token.</param>
/// <param name="Returns">What the value model should have said: Âₜ + V(sₜ).</param>
public sealed record TokenAdvantages(double[] Advantages, double[] Returns);

/// <summary>Generalised advantage estimation.</summary>
public static class GeneralizedAdvantage
{
    /// <summary>
    /// <code>
    /// δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ),  V(s_T) = 0                        (arXiv 1506.02438, section 3)
    /// Âₜ = Σₗ (γλ)ˡ δₜ₊ₗ = δₜ + γλ Âₜ₊₁                                (eq. 16)
    /// </code>
    /// With γ = λ = 1 it is the reward still to come minus the value; with λ = 0 it is δ alone.
    /// </summary>
    /// <param name="rewards">rₜ, one a token: what is paid when token t is chosen.</param>
    /// <param name="values">V(sₜ), the values of the states before the tokens.</param>
    /// <param name="gamma">γ, the discount.</param>
    /// <param name="lambda">λ, between the value model's word (0) and the rewards that came (1).</param>
    /// <exception cref="ArgumentException">There is not one value a reward.</exception>
    public static TokenAdvantages Compute(ReadOnlySpan<double> rewards, ReadOnlySpan<float> values, double gamma, double lambda)
    {
        if (rewards.Length != values.Length)
            throw new ArgumentException($"There are {rewards.Length} rewards but {values.Length} values.", nameof(values));
        var (advantages, returns) = (new double[rewards.Length], new double[rewards.Length]);
        double nextAdvantage = 0, nextValue = 0;
        for (int t = rewards.Length - 1; t >= 0; t--)
        {
            double delta = rewards[t] + gamma * nextValue - values[t];
            advantages[t] = delta + gamma * lambda * nextAdvantage;
            returns[t] = advantages[t] + values[t];
            (nextAdvantage, nextValue) = (advantages[t], values[t]);
        }
        return new TokenAdvantages(advantages, returns);
    }

    /// <summary>
    /// The rewards of the tokens of one completion: its whole reward at the last token, and at every token −β times the
    /// estimate k1 of the divergence from the reference, log π_old − log π_ref, where one is given (Ouyang et al., arXiv
    /// 2203.02155, equation 2).
    /// </summary>
    /// <param name="reward">The completion's reward.</param>
    /// <param name="oldLogProbs">log π_old, one a token.</param>
    /// <param name="referenceLogProbs">log π_ref; empty where the divergence is not part of the reward.</param>
    /// <param name="klWeight">β.</param>
    public static double[] TokenRewards(double reward, ReadOnlySpan<float> oldLogProbs, ReadOnlySpan<float> referenceLogProbs, double klWeight)
    {
        var rewards = new double[oldLogProbs.Length];
        for (int t = 0; t < referenceLogProbs.Length; t++)
            rewards[t] = -klWeight * ((double)oldLogProbs[t] - referenceLogProbs[t]);
        rewards[^1] += reward;
        return rewards;
    }

    /// <summary>Shifts and scales the advantages of a step, in place, so that over all its tokens their mean is 0 and their standard deviation (of the population) 1; ε is added to the latter.</summary>
    public static void Whiten(IReadOnlyList<double[]> advantages, double epsilon = 1e-8)
    {
        double[] all = [.. advantages.SelectMany(a => a)];
        if (all.Length == 0)
            return;
        double mean = all.Average(), deviation = Advantages.StandardDeviation(all);
        foreach (double[] completion in advantages)
            for (int t = 0; t < completion.Length; t++)
                completion[t] = (completion[t] - mean) / (deviation + epsilon);
    }
}
