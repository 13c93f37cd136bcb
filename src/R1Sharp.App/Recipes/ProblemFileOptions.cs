// What a recipe or a command says about a problem file; App/Data reads it.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace R1Sharp.App.Recipes;

/// <summary>Where a problem file is and what its columns are called.</summary>
sealed record ProblemFileOptions : DataSource
{
    /// <summary>The column of the question; null finds it by its usual names.</summary>
    public string? ProblemColumn { get; init; }

    /// <summary>
    /// The whole question with {column} places, e.g. "{passage}\n\n{question}"; {options} are those of multiple choice as lettered lines. Null asks as the data
    /// set's authors do, where that is known.
    /// </summary>
    [DefaultValue(null)] public string? Question { get; init; }

    /// <summary>The column of the gold answer; null finds it by its usual names.</summary>
    public string? AnswerColumn { get; init; }

    /// <summary>
    /// The column of the tests of programming problems, or * where the line itself holds them (MBPP, HumanEval); null where answers are compared.
    /// </summary>
    public string? TestsColumn { get; init; }

    /// <summary>The column of the difficulty, a number or a text that ends with one; null takes "level" where there is one.</summary>
    public string? LevelColumn { get; init; }

    /// <summary>Only the first so many lines; null takes all.</summary>
    [Range(1, int.MaxValue)] public int? MaxProblems { get; init; }
}
