// Answered examples before each question.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace R1Sharp.App.Recipes;

/// <summary>Which answered examples stand before each question, and how many.</summary>
sealed record FewShotRecipe
{
    /// <summary>How many; those of the question's family come first.</summary>
    [Range(1, 64)] public int Count { get; init; } = 3;

    /// <summary>Where they come from.</summary>
    [MinLength(1)] public required IReadOnlyList<ExampleSource> Examples { get; init; }

    /// <summary>Most tokens of an example's question and completion; longer ones are passed over. Null takes all.</summary>
    [DefaultValue(null), Range(1, 1_000_000)] public int? MaxTokens { get; init; }
}

/// <summary>What may show examples.</summary>
interface IShowsExamples
{
    /// <summary>The examples; null shows none.</summary>
    FewShotRecipe? FewShot { get; }
}
