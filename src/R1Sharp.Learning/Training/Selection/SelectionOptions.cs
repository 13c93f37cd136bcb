// The settings of selections.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>How examples are selected.</summary>
enum SelectionMethod
{
    /// <summary>Quality, difficulty, diversity (s1, arXiv 2501.19393, section 2.2).</summary>
    S1,

    /// <summary>A window of pass rates, then the chain's score (LIMO, arXiv 2502.03387, section 3).</summary>
    Limo,

    /// <summary>Any, each with the same probability.</summary>
    Random,
}

/// <summary>Settings of <see cref="ExampleSelection"/>.</summary>
sealed record SelectionOptions : IChecked
{
    /// <summary>Examples to select; null takes a share.</summary>
    [Range(1, 100_000_000)] public int? Count { get; init; }

    /// <summary>Share of all candidates to select; null takes a count.</summary>
    [Range(0.0, 1.0)] public double? Share { get; init; }

    /// <summary>Whether one trace of a question is enough: the longest with s1, the best with LIMO.</summary>
    public bool OnePerQuestion { get; init; } = true;

    /// <summary>s1 and LIMO drop questions that any asked model solves more often than this.</summary>
    [Range(0.0, 1.0)] public double MaxSolverPassRate { get; init; }

    /// <summary>LIMO: least pass rate of the window; where the data gives no pass rates the window is not applied.</summary>
    [Range(0.0, 1.0)] public double MinPassRate { get; init; } = 1.0 / 32;

    /// <summary>LIMO: largest pass rate of the window.</summary>
    [Range(0.0, 1.0)] public double MaxPassRate { get; init; } = 3.0 / 32;

    /// <summary>s1: within a domain the trace of rank r by length, longest first, has a weight of this power of −r.</summary>
    [Range(1.0, 100.0)] public double LengthBase { get; init; } = 2;

    /// <summary>LIMO: weight of length (elaborated reasoning).</summary>
    [Range(0.0, 1.0)] public double ElaborationWeight { get; init; } = 0.3;

    /// <summary>LIMO: weight of self-verification words.</summary>
    [Range(0.0, 1.0)] public double VerificationWeight { get; init; } = 0.2;

    /// <summary>LIMO: weight of exploration words.</summary>
    [Range(0.0, 1.0)] public double ExplorationWeight { get; init; } = 0.25;

    /// <summary>LIMO: weight of connectives.</summary>
    [Range(0.0, 1.0)] public double ConnectiveWeight { get; init; } = 0.25;

    /// <inheritdoc/>
    public SettingsMistake? Mistake() => (Count is null) == (Share is null) ? (SettingsMistake?)"a selection needs either count or share."
        : MinPassRate > MaxPassRate ? new("min_pass_rate is larger than max_pass_rate.", "min_pass_rate") : null;
}
