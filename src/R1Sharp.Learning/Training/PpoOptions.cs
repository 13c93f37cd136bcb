// The settings of a PPO run; the defaults are for a model of about a million parameters.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training;

/// <summary>Where the divergence from the reference is punished.</summary>
public enum KlPlace
{
    /// <summary>In the reward of every token, by the estimate k1 (InstructGPT): the value model foresees it.</summary>
    Reward,

    /// <summary>In the loss, by the estimate k3, as in GRPO.</summary>
    Loss,
}

/// <summary>
/// Settings of <see cref="PpoTrainer"/>. One step samples PromptsPerStep × GroupSize completions and learns from them in
/// EpochsPerStep × MinibatchesPerStep updates of both networks.
/// </summary>
public sealed record PpoOptions
{
    /// <summary>Number of steps.</summary>
    [Range(1, 10_000_000)] public int Steps { get; init; } = 150;

    /// <summary>Prompts sampled in a step.</summary>
    [Range(1, 1_000_000)] public int PromptsPerStep { get; init; } = 64;

    /// <summary>Completions of each prompt; PPO needs no more than one, as the value model is the baseline.</summary>
    [Range(1, 4096)] public int GroupSize { get; init; } = 16;

    /// <summary>How often each completion of a step is learned from.</summary>
    [Range(1, 1000)] public int EpochsPerStep { get; init; } = 1;

    /// <summary>Updates of each epoch; each uses a random share of the completions.</summary>
    [Range(1, 4096)] public int MinibatchesPerStep { get; init; } = 2;

    /// <summary>Temperature of sampling; the loss uses the distribution at the same temperature.</summary>
    [Range(0.01, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>γ: the discount of rewards that come later.</summary>
    [Range(0.0, 1.0)] public double Gamma { get; init; } = 1;

    /// <summary>λ of the advantages: 1 trusts the rewards that came, 0 the value model.</summary>
    [Range(0.0, 1.0)] public double Lambda { get; init; } = 1;

    /// <summary>Whether the advantages of a step are shifted and scaled to mean 0 and standard deviation 1 over its tokens.</summary>
    public bool WhitenAdvantages { get; init; } = true;

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

    /// <summary>Where the divergence is punished.</summary>
    public KlPlace KlPlace { get; init; } = KlPlace.Reward;

    /// <summary>Steps after which the reference becomes a copy of the policy; null keeps the policy of the beginning. Only with KlWeight.</summary>
    [Range(1, 10_000_000)] public int? RefSyncSteps { get; init; }

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
}
