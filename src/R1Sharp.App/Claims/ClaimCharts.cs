// The figures of claims over seeds: lines are means, bands and bars' intervals reach from the lowest to the highest seed.

using R1Sharp.App.Charts;
using R1Sharp.App.Reports;

namespace R1Sharp.App.Claims;

/// <summary>Series and figures of several seeds.</summary>
static class ClaimCharts
{
    /// <summary>An axis of shares.</summary>
    public static Axis Shares(string title, double? most = 1) => new() { Title = title, Format = NumberFormat.Percent, Min = 0, Max = most };

    /// <summary>The mean curve of the runs at the places that all of them have.</summary>
    public static ChartSeries Line(string name, IReadOnlyList<ClaimRun> runs, Func<ClaimRun, IReadOnlyList<ChartPoint>> curve,
        LineStyle style = LineStyle.Solid, int? color = null)
    {
        var curves = runs.Select(r => curve(r).ToDictionary(p => p.X, p => p.Y)).ToList();
        var places = curves[0].Keys.Where(x => curves.TrueForAll(c => c.ContainsKey(x))).Order();
        return new(name, [.. places.Select(x => Over(x, [.. curves.Select(c => c[x])]))]) { Style = style, Color = color };
    }

    /// <summary>The same, each run's curve smoothed.</summary>
    public static ChartSeries Smooth(string name, IReadOnlyList<ClaimRun> runs, Func<ClaimRun, IReadOnlyList<ChartPoint>> curve,
        LineStyle style = LineStyle.Solid, int? color = null) =>
        Line(name, runs, r => ReportCurves.Smoothed(curve(r)), style, color);

    /// <summary>One bar a category.</summary>
    public static BarSeries Bars(string name, IReadOnlyList<ClaimRun> runs, IEnumerable<Func<ClaimRun, double>> values) =>
        new(name, [.. values.Select(value => Over(0, [.. runs.Select(value)]))]);

    /// <summary>A figure of lines.</summary>
    public static ClaimFigure Figure(string name, LineChart chart) => new(name, standalone => LineChartSvg.Render(chart, standalone));

    /// <summary>A figure of bars.</summary>
    public static ClaimFigure Figure(string name, BarChart chart) => new(name, standalone => BarChartSvg.Render(chart, standalone));

    /// <summary>A figure of several panels.</summary>
    public static ClaimFigure Figure(string name, PanelFigure figure) => new(name, standalone => PanelFigureSvg.Render(figure, standalone));

    static ChartPoint Over(double x, double[] values) => values.Length == 1 ? new(x, values[0]) : new(x, values.Average(), values.Min(), values.Max());
}
