// An example that may be selected, and what became of it.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>A model that was asked a question.</summary>
/// <param name="Model">Its name.</param>
/// <param name="PassRate">Share of right answers.</param>
sealed record SolverRate(string Model, double PassRate);

/// <summary>A question with a trace that could be learned from.</summary>
sealed record SelectionCandidate
{
    /// <summary>The question.</summary>
    public required string Question { get; init; }

    /// <summary>The completion: thoughts and answer.</summary>
    public required string Completion { get; init; }

    /// <summary>What the question is about; selections are spread over domains.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Tokens of the completion, or another measure of its length.</summary>
    public int Length { get; init; }

    /// <summary>Share of right answers of the model that wrote the traces, or of a strong one; null where it is not known.</summary>
    public double? PassRate { get; init; }

    /// <summary>Models that were asked the question, for the filter of difficulty.</summary>
    public IReadOnlyList<SolverRate> Solvers { get; init; } = [];

    /// <summary>Orders candidates whatever their order in the file.</summary>
    internal string Key => $"{Question}\n{Completion}";

    /// <summary>What stands inside the think tags; the whole completion where there are none.</summary>
    internal string Thoughts => ThinkAnswerText.Split("", Completion).Think ?? Completion;
}

/// <summary>What became of a candidate.</summary>
/// <param name="Filter">The filter that dropped it; null where it is selected.</param>
/// <param name="Reason">Why, in a few words.</param>
sealed record SelectionVerdict(string? Filter, string Reason)
{
    /// <summary>The chain's score, where the method gives one.</summary>
    public double? Score { get; init; }

    /// <summary>Whether it is selected.</summary>
    public bool IsSelected => Filter is null;
}

/// <summary>A selection.</summary>
/// <param name="Selected">Places of the selected candidates, in the order of selection.</param>
/// <param name="Verdicts">For each candidate what became of it.</param>
/// <param name="Left">How many were left after each filter, beginning with all.</param>
sealed record SelectionResult(IReadOnlyList<int> Selected, IReadOnlyList<SelectionVerdict> Verdicts, IReadOnlyList<(string Filter, int Count)> Left);
