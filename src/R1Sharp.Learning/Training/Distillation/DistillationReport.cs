// What a step of on-policy distillation reports; every number that is logged is defined here.

using R1Sharp.Learning.Rollouts;

namespace R1Sharp.Learning.Training.Distillation;

/// <summary>The numbers of one step of <see cref="DistillationTrainer"/>. Shares lie between 0 and 1.</summary>
public sealed record DistillationReport
{
    /// <summary>The step, 0-based.</summary>
    public required int Step { get; init; }

    /// <summary>Completions sampled.</summary>
    public required int Rollouts { get; init; }

    /// <summary>Mean divergence KL(student ‖ teacher) in nats a token, before each update; with sampled tokens an estimate of either sign.</summary>
    public required double Divergence { get; init; }

    /// <summary>Mean total reward of the completions. Not learned from.</summary>
    public required double Reward { get; init; }

    /// <summary>Share of right answers among the completions that can be graded; null where none can. Not learned from.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>Mean tokens of the completions, the end-of-text token included.</summary>
    public required double CompletionTokens { get; init; }

    /// <summary>Share of the completions that reached the cap.</summary>
    public required double TruncatedShare { get; init; }

    /// <summary>Mean of −log π(token) over all sampled tokens, in nats.</summary>
    public required double Surprisal { get; init; }

    /// <summary>Mean global norm of the gradient before clipping, over the step's updates.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Learning rate of the updates.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Prompt tokens of the step, each prompt counted once.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Tokens sampled, and learned from.</summary>
    public required long SampledTokens { get; init; }
}

/// <summary>One step: its numbers and everything that was sampled.</summary>
/// <param name="Report">The numbers.</param>
/// <param name="Rollouts">The completions: those of prompt 0 first.</param>
public sealed record DistillationStep(DistillationReport Report, IReadOnlyList<Rollout> Rollouts);
