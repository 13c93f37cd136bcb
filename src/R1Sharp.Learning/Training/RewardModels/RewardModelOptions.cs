// The settings of a reward model's training.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>Settings of <see cref="RewardModelTrainer"/>; the defaults are for a model of about a million parameters.</summary>
sealed record RewardModelOptions
{
    /// <summary>How often each example is seen.</summary>
    [Range(1, 1000)] public int Epochs { get; init; } = 1;

    /// <summary>Examples of an update: pairs, or labelled responses.</summary>
    [Range(1, 1_000_000)] public int BatchSize { get; init; } = 32;

    /// <summary>Number of steps; null takes as many as the epochs need, which are also the most.</summary>
    [DefaultValue(null), Range(1, 10_000_000)] public int? Steps { get; init; }

    /// <summary>Whether a step ends where an epoch does, so that its last may be smaller; null or false goes on with the next epoch.</summary>
    [DefaultValue(null)] public bool? WholeEpochs { get; init; }

    /// <summary>Steps between two measurements on held-out examples; null measures after the last step alone.</summary>
    [DefaultValue(null), Range(1, 10_000_000)] public int? HeldOutEverySteps { get; init; }

    /// <summary>c: weight of the squared sum of a pair's scores, which draws all scores towards a common zero.</summary>
    [Range(0.0, 100.0)] public double Centering { get; init; }

    /// <summary>The learning rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } = new() { Peak = 5e-4, WarmupSteps = 5 };

    /// <summary>The optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();

    /// <summary>DeepSeek-R1's settings for both of its reward models (arXiv 2501.12948v2): batches of 256, a rate of 6e-6, one epoch.</summary>
    public static RewardModelOptions R1Paper { get; } = new() { BatchSize = 256, LearningRate = new() { Peak = 6e-6 } };
}
