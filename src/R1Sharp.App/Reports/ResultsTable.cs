// The numbers behind the README's figures, as a table in Markdown.

using System.Globalization;
using System.Text;
using R1Sharp.App.Charts;
using R1Sharp.App.Stages;

namespace R1Sharp.App.Reports;

/// <summary>Writes base and final of one or several runs as Markdown.</summary>
static class ResultsTable
{
    /// <summary>One row a family and number: base, final, and the difference; ranges over the runs in brackets.</summary>
    public static string Write(IReadOnlyList<ReportRun> runs, ReportCurves curves)
    {
        var text = new StringBuilder();
        text.Append(runs.Count == 1 ? $"Run {runs[0].Name}"
            : $"Means of {runs.Count} runs ({string.Join(", ", runs.Select(r => r.Name))}), lowest to highest in brackets");
        text.Append(CultureInfo.InvariantCulture, $"; wall time {string.Join(", ", runs.Select(WallTime))}.\n\n");
        text.Append("| family | pass@1 | majority vote | its largest lead | tokens | self-checks | format | language purity "
            + "|\n|---|---|---|---|---|---|---|---|\n");
        foreach (string family in curves.Families)
        {
            string vote = $"cons_at_{curves.LargestK(family, "cons_at_")}";
            text.Append(CultureInfo.InvariantCulture,
                $"| {family} | {Change(curves.Evaluation(family, "pass_at_1"), NumberFormat.Percent)} | "
                + $"{Change(curves.Evaluation(family, vote), NumberFormat.Percent)} | {Lead(curves, family, vote)} ");
            text.Append(CultureInfo.InvariantCulture,
                $"| {Change(curves.Evaluation(family, "mean_completion_tokens"), NumberFormat.Plain)} | "
                + $"{Change(curves.Evaluation(family, "self_checks"), NumberFormat.Plain)} ");
            text.Append(CultureInfo.InvariantCulture,
                $"| {Change(curves.Evaluation(family, "format"), NumberFormat.Percent)} | "
                + $"{Change(curves.Evaluation(family, "language_purity"), NumberFormat.Percent)} |\n");
        }
        return text.ToString();
    }

    static string WallTime(ReportRun run) =>
        StageStory.Duration(run.Summary.GetValueOrDefault("wall_seconds", run.Metrics.Count > 0 ? run.Metrics[^1].WallSeconds : double.NaN));

    static string Change(IReadOnlyList<ChartPoint> points, NumberFormat format) =>
        points.Count == 0 ? "–" : $"{Value(points[0], format)} → **{ChartText.Value(points[^1].Y, format)}**{Range(points[^1], format)}";

    static string Value(ChartPoint point, NumberFormat format) => ChartText.Value(point.Y, format) + Range(point, format);

    static string Range(ChartPoint point, NumberFormat format) =>
        point.Low is { } low && point.High is { } high ? $" [{ChartText.Value(low, format)}, {ChartText.Value(high, format)}]" : "";

    // The evaluation at which the majority vote is furthest ahead of the single sample.
    static string Lead(ReportCurves curves, string family, string vote)
    {
        var leads = curves.Evaluation(family, vote).Join(curves.Evaluation(family, "pass_at_1"), v => v.X, s => s.X, (v, s) => (v.X, Lead: v.Y - s.Y)).ToList();
        if (leads.Count == 0)
            return "–";
        var (x, lead) = leads.MaxBy(l => l.Lead);
        return string.Create(CultureInfo.InvariantCulture, $"{lead * 100:+0.0;−0.0} points at step {x}");
    }
}
