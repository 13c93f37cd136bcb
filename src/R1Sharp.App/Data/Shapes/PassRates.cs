// Rows by how often their problem was solved: those that are always or never solved teach reinforcement nothing.
// https://github.com/huggingface/open-r1, scripts/pass_rate_filtering

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Shapes;

/// <summary>A window of pass rates; its ends are left out, as Open-R1's are.</summary>
/// <param name="column">The column of the rate; null takes what <see cref="Generations.PassRate"/> finds.</param>
/// <param name="least">Rates above it are kept.</param>
/// <param name="most">Rates below it are kept.</param>
sealed partial class PassRates(string? column, double least, double most)
{
    readonly HashSet<(string Path, int Line)> _low = [], _high = [], _kept = [];

    /// <summary>The ends of a text like 0.1..0.9.</summary>
    /// <exception cref="UserErrorException">It is no such text.</exception>
    public static (double Least, double Most) Window(string text)
    {
        var match = Shape().Match(text);
        if (match.Success && Number(match.Groups[1]) is var least && Number(match.Groups[2]) is var most && least < most && most <= 1)
            return (least, most);
        throw new UserErrorException($"--pass-rate is '{text}', but must be two shares between 0 and 1, the smaller first, like 0.1..0.9.");
    }

    /// <summary>Whether a row is kept.</summary>
    /// <exception cref="UserErrorException">The row does not say how often its problem was solved.</exception>
    public bool Keeps(JsonLine row)
    {
        double rate = Rate(row);
        (rate <= least ? _low : rate >= most ? _high : _kept).Add((row.Path, row.Line));
        return rate > least && rate < most;
    }

    /// <summary>What became of the rows.</summary>
    public string Summary(string path) => string.Create(CultureInfo.InvariantCulture,
        $"{path}: {_kept.Count:N0} rows; left out: {_low.Count:N0} solved too seldom (at most {least}), {_high.Count:N0} too often (at least {most})");

    double Rate(JsonLine row)
    {
        if (column is not null)
            return row.Needed(column) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble()
                : throw row.Error($"the column '{column}' is no number.");
        return Generations.PassRate(row)
            ?? throw row.Error($"the row does not say how often its problem was solved: it has no 'pass_rate' and no verdicts on 'generations'; name the "
                + $"column (--pass-rate-column) among {string.Join(", ", row.Columns)}.");
    }

    static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)$")] private static partial Regex Shape();
}
