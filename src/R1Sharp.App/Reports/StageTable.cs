// The models of a run side by side, as the R1 paper's table of stages: one row for each that was evaluated.

using System.Globalization;
using System.Net;
using System.Text;
using R1Sharp.App.Charts;
using R1Sharp.App.Runs;

namespace R1Sharp.App.Reports;

/// <summary>Writes the table of stages.</summary>
static class StageTable
{
    /// <summary>One row an evaluation that is a stage of its own, in their order; empty with fewer than three, which base and final tell.</summary>
    public static string Write(ReportRun run)
    {
        var rows = run.Evaluated.Select(e => (e.Model, Line: run.Metrics.FirstOrDefault(m => m.Stage == e.Stage && m.IsEvaluation)))
            .Where(r => r.Line is not null).ToList();
        if (rows.Count < 3)
            return "";
        string[] families = [.. rows.SelectMany(r => MetricLine.FamiliesOf(r.Line!)).Distinct()];
        var html = new StringBuilder(
            "<h2>Stage by stage</h2>\n<p>pass@1 of each family at each model, and means over the families. Intervals appear under the pointer. The last "
            + "columns are compute: docs/metrics.md says what counts.</p>\n<div class=\"scroll\"><table>\n<tr><th>model</th>");
        string[] costs = run.Costs.Count == 0 ? [] : ["TFLOP, its stage", "TFLOP, its model", "TFLOP, with data"];
        foreach (string title in (string[])[.. families, "language purity", "completion tokens", "self-checks", .. costs])
            html.Append(CultureInfo.InvariantCulture, $"<th>{WebUtility.HtmlEncode(title)}</th>");
        html.Append("</tr>\n");
        foreach (var (model, line) in rows)
            html.Append(CultureInfo.InvariantCulture,
                $"<tr><td><b>{WebUtility.HtmlEncode(model)}</b></td>{string.Concat(families.Select(f => Accuracy(line!, f)))}")
                .Append(Mean(line!, families, "language_purity", NumberFormat.Percent))
                .Append(Mean(line!, families, "mean_completion_tokens", NumberFormat.Plain))
                .Append(Mean(line!, families, "self_checks", NumberFormat.Plain)).Append(costs.Length == 0 ? "" : Cost(run.Costs.GetValueOrDefault(model)))
                    .Append("</tr>\n");
        return html.Append("</table></div>\n").ToString();
    }

    static string Accuracy(MetricLine line, string family)
    {
        double value = line[MetricLine.KeyOf(family, "pass_at_1")];
        return double.IsNaN(value) ? "<td>–</td>"
            : $"<td title=\"{Text(line[MetricLine.KeyOf(family, "pass_at_1_low")], NumberFormat.Percent)} to "
                + $"{Text(line[MetricLine.KeyOf(family, "pass_at_1_high")], NumberFormat.Percent)}\">{Text(value, NumberFormat.Percent)}</td>";
    }

    static string Mean(MetricLine line, string[] families, string metric, NumberFormat format)
    {
        double[] values = [.. families.Select(f => line[MetricLine.KeyOf(f, metric)]).Where(double.IsFinite)];
        return $"<td>{(values.Length == 0 ? "–" : Text(values.Average(), format))}</td>";
    }

    static string Cost(CumulativeCost? cost) => string.Concat(((double?[])[cost?.Own, cost?.OfModel, cost?.WithData])
        .Select(flops => $"<td>{(flops / 1e12)?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–"}</td>"));

    static string Text(double value, NumberFormat format) => ChartText.Value(value, format);
}
