// The settings of preference training.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>Settings of <see cref="PreferenceTrainer"/>; the defaults are for a model of about a million parameters.</summary>
public sealed record PreferenceOptions
{
    /// <summary>How often each pair is seen.</summary>
    [Range(1, 1000)] public int Epochs { get; init; } = 1;

    /// <summary>Pairs of an update.</summary>
    [Range(1, 1_000_000)] public int BatchSize { get; init; } = 32;

    /// <summary>Number of steps; null takes as many as the epochs need, which are also the most.</summary>
    [DefaultValue(null), Range(1, 10_000_000)] public int? Steps { get; init; }

    /// <summary>Whether a step ends where an epoch does, so that its last may be smaller; null or false goes on with the next epoch.</summary>
    [DefaultValue(null)] public bool? WholeEpochs { get; init; }

    /// <summary>Steps between two measurements of pairs that are held out; null measures them at the end of each epoch.</summary>
    [DefaultValue(null), Range(1, 10_000_000)] public int? HeldOutEverySteps { get; init; }

    /// <summary>The learning rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } = new() { Peak = 5e-5, WarmupSteps = 5, Decay = LearningRateDecay.Linear, FloorShare = 0.1 };

    /// <summary>The optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped; only those that look at gradients.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();
}
