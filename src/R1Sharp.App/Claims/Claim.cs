// A claim of a paper, what decides it in the miniature, and what it looks like. The criteria stand in the code before any run.

using R1Sharp.App.Charts;

namespace R1Sharp.App.Claims;

/// <summary>One claim.</summary>
sealed record Claim
{
    /// <summary>Its number in docs/claims.md.</summary>
    public required int Number { get; init; }

    /// <summary>What is claimed, in a sentence without full stop.</summary>
    public required string Title { get; init; }

    /// <summary>The paper's figures and where they stand.</summary>
    public required string Paper { get; init; }

    /// <summary>The recipe whose stages it looks at, a file beside recipes/claims.yaml; null is that one.</summary>
    public string? Recipe { get; init; }

    /// <summary>The stages of its recipe that it looks at; what they build on is implied.</summary>
    public required IReadOnlyList<string> Stages { get; init; }

    /// <summary>What must be so, all of it, for the claim to hold.</summary>
    public required IReadOnlyList<Criterion> Criteria { get; init; }

    /// <summary>What a reader should know who compares this with the paper: what is different in the miniature, and why.</summary>
    public required string Remark { get; init; }

    /// <summary>The figures, from runs that differ in their seeds alone.</summary>
    public required Func<IReadOnlyList<ClaimRun>, IReadOnlyList<ClaimFigure>> Draw { get; init; }
}

/// <summary>Whether a value must reach a limit or stay under it.</summary>
enum Bound { AtLeast, AtMost }

/// <summary>A value of a run and the limit that it must keep.</summary>
/// <param name="What">What is measured.</param>
/// <param name="Bound">On which side of the limit it must lie.</param>
/// <param name="Limit">The limit, in the unit of the value.</param>
/// <param name="Format">How both are written.</param>
/// <param name="Value">Measures a run.</param>
sealed record Criterion(string What, Bound Bound, double Limit, NumberFormat Format, Func<ClaimRun, double> Value)
{
    /// <summary>Whether a value keeps the limit; one that is not a number does not.</summary>
    public bool IsKept(double value) => Bound == Bound.AtLeast ? value >= Limit : value <= Limit;

    /// <summary>The criterion in words.</summary>
    public string Text => $"{What}: {(Bound == Bound.AtLeast ? "at least" : "at most")} {ChartText.Value(Limit, Format)}";
}

/// <summary>A figure of a claim.</summary>
/// <param name="Name">Its file's name without ending, e.g. claim-01.</param>
/// <param name="Svg">Draws it: a file of its own, or a part of a page.</param>
sealed record ClaimFigure(string Name, Func<bool, string> Svg);
