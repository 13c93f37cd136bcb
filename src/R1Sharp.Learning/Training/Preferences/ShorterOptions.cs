// The settings of pairs of a shorter and a longer right completion.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>What is preferred to the longest right completion (arXiv 2412.21187, section 3.2).</summary>
enum ShorterChoice
{
    /// <summary>The shortest right completion, as it was written.</summary>
    Shortest,

    /// <summary>The thoughts cut off behind the first right solution (FCS).</summary>
    FirstCorrect,

    /// <summary>The thoughts cut off behind the next right solution after the first, which confirms it (FCS + reflection).</summary>
    FirstCorrectReflected,

    /// <summary>After the first right solution only those that follow a strategy of their own (GDS).</summary>
    GreedilyDiverse,

    /// <summary>No shorter one is: the first right completion is preferred to the first wrong one, as rules make preferences for DPO (DeepSeekMath).</summary>
    RightToWrong,
}

/// <summary>Settings of <see cref="ShorterSampler"/>: how completions are sampled, and which become pairs.</summary>
sealed record ShorterOptions : IProblemSampling
{
    /// <summary>What is preferred.</summary>
    public ShorterChoice Chosen { get; init; } = ShorterChoice.Shortest;

    /// <summary>Completions of each problem.</summary>
    [Range(1, 4096)] public int SampleCount { get; init; } = 10;

    /// <summary>Problems whose completions are sampled together, after which a run can be stopped and resumed.</summary>
    [Range(1, 1_000_000)] public int ProblemsPerStep { get; init; } = 64;

    /// <summary>Temperature of sampling.</summary>
    [Range(0.0, 100.0)] public double Temperature { get; init; } = 1;

    /// <summary>Top-p.</summary>
    [Range(0.0, 1.0)] public double TopP { get; init; } = 1;

    /// <summary>Keeps this many most probable tokens; null keeps all.</summary>
    [DefaultValue(null), Range(1, int.MaxValue)] public int? TopK { get; init; }

    /// <summary>Drops tokens less probable than this share of the most probable one; null drops none.</summary>
    [DefaultValue(null), Range(0.0, 1.0)] public double? MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens already in the text; null is off.</summary>
    [DefaultValue(null), Range(0.1, 10.0)] public double? RepetitionPenalty { get; init; }

    /// <summary>Texts that end a completion; they are cut off its text.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Most tokens of a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>
    /// Whether both completions must be right, of the asked form and ended by themselves; false for tasks that no rule can
    /// judge, where length alone decides.
    /// </summary>
    public bool RequireRight { get; init; } = true;

    /// <summary>Least share of its tokens by which the preferred completion must be shorter than the longest; closer ones make no pair.</summary>
    [Range(0.0, 0.999)] public double LeastSaving { get; init; } = 0.1;

    /// <summary>
    /// Least share that must be right among the problem's completions that are about as short as the shortest right one: below it
    /// that one may be a lucky guess, and the problem teaches nothing about length.
    /// </summary>
    [Range(0.0, 1.0)] public double LeastRightShare { get; init; }

    /// <summary>Whether such a problem makes a pair the other way: a longer right completion is preferred to a short wrong one.</summary>
    public bool AgainstWrong { get; init; }
}
