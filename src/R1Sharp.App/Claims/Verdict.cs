// The verdict about a claim: what each criterion came to with each seed, and what that says together.

using R1Sharp.App.Charts;

namespace R1Sharp.App.Claims;

/// <summary>What the seeds say about a claim.</summary>
enum Outcome
{
    /// <summary>Every criterion is kept with every seed.</summary>
    Holds,

    /// <summary>A criterion is kept with no seed.</summary>
    DoesNotHold,

    /// <summary>Neither: the seeds disagree.</summary>
    NotResolved,
}

/// <summary>A criterion with its value of each seed.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Values">The values in the order of the seeds.</param>
sealed record Finding(Criterion Criterion, IReadOnlyList<double> Values)
{
    /// <summary>What the seeds say about this criterion alone.</summary>
    public Outcome Outcome => Values.All(Criterion.IsKept) ? Outcome.Holds : Values.Any(Criterion.IsKept) ? Outcome.NotResolved : Outcome.DoesNotHold;

    /// <summary>The mean and, of several seeds, the lowest and the highest value.</summary>
    public string Range
    {
        get
        {
            string mean = ChartText.Value(Values.Average(), Criterion.Format);
            return Values.Count == 1 ? mean : $"{mean} ({ChartText.Value(Values.Min(), Criterion.Format)} … {ChartText.Value(Values.Max(), Criterion.Format)})";
        }
    }
}

/// <summary>A claim that was looked at.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Findings">Its criteria with their values.</param>
/// <param name="Figures">Its figures.</param>
sealed record Verdict(Claim Claim, IReadOnlyList<Finding> Findings, IReadOnlyList<ClaimFigure> Figures)
{
    /// <summary>Looks at runs, at least one.</summary>
    /// <exception cref="Learning.UserErrorException">A stage that the claim looks at has not been done.</exception>
    public static Verdict Of(Claim claim, IReadOnlyList<ClaimRun> runs) =>
        new(claim, [.. claim.Criteria.Select(c => new Finding(c, [.. runs.Select(c.Value)]))], claim.Draw(runs));

    /// <summary>What the seeds say about the claim.</summary>
    public Outcome Outcome => Findings.All(f => f.Outcome == Outcome.Holds) ? Outcome.Holds
        : Findings.Any(f => f.Outcome == Outcome.DoesNotHold) ? Outcome.DoesNotHold : Outcome.NotResolved;

    /// <summary>The outcome in words.</summary>
    public static string Words(Outcome outcome) => outcome switch
    {
        Outcome.Holds => "holds",
        Outcome.DoesNotHold => "does not hold",
        _ => "not resolved",
    };
}
