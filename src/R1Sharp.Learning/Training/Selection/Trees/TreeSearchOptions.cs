// The settings of tree search.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Training.Selection.Trees;

/// <summary>What one edge of the tree is.</summary>
enum TreeUnit
{
    /// <summary>A calculation with its result.</summary>
    Results,

    /// <summary>A line.</summary>
    Lines,

    /// <summary>A token: the search space that R1's authors found to grow too fast.</summary>
    Tokens,
}

/// <summary>Settings of <see cref="TreeSearcher"/>.</summary>
sealed record TreeSearchOptions : IProblemSampling
{
    /// <summary>What one edge of the tree is.</summary>
    public TreeUnit Unit { get; init; } = TreeUnit.Results;

    /// <summary>How one of the completions that were found is chosen: by votes, by its value, or by votes that weigh their values.</summary>
    public SearchChoice Choose { get; init; } = SearchChoice.WeightedVotes;

    /// <summary>Tokens that may be sampled of each problem; the search ends with the round that reaches them.</summary>
    [Range(1, 10_000_000)] public int BudgetTokens { get; init; } = 2000;

    /// <summary>Children of a node: so many continuations are sampled (the same one counts once), or so many most probable tokens taken.</summary>
    [Range(1, 1024)] public int Children { get; init; } = 4;

    /// <summary>c of PUCT: what the prior weighs beside the values.</summary>
    [Range(0.0, 100.0)] public double Exploration { get; init; } = 1.5;

    /// <summary>Continuations to the end from a leaf, whose mean score is its value; 0 where a value model says it.</summary>
    [Range(0, 1024)] public int Continuations { get; init; }

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

    /// <summary>Problems that are searched side by side, after which a run can be stopped and resumed.</summary>
    [Range(1, 1_000_000)] public int ProblemsPerStep { get; init; } = 64;

    /// <inheritdoc/>
    int IProblemSampling.SampleCount => 1;
}
