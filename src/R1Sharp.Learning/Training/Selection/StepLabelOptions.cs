// The settings of labelling steps.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Steps;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>Where the label of a step comes from.</summary>
enum StepEstimate
{
    /// <summary>1 where any continuation behind the step comes to the right answer, else 0 (Math-Shepherd's hard estimation).</summary>
    Hard,

    /// <summary>The share of the continuations that do (its soft estimation).</summary>
    Soft,

    /// <summary>What the miniature world's exact checkers say; nothing is continued.</summary>
    Exact,
}

/// <summary>Settings of <see cref="StepLabeller"/>. Math-Shepherd (arXiv 2312.08935) takes 15 completions of each problem and 8 continuations a step.</summary>
sealed record StepLabelOptions : IChecked, IProblemSampling
{
    /// <summary>Where labels come from.</summary>
    public StepEstimate Estimate { get; init; } = StepEstimate.Hard;

    /// <summary>What a step is.</summary>
    public StepUnit Unit { get; init; } = StepUnit.Results;

    /// <summary>N: continuations behind each step.</summary>
    [Range(1, 4096)] public int Continuations { get; init; } = 8;

    /// <summary>Completions of each problem.</summary>
    [Range(1, 4096)] public int SampleCount { get; init; } = 4;

    /// <summary>Problems that are labelled together, after which a run can be stopped and resumed.</summary>
    [Range(1, 1_000_000)] public int ProblemsPerStep { get; init; } = 32;

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

    /// <summary>Most tokens of a completion, continued or not.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Estimate == StepEstimate.Exact && Unit != StepUnit.Results
        ? new("estimate is exact, whose steps are results of calculations; leave unit out.", "unit") : null;
}
