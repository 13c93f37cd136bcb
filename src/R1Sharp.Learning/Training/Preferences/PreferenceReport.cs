// What a step of preference training reports; every number is over the step's pairs, before its update.

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>What the policy says of pairs that it does not learn from.</summary>
/// <param name="Loss">Mean loss of the pairs.</param>
/// <param name="Accuracy">Share of the pairs whose chosen completion has the higher implicit reward; ties count half.</param>
/// <param name="RewardMargin">Mean implicit reward of the chosen less that of the rejected completions.</param>
public sealed record PreferenceMeasure(double Loss, double Accuracy, double RewardMargin);

/// <summary>The numbers of one step of <see cref="PreferenceTrainer"/>.</summary>
public sealed record PreferenceReport
{
    /// <summary>The step, 0-based.</summary>
    public required int Step { get; init; }

    /// <summary>Mean loss of the pairs.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean implicit reward of the chosen less that of the rejected completions.</summary>
    public required double RewardMargin { get; init; }

    /// <summary>Share of the pairs whose chosen completion has the higher implicit reward; ties count half.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean implicit reward of the chosen completions.</summary>
    public required double ChosenReward { get; init; }

    /// <summary>Mean implicit reward of the rejected completions.</summary>
    public required double RejectedReward { get; init; }

    /// <summary>Mean log π of the whole chosen completions, in nats.</summary>
    public required double ChosenLogProb { get; init; }

    /// <summary>Mean log π of the whole rejected completions, in nats.</summary>
    public required double RejectedLogProb { get; init; }

    /// <summary>Mean tokens of the chosen completions, the end-of-text token included.</summary>
    public required double ChosenTokens { get; init; }

    /// <summary>Mean tokens of the rejected completions, the end-of-text token included.</summary>
    public required double RejectedTokens { get; init; }

    /// <summary>Global norm of the gradient before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Learning rate of the update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Pairs of the step.</summary>
    public required int Pairs { get; init; }

    /// <summary>Tokens of the step, prompts included.</summary>
    public required long Tokens { get; init; }
}
