// The measures of thinking as two tables in the terminal: how long and how turning, how efficient and how self-correcting.

using System.Globalization;
using R1Sharp.Learning.Rewards.Thinking;
using Spectre.Console;

namespace R1Sharp.App.Commands;

/// <summary>Prints measures of thinking.</summary>
static class ThinkingTable
{
    const int PipeWidth = 160;

    static readonly (string Name, Func<ThinkingMeasures, string> Text)[] s_length =
    [
        ("n", m => m.CompletionCount.ToString(CultureInfo.InvariantCulture)), ("right %", m => Percent(m.RightShare)), ("tokens", m => Number(m.Tokens, "0")),
        ("of right", m => Number(m.RightTokens, "0")), ("of wrong", m => Number(m.WrongTokens, "0")),
        ("wrong/right", m => Number(m.WrongToRightTokens, "0.00")),
        ("within problems", m => Number(m.WrongToRightTokensWithin, "0.00")), ("switches", m => Number(m.Switches, "0.00")),
        ("wrong/right", m => Number(m.WrongToRightSwitches, "0.00")),
        ("within problems", m => Number(m.WrongToRightSwitchesWithin, "0.00")), ("self-checks", m => Number(m.ReflectionWordCount, "0.00")),
        ("repeated %", m => Percent(m.Repetition)),
    ];

    static readonly (string Name, Func<ThinkingMeasures, string> Text)[] s_efficiency =
    [
        ("solutions", m => Number(m.Solutions, "0.00")), ("first is right %", m => Percent(m.FirstSolutionRight)),
        ("first right at", m => Number(m.FirstRightToken, "0")), ("share %", m => Percent(m.FirstRightShare)),
        ("ξ_O %", m => Percent(m.OutcomeEfficiency)), ("ξ_P %", m => Percent(m.ProcessEfficiency)), ("ξ_UT %", m => Percent(m.Underthinking)),
        ("wrong, right thought %", m => Percent(m.WrongWithRightThought)),
        ("checks", m => Number(m.Checks, "0.00")), ("corrected %", m => Percent(m.CorrectedShare)), ("then right %", m => Percent(m.RightAfterCorrection)),
        ("answers otherwise %", m => Percent(m.AnswersOtherwise)),
    ];

    /// <summary>The slices of a table: families, then levels of families, then all.</summary>
    public static IEnumerable<(string Name, IReadOnlyCollection<CompletionMeasures> Of)> Slices(IReadOnlyCollection<CompletionMeasures> all)
    {
        var families = all.GroupBy(c => c.Completion.Problem.Family).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        foreach (var family in families)
            yield return (family.Key, [.. family]);
        foreach (var family in families)
        {
            var levels = family.GroupBy(c => c.Completion.Problem.Level).OrderBy(g => g.Key).ToList();
            foreach (var level in levels.Count > 1 ? levels : [])
                yield return ($"{family.Key}/{level.Key.ToString(CultureInfo.InvariantCulture)}", [.. level]);
        }
        if (families.Count > 1)
            yield return ("all", all);
    }

    /// <summary>Prints the measures by family and level.</summary>
    public static void Write(IReadOnlyCollection<CompletionMeasures> all)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        var slices = Slices(all).Select(slice => (slice.Name, Of: ThinkingMeasures.Of(slice.Of))).ToList();
        Write(slices, s_length);
        Write(slices, s_efficiency);
    }

    static void Write(List<(string Name, ThinkingMeasures Of)> slices, (string Name, Func<ThinkingMeasures, string> Text)[] columns)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("").NoWrap());
        foreach (var (name, _) in columns)
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var (name, of) in slices)
            table.AddRow([Markup.Escape(name), .. columns.Select(column => column.Text(of))]);
        AnsiConsole.Write(table);
    }

    static string Percent(double? share) => share is { } s ? (100 * s).ToString("0.0", CultureInfo.InvariantCulture) : "–";

    static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
