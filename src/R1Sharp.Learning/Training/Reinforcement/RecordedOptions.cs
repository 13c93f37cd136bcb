// The settings of learning from rollouts that were recorded while a model was used.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Which rollouts are compared with each other.</summary>
enum RecordedGroups
{
    /// <summary>The choices of one answer.</summary>
    Answer,

    /// <summary>All that have the same prompt.</summary>
    Prompt,

    /// <summary>All of a step.</summary>
    Step,
}

/// <summary>Settings of <see cref="RecordedTrainer"/>.</summary>
sealed record RecordedOptions : IChecked
{
    /// <summary>How often each rollout is learned from; the weights move between the epochs, and the ratio is corrected.</summary>
    [Range(1, 1000)] public int Epochs { get; init; } = 1;

    /// <summary>Groups of a step.</summary>
    [Range(1, 1_000_000)] public int GroupsPerStep { get; init; } = 64;

    /// <summary>Updates of a step, each from a random share of its rollouts.</summary>
    [Range(1, 4096)] public int MinibatchesPerStep { get; init; } = 1;

    /// <summary>Which rollouts are compared with each other.</summary>
    public RecordedGroups GroupBy { get; init; } = RecordedGroups.Answer;

    /// <summary>What the difference from the mean is divided by.</summary>
    public AdvantageScaling ScaleRewards { get; init; } = AdvantageScaling.None;

    /// <summary>By what the summed loss of a minibatch is divided.</summary>
    public LossAggregation Aggregation { get; init; } = LossAggregation.Token;

    /// <summary>ε_low: a ratio below 1 − ε_low gives no gradient to a token of negative advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonLow { get; init; } = 0.2;

    /// <summary>ε_high: a ratio above 1 + ε_high gives no gradient to a token of positive advantage.</summary>
    [Range(0.0, 1000.0)] public double EpsilonHigh { get; init; } = 0.2;

    /// <summary>β: weight of the divergence from the model that the stage begins with; at 0 that is not kept.</summary>
    [Range(0.0, 100.0)] public double KlWeight { get; init; }

    /// <summary>What is done about the probabilities of the weights that sampled differing from those that learn.</summary>
    [Inline] public SamplerCorrection Correction { get; init; } = new();

    /// <summary>The learning rate.</summary>
    public LearningRateSchedule LearningRate { get; init; } = new() { Peak = 1e-5 };

    /// <summary>The optimizer; it begins afresh.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>When a run that cannot learn is stopped.</summary>
    public WatchdogOptions Watchdogs { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => GroupBy == RecordedGroups.Step && ScaleRewards == AdvantageScaling.Group
        ? new("scale_rewards is group but group_by is step: all rewards of a step are one group; set it to batch or none.", "scale_rewards") : null;

    /// <summary>The same for what GRPO has of its own.</summary>
    /// <param name="temperature">That of the recorded log-probabilities.</param>
    /// <param name="steps">Number of steps.</param>
    internal GrpoOptions ForPolicy(double temperature, int steps) => new()
    {
        Steps = steps,
        MinibatchesPerStep = MinibatchesPerStep,
        Temperature = temperature,
        Aggregation = Aggregation,
        EpsilonLow = EpsilonLow,
        EpsilonHigh = EpsilonHigh,
        KlWeight = KlWeight,
        Baseline = GroupBy == RecordedGroups.Step ? AdvantageBaseline.BatchMean : AdvantageBaseline.GroupMean,
        DropZeroVarianceGroups = GroupBy != RecordedGroups.Step,
        ScaleRewards = ScaleRewards,
        LearningRate = LearningRate,
        Optimizer = Optimizer,
        Watchdogs = Watchdogs,
    };
}
