// What evaluations ask and how.

using System.ComponentModel;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Recipes;

/// <summary>What evaluations ask and how.</summary>
sealed record EvaluationRecipe
{
    /// <summary>The problems.</summary>
    public IReadOnlyList<ProblemSource> Problems { get; init; } = [];

    /// <summary>Whether the right form has a summary before the answer, as the readable form of a cold start; counts in collecting too.</summary>
    public bool Summary { get; init; }

    /// <summary>Answered examples before each question; null shows none. They are in files; a stage evaluate can show what a stage left.</summary>
    [DefaultValue(null)] public FewShotRecipe? FewShot { get; init; }

    /// <summary>How they are answered.</summary>
    [Inline] public EvaluationOptions Options { get; init; } = new();
}
