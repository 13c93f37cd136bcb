// From scored rollouts and a value model to what both losses of PPO need.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>What the value model said of one completion, fixed before the first update of the step.</summary>
/// <param name="Values">V(sₜ) before each token that the model chose.</param>
/// <param name="Returns">What they should have been.</param>
/// <param name="KlReward">What the divergence took off the reward, summed over the tokens; 0 where it is part of the loss.</param>
sealed record ValuedTokens(float[] Values, double[] Returns, double KlReward);

/// <summary>The step from rewards to advantages, returns and values.</summary>
static class PpoAdvantages
{
    /// <summary>Adds the advantages of their tokens to the completions, and says what the value model said of each.</summary>
    /// <param name="rollouts">Those that are learned from.</param>
    /// <param name="values">The value model.</param>
    /// <param name="reference">What the divergence is measured against.</param>
    /// <param name="options">γ, λ, β, where the divergence goes, whether advantages are whitened.</param>
    public static ValuedTokens[] AddTo(IReadOnlyList<Rollout> rollouts, IScalarModel values, ReferenceKeeper reference, PpoOptions options)
    {
        TokenSequence[] sequences = [.. rollouts.Select(r => r.Sequence)];
        float[][] before = values.Values(sequences);
        var references = reference.LogProbs(sequences);
        var (advantages, valued) = (new double[rollouts.Count][], new ValuedTokens[rollouts.Count]);
        for (int i = 0; i < advantages.Length; i++)
        {
            double[] rewards = GeneralizedAdvantage.TokenRewards(
                rollouts[i].Reward, rollouts[i].OldLogProbs, references?[i], options.KlPenalty, options.KlWeight);
            (advantages[i], double[] returns) = GeneralizedAdvantage.Compute(rewards, before[i], options.Gamma, options.Lambda);
            valued[i] = new ValuedTokens(before[i], returns, rewards.Sum() - rollouts[i].Reward);
        }
        var used = options.WhitenAdvantages ? TokenAdvantages.Normalize(advantages, options.AdvantageEpsilon) : advantages;
        for (int i = 0; i < used.Length; i++)
            (rollouts[i].TokenAdvantages, rollouts[i].Advantage, rollouts[i].ReferenceLogProbs) = (used[i], Averages.Mean(used[i]), references?[i]);
        return valued;
    }
}
