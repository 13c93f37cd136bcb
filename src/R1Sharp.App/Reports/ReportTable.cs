// The first and the last evaluation side by side, with their difference.

using System.Globalization;
using System.Net;
using System.Text;
using R1Sharp.App.Charts;

namespace R1Sharp.App.Reports;

/// <summary>Writes the table of base and final, and the tiles of the header.</summary>
static class ReportTable
{
    static List<(string Metric, string Title, NumberFormat Format, bool IsBetterHigh)> Columns(int k) =>
    [
        ("pass_at_1", "pass@1", NumberFormat.Percent, true),
        .. k < 2 ? []
            : ((string, string, NumberFormat, bool)[])[($"cons_at_{k}", $"cons@{k}", NumberFormat.Percent, true),
            ($"pass_at_{k}", $"pass@{k}", NumberFormat.Percent, true)],
        ("format", "format", NumberFormat.Percent, true),
        ("mean_completion_tokens", "completion tokens", NumberFormat.Plain, false),
        ("self_checks", "self-checks", NumberFormat.Plain, false),
        ("language_purity", "language purity", NumberFormat.Percent, true),
    ];

    /// <summary>One row a family: each number at the first and at the last evaluation; empty with fewer than two.</summary>
    public static string Write(ReportCurves curves)
    {
        int k = curves.Families.Select(f => curves.LargestK(f, "cons_at_")).DefaultIfEmpty(1).Max();
        var columns = Columns(k).Where(c => curves.Families.Any(f => curves.Evaluation(f, c.Metric).Count > 1)).ToList();
        if (columns.Count == 0)
            return "";
        var html = new StringBuilder("<div class=\"scroll\"><table>\n<tr><th>family</th>");
        foreach (var column in columns)
            html.Append(CultureInfo.InvariantCulture, $"<th>{column.Title}</th>");
        html.Append("</tr>\n");
        foreach (string family in curves.Families)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><b>{WebUtility.HtmlEncode(family)}</b></td>");
            foreach (var (metric, _, format, isBetterHigh) in columns)
                html.Append(Cell(curves.Evaluation(family, metric), format, isBetterHigh));
            html.Append("</tr>\n");
        }
        return html.Append("</table></div>\n").ToString();
    }

    /// <summary>One tile a family: pass@1 at the beginning and at the end.</summary>
    public static string Tiles(ReportCurves curves)
    {
        var html = new StringBuilder();
        foreach (string family in curves.Families)
        {
            var single = curves.Evaluation(family, "pass_at_1");
            if (single.Count == 0)
                continue;
            int k = curves.LargestK(family, "cons_at_");
            var vote = curves.Evaluation(family, $"cons_at_{k}");
            string more = k < 2 || vote.Count == 0 ? ""
                : $"majority of {k}: {Text(vote[0].Y, NumberFormat.Percent)} → {Text(vote[^1].Y, NumberFormat.Percent)}";
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"tile\"><div class=\"what\">{WebUtility.HtmlEncode(family)}, pass@1</div>")
                .Append(CultureInfo.InvariantCulture,
                    $"<div class=\"big\"><i>{Text(single[0].Y, NumberFormat.Percent)} →</i> {Text(single[^1].Y, NumberFormat.Percent)}</div>")
                .Append(CultureInfo.InvariantCulture, $"<div class=\"more\">{more}</div></div>\n");
        }
        return html.Length == 0 ? "" : $"<div class=\"tiles\">\n{html}</div>\n";
    }

    static string Cell(IReadOnlyList<ChartPoint> points, NumberFormat format, bool isBetterHigh)
    {
        if (points.Count == 0)
            return "<td>–</td>";
        var (first, last) = (points[0], points[^1]);
        double change = last.Y - first.Y;
        string judged = !isBetterHigh || Math.Abs(change) < 0.0005 ? "" : change > 0 ? " class=\"better\"" : " class=\"worse\"";
        string difference = format == NumberFormat.Percent ? Signed(change * 100, "0.0") + " points"
            : first.Y > 0 ? "×" + Text(last.Y / first.Y, format) : Signed(change, "0.0");
        return $"<td{judged} title=\"{Interval("base", first, format)}{Interval("final", last, format)}\">" +
            $"<span class=\"from\">{Text(first.Y, format)} →</span> <b>{Text(last.Y, format)}</b><br><small>{difference}</small></td>";
    }

    static string Interval(string name, ChartPoint point, NumberFormat format) =>
        point.Low is { } low && point.High is { } high ? $"{name}: {Text(low, format)} to {Text(high, format)}&#10;" : "";

    static string Signed(double value, string pattern) =>
        (value >= 0 ? "+" : "−") + Math.Abs(value).ToString(pattern, System.Globalization.CultureInfo.InvariantCulture);

    static string Text(double value, NumberFormat format) => ChartText.Value(value, format);
}
