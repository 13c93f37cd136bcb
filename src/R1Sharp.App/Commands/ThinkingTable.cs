// The measures of thinking as a table in the terminal.

using System.Globalization;
using R1Sharp.Learning.Rewards.Thinking;
using Spectre.Console;

namespace R1Sharp.App.Commands;

/// <summary>Prints measures of thinking.</summary>
public static class ThinkingTable
{
    const int PipeWidth = 200;

    /// <summary>The slices of a table: families, then levels of families, then all.</summary>
    public static IEnumerable<(string Name, IReadOnlyCollection<CompletionMeasures> Of)> Slices(IReadOnlyCollection<CompletionMeasures> all)
    {
        var families = all.GroupBy(c => c.Completion.Problem.Family).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var family in families)
            yield return (family.Key, [.. family]);
        foreach (var family in families)
            foreach (var level in family.GroupBy(c => c.Completion.Problem.Level).OrderBy(g => g.Key).Where(_ => family.Select(c => c.Completion.Problem.Level).Distinct().Count() > 1))
                yield return ($"{family.Key}/{level.Key.ToString(CultureInfo.InvariantCulture)}", [.. level]);
        if (families.Count > 1)
            yield return ("all", all);
    }

    /// <summary>Prints the measures by family and level.</summary>
    public static void Write(IReadOnlyCollection<CompletionMeasures> all)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("", "n", "right", "tokens", "wrong/right", "within", "switches", "wrong/right", "solutions", "first right", "at", "ξ_O", "ξ_P", "ξ_UT", "checks", "right if checked", "else", "fixed", "broken", "repeated");
        foreach (var column in table.Columns.Skip(1))
            column.RightAligned();
        foreach (var (name, of) in Slices(all))
            table.AddRow([.. Row(name, ThinkingMeasures.Of(of)).Select(Markup.Escape)]);
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        AnsiConsole.Write(table);
    }

    static string[] Row(string name, ThinkingMeasures m) =>
    [
        name, m.CompletionCount.ToString(CultureInfo.InvariantCulture), Percent(m.RightShare), Number(m.Tokens, "0"),
        Number(m.WrongToRightTokens, "0.00"), Number(m.WrongToRightTokensWithin, "0.00"), Number(m.Switches, "0.00"), Number(m.WrongToRightSwitches, "0.00"),
        Number(m.Solutions, "0.00"), Percent(m.FirstSolutionRight), Percent(m.FirstRightShare), Percent(m.OutcomeEfficiency), Percent(m.ProcessEfficiency), Percent(m.Underthinking),
        Number(m.Checks, "0.00"), Percent(m.RightWithCheck), Percent(m.RightWithoutCheck), Percent(m.FixedShare), Percent(m.BrokenShare), Percent(m.Repetition),
    ];

    static string Percent(double? share) => share is { } s ? (100 * s).ToString("0.0", CultureInfo.InvariantCulture) : "–";

    static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
