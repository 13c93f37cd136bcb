// Points, or paths of points in their order.

namespace R1Sharp.App.Charts;

/// <summary>Draws a <see cref="ScatterChart"/>.</summary>
static class ScatterChartSvg
{
    const double Padding = 14;

    /// <summary>The chart as SVG text.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="standalone">A file of its own with stylesheet and background, or a part of a page that has both.</param>
    public static string Render(ScatterChart chart, bool standalone = false)
    {
        var canvas = new SvgCanvas();
        double width = chart.Width - 2 * Padding;
        double y = PlotFrame.Heading(canvas, chart.Title, chart.Subtitle, Padding, Padding - 4, width);
        if (chart.Series.Count > 1)
            y = PlotFrame.Legend(canvas, Legend(chart), Padding, y, width);
        var points = chart.Series.SelectMany(s => s.Points).ToList();
        var area = PlotFrame.Area(Padding, y + 4, width, chart.Height - Padding + 6, chart.X, chart.Y, points.Select(p => p.Y), 14);
        var xScale = Scale.Fit(chart.X, points.Select(p => p.X), area.X, area.Right, round: true);
        var yScale = Scale.Fit(chart.Y, points.Select(p => p.Y), area.Bottom, area.Y, round: true);
        PlotFrame.YAxis(canvas, area, chart.Y, yScale);
        PlotFrame.XAxis(canvas, area, chart.X, xScale);
        for (int i = 0; i < chart.Series.Count; i++)
            Cloud(canvas, chart, chart.Series[i], Palette.Series(chart.Series[i].Color ?? i), xScale, yScale);
        return canvas.ToSvg(chart.Width, chart.Height, chart.Title, standalone);
    }

    static List<LegendEntry> Legend(ScatterChart chart) =>
        [.. chart.Series.Select((s, i) => new LegendEntry(s.Name, s.Color ?? i, s.Style, !chart.Joined))];

    static void Cloud(SvgCanvas canvas, ScatterChart chart, ChartSeries series, string color, Scale xScale, Scale yScale)
    {
        var drawn = series.Points.Where(p => xScale.Holds(p.X) && yScale.Holds(p.Y)).ToList();
        if (chart.Joined && drawn.Count > 1)
            canvas.Path("line", string.Concat(drawn.Select((p, i) => $"{(i == 0 ? 'M' : 'L')}{SvgCanvas.Number(xScale.At(p.X))} "
                + $"{SvgCanvas.Number(yScale.At(p.Y))}")),
                PlotFrame.Stroke(color, series.Style));
        for (int i = 0; i < drawn.Count; i++)
            canvas.Circle("dot", xScale.At(drawn[i].X), yScale.At(drawn[i].Y), chart.Joined && i == drawn.Count - 1 ? 5.5 : 3.2, color);
    }
}
