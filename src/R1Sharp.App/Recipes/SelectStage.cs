// The stage that selects examples.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Recipes;

/// <summary>Selects some of the examples that there are; it leaves data like a stage of rejection sampling.</summary>
public sealed record SelectStage : IChecked
{
    /// <summary>The examples of all sources together.</summary>
    [MinLength(1)] public required IReadOnlyList<ExampleSource> Examples { get; init; }

    /// <summary>How they are selected.</summary>
    public required SelectionMethod Method { get; init; }

    /// <summary>Stages whose models are asked the questions; what one of them solves is too easy (s1, LIMO).</summary>
    public IReadOnlyList<string> Solvers { get; init; } = [];

    /// <summary>Completions of each question that a solver is asked for.</summary>
    [Range(1, 4096)] public int SolverSamples { get; init; } = 1;

    /// <summary>Most tokens of such a completion.</summary>
    [Range(1, 1_000_000)] public int MaxCompletionTokens { get; init; } = 330;

    /// <summary>How many, and the method's settings.</summary>
    [Inline] public SelectionOptions Options { get; init; } = new();

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => Method == SelectionMethod.Random && Solvers.Count > 0 ? new("a selection at random asks no solvers.", "solvers") : null;
}
