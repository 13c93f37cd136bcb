// The settings of supervised fine-tuning.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>Which weights fine-tuning leaves.</summary>
public enum KeptWeights
{
    /// <summary>Those after the last step.</summary>
    Last,

    /// <summary>Those with the lowest loss on the examples held out.</summary>
    Best,
}

/// <summary>
/// Settings of <see cref="SftTrainer"/>. DeepSeek-R1 (arXiv 2501.12948v2): two to three epochs, a cosine from 5e-5 to a tenth
/// of it, batches of 128 sequences; a network of a million parameters wants rates some hundred times higher.
/// </summary>
public sealed record SftOptions
{
    /// <summary>How often each example is seen, also a part of once; where <see cref="Steps"/> is given, that decides.</summary>
    [Range(0.0001, 10_000.0)] public double Epochs { get; init; } = 2;

    /// <summary>Whether a step ends where an epoch does, so that its last may be smaller; null or false goes on with the next epoch.</summary>
    [DefaultValue(null)] public bool? WholeEpochs { get; init; }

    /// <summary>Number of steps, one update each; null takes as many as the epochs need.</summary>
    [Range(1, 10_000_000)] public int? Steps { get; init; }

    /// <summary>Most tokens of a step, prompts included.</summary>
    [Range(1, 100_000_000)] public int TokensPerStep { get; init; } = 4096;

    /// <summary>Most sequences of a step; null leaves it to the tokens.</summary>
    [Range(1, 10_000_000)] public int? SequencesPerStep { get; init; }

    /// <summary>Share of the examples that are held out to measure the loss; 0 holds none out.</summary>
    [Range(0.0, 0.5)] public double HeldOutShare { get; init; }

    /// <summary>Steps between two measurements of the held-out loss; null measures at the end of each epoch.</summary>
    [Range(1, 10_000_000)] public int? HeldOutEverySteps { get; init; }

    /// <summary>Measurements without a new lowest held-out loss after which training stops early; null never does.</summary>
    [Range(1, 1000)] public int? Patience { get; init; }

    /// <summary>Which weights the stage leaves; the best can only be told with examples held out.</summary>
    public KeptWeights Keep { get; init; }

    /// <summary>The learning rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } =
        new() { Peak = 1e-3, WarmupSteps = 10, Decay = LearningRateDecay.Cosine, FloorShare = 0.1 };

    /// <summary>The optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();

    /// <summary>What the options lack or say twice; null where all is well.</summary>
    /// <param name="hasHeldOut">Whether examples are given that are held out.</param>
    public SettingsMistake? MistakeOf(bool hasHeldOut) =>
        hasHeldOut && HeldOutShare > 0 ? new("held_out names examples of their own, and held_out_share holds out some of those learned from: give one of them.",
            "held_out_share")
        : hasHeldOut || HeldOutShare > 0 ? null
        : Keep == KeptWeights.Best ? Blind("keep", "the best weights are told by the held-out loss")
        : Patience is not null ? Blind("patience", "the time to stop is told by the held-out loss")
        : HeldOutEverySteps is not null ? Blind("held_out_every_steps", "there is no held-out loss to measure")
        : null;

    static SettingsMistake Blind(string key, string why) =>
        new($"{key} is given but held_out_share is 0: {why}; give held_out_share a value, name held_out, or leave out {key}.", key);
}
