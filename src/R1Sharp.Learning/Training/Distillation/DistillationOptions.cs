// The settings of on-policy distillation.

using System.ComponentModel.DataAnnotations;
using System.ComponentModel;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Distillation;

/// <summary>How the divergence from the teacher and its gradient are got.</summary>
public enum DivergenceEstimator
{
    /// <summary>From both whole distributions at every token: no noise but the samples'.</summary>
    FullDistribution,

    /// <summary>From the tokens sampled alone: cheaper where vocabularies are large, noisier.</summary>
    SampledToken,
}

/// <summary>Settings of <see cref="DistillationTrainer"/>. One step samples PromptsPerStep × SamplesPerPrompt completions of the student.</summary>
public sealed record DistillationOptions : IChecked
{
    /// <summary>Number of steps.</summary>
    [Range(1, 10_000_000)] public int Steps { get; init; } = 100;

    /// <summary>Prompts sampled in a step.</summary>
    [Range(1, 1_000_000)] public int PromptsPerStep { get; init; } = 64;

    /// <summary>Completions of each prompt.</summary>
    [Range(1, 4096)] public int SamplesPerPrompt { get; init; } = 4;

    /// <summary>Updates made from the completions of a step; each uses a random share of them.</summary>
    [Range(1, 4096)] public int MinibatchesPerStep { get; init; } = 1;

    /// <summary>Temperature of sampling; student and teacher are compared at the same temperature.</summary>
    [Range(0.01, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>How long the thoughts are made; null leaves them alone.</summary>
    [DefaultValue(null)] public ThinkingOptions? Thinking { get; init; }

    /// <summary>What switching between thoughts costs; null penalises nothing.</summary>
    [DefaultValue(null)] public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>How the divergence is got.</summary>
    public DivergenceEstimator Estimator { get; init; } = DivergenceEstimator.FullDistribution;

    /// <summary>By what the summed divergence of a minibatch is divided; the paper's is sequence.</summary>
    public LossAggregation Aggregation { get; init; } = LossAggregation.Token;

    /// <summary>The learning rate; all minibatches of a step share one rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } = new() { Peak = 3e-4, WarmupSteps = 5 };

    /// <summary>The optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped; only those that look at gradients.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() =>
        SamplingMistakes.OfMinibatches(MinibatchesPerStep, PromptsPerStep, SamplesPerPrompt) ?? SamplingMistakes.OfThoughts(Thinking, MaxCompletionTokens);
}
