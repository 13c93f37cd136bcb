// What every way to reinforce has to be told: how completions are sampled, how far the policy may move, and when to stop.

using System.ComponentModel.DataAnnotations;
using System.ComponentModel;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Settings that GRPO and PPO share. One step samples PromptsPerStep × GroupSize completions and learns from them.</summary>
public abstract record ReinforcementOptions : IChecked
{
    /// <summary>Number of steps.</summary>
    [Range(1, 10_000_000)] public int Steps { get; init; } = 150;

    /// <summary>Prompts sampled in a step.</summary>
    [Range(1, 1_000_000)] public int PromptsPerStep { get; init; } = 64;

    /// <summary>Completions of each prompt.</summary>
    public abstract int GroupSize { get; init; }

    /// <summary>μ, the epochs of PPO: how often the completions of a step are gone through, each time in another order.</summary>
    [Range(1, 100)] public int NumIterations { get; init; } = 1;

    /// <summary>Updates of each iteration; each uses a random share of the completions, and each completion is used once an iteration.</summary>
    [Range(1, 4096)] public int MinibatchesPerStep { get; init; } = 2;

    /// <summary>Temperature of sampling; the loss uses the distribution at the same temperature.</summary>
    [Range(0.01, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>Texts that end a completion; they are cut off the text that is rewarded, and their tokens are learned from.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>How long the thoughts are made; null leaves them alone.</summary>
    [DefaultValue(null)] public ThinkingOptions? Thinking { get; init; }

    /// <summary>What switching between thoughts costs; null penalises nothing.</summary>
    [DefaultValue(null)] public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>Other caps from later steps on, in ascending order of their steps.</summary>
    public IReadOnlyList<CompletionCap> CompletionCaps { get; init; } = [];

    /// <summary>By what the summed loss of a minibatch is divided.</summary>
    public LossAggregation Aggregation { get; init; } = LossAggregation.Token;

    /// <summary>ε_low: a ratio below 1 − ε_low gives no gradient to a token of negative advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonLow { get; init; } = 0.2;

    /// <summary>ε_high: a ratio above 1 + ε_high gives no gradient to a token of positive advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonHigh { get; init; } = 0.2;

    /// <summary>β: weight of the divergence from the reference; at 0 no reference is kept.</summary>
    [Range(0.0, 100.0)] public double KlWeight { get; init; }

    /// <summary>How the divergence is made small. Only with KlWeight.</summary>
    public abstract KlPenalty KlPenalty { get; init; }

    /// <summary>Steps after which the reference becomes a copy of the policy; null keeps the policy of the beginning. Only with KlWeight.</summary>
    [Range(1, 10_000_000)] public int? RefSyncSteps { get; init; }

    /// <summary>α of π_ref ← α π_θ + (1 − α) π_ref, the weights' mean that RefSyncSteps makes; 1 is a copy.</summary>
    [Range(0.0, 1.0)] public double RefSyncAlpha { get; init; } = 1;

    /// <summary>Weight of the entropy bonus.</summary>
    [Range(0.0, 10.0)] public double EntropyWeight { get; init; }

    /// <summary>Whether completions that reached the cap are left out of every loss; their rewards still count in the baseline.</summary>
    public bool MaskTruncated { get; init; }

    /// <summary>
    /// The policy's learning rate; its steps are the steps of this trainer, and all minibatches of a step share one rate, unless it counts updates
    /// (<see cref="LearningRateSchedule.PerUpdate"/>).
    /// </summary>
    public LearningRateSchedule LearningRate { get; init; } = new() { Peak = 1e-4, WarmupSteps = 5 };

    /// <summary>The policy's optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();

    /// <summary>When a run is stopped because its reward and the held-out truth part; null does not watch them.</summary>
    public RewardHackingOptions? RewardHacking { get; init; }

    /// <summary>What is sampled at each step.</summary>
    internal virtual RolloutPlan Plan => new()
    {
        Steps = Steps,
        PromptsPerStep = PromptsPerStep,
        GroupSize = GroupSize,
        Temperature = Temperature,
        CapAt = CapAt,
        Stop = Stop,
        Thinking = Thinking,
        SwitchPenalty = SwitchPenalty,
    };

    /// <summary>The policy's rate at an update of a step (both 0-based).</summary>
    internal double RateAt(int stepIndex, int update)
    {
        int updates = NumIterations * MinibatchesPerStep;
        return LearningRate.PerUpdate == true ? LearningRate.At(stepIndex * updates + update, Steps * updates) : LearningRate.At(stepIndex, Steps);
    }

    /// <summary>Most tokens of a completion at a step (0-based).</summary>
    public int CapAt(int stepIndex) => CompletionCaps.LastOrDefault(c => c.FromStep <= stepIndex)?.Tokens ?? MaxCompletionTokens;

    /// <inheritdoc/>
    public virtual SettingsMistake? Mistake() => OfReference() ?? SamplingMistakes.OfMinibatches(MinibatchesPerStep, PromptsPerStep, GroupSize)
        ?? OfCaps() ?? SamplingMistakes.OfThoughts(Thinking, MaxCompletionTokens);

    SettingsMistake? OfReference() => KlWeight == 0 && RefSyncSteps is { } every
        ? new($"ref_sync_steps is {every} but kl_weight is 0, so there is no reference to refresh; set ref_sync_steps to null or give kl_weight a value.",
            "ref_sync_steps") : null;

    SettingsMistake? OfCaps() =>
        CompletionCaps.Zip(CompletionCaps.Skip(1)).FirstOrDefault(pair => pair.Second.FromStep <= pair.First.FromStep) is { Second: { } late, First: var early }
        ? new($"completion_caps: step {late.FromStep} stands after step {early.FromStep}; the steps must ascend.", "completion_caps") : null;
}
