// Test-time scaling as one plot with an axis of tokens that all methods share, and as a page with its tables.

using System.Globalization;
using System.Net;
using System.Text;
using R1Sharp.App.Charts;
using R1Sharp.Learning.Training.Evaluation.Scaling;

namespace R1Sharp.App.Reports;

/// <summary>Draws and describes <see cref="ScalingCurve"/>s.</summary>
static class ScalingPage
{
    const string Title = "Accuracy against thinking tokens";

    /// <summary>Headings of <see cref="PointRows"/>.</summary>
    public static IReadOnlyList<string> PointHeadings { get; } = ["method", "asked for", "thinking tokens a problem", "accuracy (95 %)"];

    /// <summary>Headings of <see cref="MeasureRows"/>.</summary>
    public static IReadOnlyList<string> MeasureHeadings { get; } = ["method", "control", "scaling (points per 1,000 tokens)", "performance"];

    /// <summary>Every point as a row of texts.</summary>
    public static IEnumerable<string[]> PointRows(IReadOnlyList<ScalingCurve> curves) => curves.SelectMany(curve => curve.Points.Select(p => (string[])
        [curve.Method, p.Label, Number(p.Tokens, "0.0"), $"{Percent(p.Accuracy)} % ({Percent(p.Interval.Low)}–{Percent(p.Interval.High)})"]));

    /// <summary>s1's three numbers of every method as a row of texts.</summary>
    public static IEnumerable<string[]> MeasureRows(IReadOnlyList<ScalingCurve> curves) => curves.Select(curve => (string[])
        [curve.Method, $"{Percent(curve.Measures.Control)} %", curve.Measures.Scaling is { } slope ? Number(1e5 * slope, "+0.0;-0.0;0.0")
            : "–", $"{Percent(curve.Measures.Performance)} %"]);

    /// <summary>The plot; the axis of tokens is logarithmic, as votes multiply them.</summary>
    /// <param name="curves">One line each.</param>
    /// <param name="subtitle">What exactly was measured.</param>
    public static LineChart Chart(IReadOnlyList<ScalingCurve> curves, string subtitle) => new()
    {
        Title = Title,
        Subtitle = subtitle,
        X = new Axis { Title = "thinking tokens a problem", Log = true },
        Y = new Axis { Title = "right answers", Format = NumberFormat.Percent, Min = 0, Max = 1 },
        Series = [.. curves.Select(
            c => new ChartSeries(c.Method,
            [.. c.Points.OrderBy(p => p.Tokens).Select(p => new ChartPoint(p.Tokens, p.Accuracy, p.Interval.Low, p.Interval.High))]) { Markers = true })],
        Names = SeriesNames.Legend,
        Width = 900,
        Height = 460,
    };

    /// <summary>The page; it needs nothing else.</summary>
    public static string Of(IReadOnlyList<ScalingCurve> curves, string subtitle)
    {
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture,
            $"<header><div><button class=\"theme\" type=\"button\">light / dark</button><h1>{Title}</h1>\n<p "
            + $"class=\"facts\"><span>{WebUtility.HtmlEncode(subtitle)}</span></p>\n</div></header>\n<main>\n")
            .Append(CultureInfo.InvariantCulture, $"<figure class=\"wide\">{LineChartSvg.Render(Chart(curves, subtitle))}</figure>\n");
        Table(body, "Control, scaling, performance", MeasureHeadings, MeasureRows(curves));
        Table(body, "Every point", PointHeadings, PointRows(curves));
        return ReportPage.Document(Title, body,
            "Written by R1Sharp. Control, scaling and performance are those of s1 (arXiv 2501.19393, section 3.2); docs/thinking.md defines them.");
    }

    static void Table(StringBuilder body, string title, IReadOnlyList<string> headings, IEnumerable<string[]> rows)
    {
        body.Append(CultureInfo.InvariantCulture,
            $"<h2>{title}</h2>\n<div class=\"scroll\"><table><tr>{string.Concat(headings.Select(h => $"<th>{h}</th>"))}</tr>\n");
        foreach (var row in rows)
            body.Append(CultureInfo.InvariantCulture, $"<tr>{string.Concat(row.Select(cell => $"<td>{WebUtility.HtmlEncode(cell)}</td>"))}</tr>\n");
        body.Append("</table></div>\n");
    }

    static string Percent(double share) => Number(100 * share, "0.0");

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
