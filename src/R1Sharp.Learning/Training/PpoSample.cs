// A completion of a step of PPO with what its tokens are worth.

using R1Sharp.Learning.Model;

namespace R1Sharp.Learning.Training;

/// <summary>What both losses need of one completion; fixed before the first update of the step.</summary>
sealed record PpoSample
{
    /// <summary>The completion.</summary>
    public required Rollout Rollout { get; init; }

    /// <summary>Prompt and completion; the targets are the tokens that the model chose.</summary>
    public required TokenSequence Sequence { get; init; }

    /// <summary>log π_ref of each target; null where no reference is kept.</summary>
    public required float[]? ReferenceLogProbs { get; init; }

    /// <summary>V(sₜ) before each target.</summary>
    public required float[] Values { get; init; }

    /// <summary>Âₜ and the returns.</summary>
    public required TokenAdvantages Tokens { get; init; }

    /// <summary>What the divergence took off the reward, summed over the tokens; 0 where it is part of the loss.</summary>
    public required double KlReward { get; init; }

    /// <summary>Values a completion.</summary>
    public static PpoSample Of(Rollout rollout, TokenSequence sequence, float[] values, float[]? references, PpoOptions options)
    {
        bool inReward = options.KlPlace == KlPlace.Reward && references is not null;
        double[] rewards = GeneralizedAdvantage.TokenRewards(rollout.Reward, rollout.Completion.SampledLogProbs, inReward ? references : [], options.KlWeight);
        var tokens = GeneralizedAdvantage.Compute(rewards, values, options.Gamma, options.Lambda);
        return new()
        {
            Rollout = rollout,
            Sequence = sequence,
            ReferenceLogProbs = references,
            Values = values,
            Tokens = tokens,
            KlReward = inReward ? rewards.Sum() - rollout.Reward : 0,
        };
    }
}
