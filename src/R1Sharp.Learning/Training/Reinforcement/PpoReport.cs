// What a step of PPO reports: the numbers of GRPO, and those of the value model.

using System.Diagnostics.CodeAnalysis;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>
/// The numbers of one step of <see cref="PpoTrainer"/>. Those of <see cref="ReinforcementReport"/> mean the same; where each prompt has
/// one completion, the share of groups of equal reward is 1 if all rewards of the step are equal, else 0.
/// </summary>
public sealed record PpoReport : ReinforcementReport
{
    /// <param name="policy">The policy's numbers.</param>
    [SetsRequiredMembers]
    public PpoReport(ReinforcementReport policy)
        : base(policy) { }

    /// <summary>Mean loss of the value model's updates, as <see cref="PpoValueLoss"/> defines it; null without an update.</summary>
    public double? ValueLoss { get; init; }

    /// <summary>
    /// 1 − Var(R − V) / Var(R) over the step's tokens, before its updates: how much of the returns the value model foresaw; null
    /// where all returns are equal.
    /// </summary>
    public double? ExplainedVariance { get; init; }

    /// <summary>Mean value of the states before the sampled tokens.</summary>
    public double? MeanValue { get; init; }

    /// <summary>Mean return of the sampled tokens.</summary>
    public double? MeanReturn { get; init; }

    /// <summary>Share of the tokens of the value model's updates whose value had moved by more than the clip, so that they gave no gradient.</summary>
    public double ValueClipShare { get; init; }

    /// <summary>Mean over the completions of what the divergence took off the reward, in reward; 0 where it is part of the loss.</summary>
    public double KlReward { get; init; }

    /// <summary>Mean global norm of the value model's gradient before clipping; null without an update.</summary>
    public double? ValueGradientNorm { get; init; }

    /// <summary>Learning rate of the value model's updates.</summary>
    public double ValueLearningRate { get; init; }
}

/// <summary>One step: its numbers and everything that was sampled.</summary>
/// <param name="Report">The numbers.</param>
/// <param name="Rollouts">The completions: those of prompt 0 first. The advantage of each is the mean over its tokens.</param>
public sealed record PpoStep(PpoReport Report, IReadOnlyList<Rollout> Rollouts);
