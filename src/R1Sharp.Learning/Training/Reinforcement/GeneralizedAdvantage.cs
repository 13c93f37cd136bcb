// Advantages of single tokens from a value model: generalised advantage estimation (Schulman et al., arXiv 1506.02438).
//
// Departure: a completion that was cut off at the cap on tokens ends like one that ended by itself. Its reward is final, so
// the value after the last token is 0 in both cases.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Generalised advantage estimation.</summary>
static class GeneralizedAdvantage
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
    /// <returns>Âₜ, and the returns that the value model should have foreseen: Âₜ + V(sₜ).</returns>
    /// <exception cref="ArgumentException">There is not one value a reward.</exception>
    public static (double[] Advantages, double[] Returns) Compute(ReadOnlySpan<double> rewards, ReadOnlySpan<float> values, double gamma, double lambda)
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
        return (advantages, returns);
    }

    /// <summary>
    /// The rewards of the tokens of one completion: its whole reward at the last token, and where the divergence is taken off
    /// the rewards −β k1 of each token, at that token or summed at the last (Ouyang et al., arXiv 2203.02155, equation 2).
    /// </summary>
    /// <param name="reward">The completion's reward.</param>
    /// <param name="oldLogProbs">log π_old, one a token.</param>
    /// <param name="referenceLogProbs">log π_ref; empty where no reference is kept.</param>
    /// <param name="penalty">Where the divergence goes; in the loss, it is no part of the rewards.</param>
    /// <param name="klWeight">β.</param>
    public static double[] TokenRewards(
        double reward, ReadOnlySpan<float> oldLogProbs, ReadOnlySpan<float> referenceLogProbs, KlPenalty penalty, double klWeight)
    {
        var rewards = new double[oldLogProbs.Length];
        rewards[^1] = reward;
        if (penalty is not (KlPenalty.TokenReward or KlPenalty.SequenceReward))
            return rewards;
        for (int t = 0; t < referenceLogProbs.Length; t++)
            rewards[penalty == KlPenalty.TokenReward ? t : ^1] -= klWeight * KlToReference.K1(oldLogProbs[t], referenceLogProbs[t]);
        return rewards;
    }
}
