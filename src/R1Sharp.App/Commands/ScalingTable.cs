// A study of test-time scaling as a table in the terminal.

using R1Sharp.App.Reports;
using R1Sharp.Learning.Training.Evaluation.Scaling;
using Spectre.Console;

namespace R1Sharp.App.Commands;

/// <summary>Prints studies of test-time scaling.</summary>
static class ScalingTable
{
    const int PipeWidth = 120;

    /// <summary>Prints every point, and s1's three numbers of each method.</summary>
    public static void Write(IReadOnlyList<ScalingCurve> curves)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        AnsiConsole.Write(Filled(ScalingPage.PointHeadings, ScalingPage.PointRows(curves)));
        AnsiConsole.Write(Filled(ScalingPage.MeasureHeadings, ScalingPage.MeasureRows(curves)));
    }

    static Table Filled(IReadOnlyList<string> headings, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns([.. headings]);
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }
}
