// The settings of a GRPO run; what the papers used stands in GrpoProfiles.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training;

/// <summary>By what the summed loss of a minibatch is divided.</summary>
public enum LossAggregation
{
    /// <summary>1/G Σᵢ 1/|oᵢ| Σₜ: each completion weighs the same, whatever its length (GRPO).</summary>
    Sequence,

    /// <summary>1/Σᵢ|oᵢ| Σᵢ Σₜ over the whole minibatch: each token weighs the same (DAPO, arXiv 2503.14476).</summary>
    Token,

    /// <summary>1/(G·L) Σᵢ Σₜ with L the cap on completion tokens: a constant divisor (Dr. GRPO, arXiv 2503.20783).</summary>
    Constant,
}

/// <summary>
/// Settings of <see cref="GrpoTrainer"/>. One step samples PromptsPerStep × GroupSize completions and learns from them in
/// MinibatchesPerStep updates. How a step's tokens are cut up for memory is the engine's affair and changes no result.
/// </summary>
public sealed record GrpoOptions
{
    /// <summary>Number of steps.</summary>
    [Range(1, 10_000_000)] public int Steps { get; init; } = 150;

    /// <summary>Prompts sampled in a step.</summary>
    [Range(1, 1_000_000)] public int PromptsPerStep { get; init; } = 64;

    /// <summary>G: completions of each prompt.</summary>
    [Range(2, 4096)] public int GroupSize { get; init; } = 16;

    /// <summary>Updates made from the completions of a step; each uses a random share of them, and each completion is used once.</summary>
    [Range(1, 4096)] public int MinibatchesPerStep { get; init; } = 2;

    /// <summary>Temperature of sampling; the loss uses the distribution at the same temperature.</summary>
    [Range(0.01, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>What the difference from the baseline is divided by.</summary>
    public AdvantageScaling ScaleRewards { get; init; } = AdvantageScaling.None;

    /// <summary>What a reward is compared with.</summary>
    public AdvantageBaseline Baseline { get; init; } = AdvantageBaseline.GroupMean;

    /// <summary>ε added to the standard deviation that rewards are divided by.</summary>
    [Range(0.0, 1.0)] public double AdvantageEpsilon { get; init; } = 1e-4;

    /// <summary>By what the summed loss of a minibatch is divided.</summary>
    public LossAggregation Aggregation { get; init; } = LossAggregation.Token;

    /// <summary>ε_low: a ratio below 1 − ε_low gives no gradient to a token of negative advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonLow { get; init; } = 0.2;

    /// <summary>ε_high: a ratio above 1 + ε_high gives no gradient to a token of positive advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonHigh { get; init; } = 0.2;

    /// <summary>β: weight of the divergence from the reference; at 0 no reference is kept.</summary>
    [Range(0.0, 100.0)] public double KlWeight { get; init; }

    /// <summary>Steps after which the reference becomes a copy of the policy; null keeps the policy of the beginning. Only with KlWeight.</summary>
    [Range(1, 10_000_000)] public int? RefSyncSteps { get; init; }

    /// <summary>Weight of the entropy bonus.</summary>
    [Range(0.0, 10.0)] public double EntropyWeight { get; init; }

    /// <summary>
    /// Whether groups of equal reward leave the minibatches, so that they count in no divisor either (DAPO's filter, without
    /// sampling others in their place). Otherwise they count, and take part in the divergence and the entropy bonus.
    /// </summary>
    public bool DropZeroVarianceGroups { get; init; } = true;

    /// <summary>Whether completions that reached the cap are left out of the loss; their rewards still count in the baseline.</summary>
    public bool MaskTruncated { get; init; }

    /// <summary>The learning rate; its steps are the steps of this trainer, and all minibatches of a step share one rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } = new() { Peak = 1e-4, WarmupSteps = 5 };

    /// <summary>The optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();
}
