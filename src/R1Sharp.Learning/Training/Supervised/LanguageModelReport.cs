// What a step of next-token prediction reports.

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>The numbers of one step of <see cref="LanguageModelTrainer"/>.</summary>
public sealed record LanguageModelReport
{
    /// <summary>The step, 0-based.</summary>
    public required int Step { get; init; }

    /// <summary>Mean cross-entropy of the step's targets before its update, in nats a target.</summary>
    public required double Loss { get; init; }

    /// <summary>Global norm of the gradient before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Learning rate of the update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Sequences of the step.</summary>
    public required int Sequences { get; init; }

    /// <summary>Tokens of the step, those that are no targets included.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens that were learned from.</summary>
    public required long Targets { get; init; }
}
