// The settings of a PPO run; the defaults are for a model of about a million parameters.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>
/// Settings of <see cref="PpoTrainer"/>. One step samples PromptsPerStep × GroupSize completions and learns from them in
/// NumIterations × MinibatchesPerStep updates of both networks.
/// </summary>
public sealed record PpoOptions : ReinforcementOptions
{
    /// <summary>Completions of each prompt; PPO needs no more than one, as the value model is the baseline.</summary>
    [Range(1, 4096)] public override int GroupSize { get; init; } = 16;

    /// <summary>γ: the discount of rewards that come later.</summary>
    [Range(0.0, 1.0)] public double Gamma { get; init; } = 1;

    /// <summary>λ of the advantages: 1 trusts the rewards that came, 0 the value model.</summary>
    [Range(0.0, 1.0)] public double Lambda { get; init; } = 1;

    /// <summary>Whether the advantages of a step are shifted and scaled to mean 0 and standard deviation 1 over its tokens.</summary>
    public bool WhitenAdvantages { get; init; } = true;

    /// <summary>ε added to the standard deviation that advantages are divided by.</summary>
    [Range(0.0, 1.0)] public double AdvantageEpsilon { get; init; } = 1e-8;

    /// <summary>ε_V: how far a value may move from what it was when the completions were sampled; null does not limit it.</summary>
    [Range(0.0, 1000.0)] public double? ValueClip { get; init; } = 0.5;

    /// <summary>c of the dual clip, as GRPO's. Null does not clip there.</summary>
    [DefaultValue(null), Range(1.0, 1000.0)] public double? DualClip { get; init; }

    /// <summary>How the divergence is made small; taken off the rewards (InstructGPT) it is foreseen by the value model.</summary>
    public override KlPenalty KlPenalty { get; init; } = KlPenalty.TokenReward;

    /// <summary>Steps at the beginning in which only the value model learns.</summary>
    [Range(0, 10_000_000)] public int ValueWarmupSteps { get; init; }

    /// <summary>The value model's learning rate.</summary>
    public LearningRateSchedule ValueLearningRate { get; init; } = new() { Peak = 5e-4, WarmupSteps = 5 };

    /// <summary>The value model's optimizer; it begins afresh.</summary>
    public OptimizerOptions ValueOptimizer { get; init; } = new();

    /// <summary>Sampling, policy loss and reference as GRPO's parts understand them; no group is compared with itself or dropped.</summary>
    internal GrpoOptions ForPolicy() => new(this) { DropZeroVarianceGroups = false, DualClip = DualClip };

    /// <inheritdoc/>
    public override SettingsMistake? Mistake() => base.Mistake()
        ?? (ValueWarmupSteps >= Steps
            ? new($"value_warmup_steps is {ValueWarmupSteps} of {Steps} steps, so the policy would never learn; lower it or raise steps.",
                "value_warmup_steps") : null);
}
