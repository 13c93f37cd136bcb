// The settings of training by next-token prediction.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>Settings of <see cref="LanguageModelTrainer"/>: pre-training and supervised fine-tuning alike.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>Number of steps, one update each.</summary>
    [Range(1, 10_000_000)] public int Steps { get; init; } = 1200;

    /// <summary>Most tokens of a step.</summary>
    [Range(1, 100_000_000)] public int TokensPerStep { get; init; } = 16_384;

    /// <summary>Most sequences of a step; null leaves it to the tokens.</summary>
    [Range(1, 10_000_000)] public int? SequencesPerStep { get; init; }

    /// <summary>The learning rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } =
        new() { Peak = 3e-3, WarmupSteps = 50, Decay = LearningRateDecay.Cosine, FloorShare = 0.03 };

    /// <summary>The optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new() { Beta2 = 0.98, WeightDecay = 0.05 };

    /// <summary>When a run that cannot learn is stopped.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();
}
