// What a training by its own samples samples at each step, whatever it learns from them.

using R1Sharp.Learning.Generation;

namespace R1Sharp.Learning.Rollouts;

/// <summary>The samples of each step.</summary>
sealed record RolloutPlan
{
    /// <summary>Number of steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Prompts of a step.</summary>
    public required int PromptsPerStep { get; init; }

    /// <summary>Completions of each prompt.</summary>
    public required int GroupSize { get; init; }

    /// <summary>Temperature of sampling, and of the loss.</summary>
    public required double Temperature { get; init; }

    /// <summary>Most tokens of a completion at a step (0-based).</summary>
    public required Func<int, int> CapAt { get; init; }

    /// <summary>Texts that end a completion; null has none.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>How long the thoughts are made; null leaves them alone.</summary>
    public ThinkingOptions? Thinking { get; init; }

    /// <summary>What switching between thoughts costs; null penalises nothing.</summary>
    public SwitchPenaltyOptions? SwitchPenalty { get; init; }

    /// <summary>How often prompts are sampled at most until there are enough groups of different rewards; null samples once.</summary>
    public int? DynamicSamplingRounds { get; init; }
}
