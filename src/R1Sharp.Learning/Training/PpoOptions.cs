// The settings of a PPO run; the defaults are for a model of about a million parameters.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Generation;

namespace R1Sharp.Learning.Training;

/// <summary>
/// Settings of <see cref="PpoTrainer"/>. One step samples PromptsPerStep × GroupSize completions and learns from them in
/// NumIterations × MinibatchesPerStep updates of both networks.
/// </summary>
public sealed record PpoOptions
{
    /// <summary>Number of steps.</summary>
    [Range(1, 10_000_000)] public int Steps { get; init; } = 150;

    /// <summary>Prompts sampled in a step.</summary>
    [Range(1, 1_000_000)] public int PromptsPerStep { get; init; } = 64;

    /// <summary>Completions of each prompt; PPO needs no more than one, as the value model is the baseline.</summary>
    [Range(1, 4096)] public int GroupSize { get; init; } = 16;

    /// <summary>How often the completions of a step are gone through, each time in another order: the epochs of PPO.</summary>
    [Range(1, 100)] public int NumIterations { get; init; } = 1;

    /// <summary>Updates of each iteration; each uses a random share of the completions.</summary>
    [Range(1, 4096)] public int MinibatchesPerStep { get; init; } = 2;

    /// <summary>Temperature of sampling; the loss uses the distribution at the same temperature.</summary>
    [Range(0.01, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>How long the thoughts are made; null leaves them alone.</summary>
    [DefaultValue(null)] public ThinkingOptions? Thinking { get; init; }

    /// <summary>What switching between thoughts costs; null penalises nothing.</summary>
    [DefaultValue(null)] public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>Other caps from later steps on, in ascending order of their steps.</summary>
    public IReadOnlyList<CompletionCap> CompletionCaps { get; init; } = [];

    /// <summary>γ: the discount of rewards that come later.</summary>
    [Range(0.0, 1.0)] public double Gamma { get; init; } = 1;

    /// <summary>λ of the advantages: 1 trusts the rewards that came, 0 the value model.</summary>
    [Range(0.0, 1.0)] public double Lambda { get; init; } = 1;

    /// <summary>Whether the advantages of a step are shifted and scaled to mean 0 and standard deviation 1 over its tokens.</summary>
    public bool WhitenAdvantages { get; init; } = true;

    /// <summary>ε added to the standard deviation that advantages are divided by.</summary>
    [Range(0.0, 1.0)] public double AdvantageEpsilon { get; init; } = 1e-8;

    /// <summary>By what the summed losses of a minibatch are divided.</summary>
    public LossAggregation Aggregation { get; init; } = LossAggregation.Token;

    /// <summary>ε_low: a ratio below 1 − ε_low gives no gradient to a token of negative advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonLow { get; init; } = 0.2;

    /// <summary>ε_high: a ratio above 1 + ε_high gives no gradient to a token of positive advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonHigh { get; init; } = 0.2;

    /// <summary>ε_V: how far a value may move from what it was when the completions were sampled; null does not limit it.</summary>
    [Range(0.0, 1000.0)] public double? ValueClip { get; init; } = 0.5;

    /// <summary>β: weight of the divergence from the reference; at 0 no reference is kept.</summary>
    [Range(0.0, 100.0)] public double KlWeight { get; init; }

    /// <summary>How the divergence is made small; taken off the rewards (InstructGPT) it is foreseen by the value model.</summary>
    public KlPenalty KlPenalty { get; init; } = KlPenalty.TokenReward;

    /// <summary>Steps after which the reference becomes a copy of the policy; null keeps the policy of the beginning. Only with KlWeight.</summary>
    [Range(1, 10_000_000)] public int? RefSyncSteps { get; init; }

    /// <summary>α of π_ref ← α π_θ + (1 − α) π_ref, the weights' mean that RefSyncSteps makes; 1 is a copy.</summary>
    [Range(0.0, 1.0)] public double RefSyncAlpha { get; init; } = 1;

    /// <summary>Weight of the entropy bonus.</summary>
    [Range(0.0, 10.0)] public double EntropyWeight { get; init; }

    /// <summary>Whether completions that reached the cap are left out of both losses.</summary>
    public bool MaskTruncated { get; init; }

    /// <summary>Steps at the beginning in which only the value model learns.</summary>
    [Range(0, 10_000_000)] public int ValueWarmupSteps { get; init; }

    /// <summary>The policy's learning rate; all updates of a step share one rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } = new() { Peak = 1e-4, WarmupSteps = 5 };

    /// <summary>The value model's learning rate.</summary>
    public LearningRateSchedule ValueLearningRate { get; init; } = new() { Peak = 5e-4, WarmupSteps = 5 };

    /// <summary>The policy's optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>The value model's optimizer; it begins afresh.</summary>
    public OptimizerOptions ValueOptimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();

    /// <summary>When a run is stopped because its reward and the held-out truth part; null does not watch them.</summary>
    public RewardHackingOptions? RewardHacking { get; init; }

    /// <summary>Sampling, policy loss and reference as GRPO's parts understand them; no group is compared with itself or dropped.</summary>
    internal GrpoOptions ForPolicy() => new()
    {
        Steps = Steps,
        PromptsPerStep = PromptsPerStep,
        GroupSize = GroupSize,
        NumIterations = NumIterations,
        MinibatchesPerStep = MinibatchesPerStep,
        Temperature = Temperature,
        MaxCompletionTokens = MaxCompletionTokens,
        Thinking = Thinking,
        SwitchPenalty = SwitchPenalty,
        CompletionCaps = CompletionCaps,
        Aggregation = Aggregation,
        EpsilonLow = EpsilonLow,
        EpsilonHigh = EpsilonHigh,
        KlWeight = KlWeight,
        KlPenalty = KlPenalty,
        RefSyncSteps = RefSyncSteps,
        RefSyncAlpha = RefSyncAlpha,
        EntropyWeight = EntropyWeight,
        DropZeroVarianceGroups = false,
        MaskTruncated = MaskTruncated,
        LearningRate = LearningRate,
        Optimizer = Optimizer,
        Watchdogs = Watchdogs,
        RewardHacking = RewardHacking,
    };
}
