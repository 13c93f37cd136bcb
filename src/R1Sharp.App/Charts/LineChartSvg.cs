// Line charts: bands first, then lines, then names, then what appears under the pointer.

using System.Text;

namespace R1Sharp.App.Charts;

/// <summary>Draws a <see cref="LineChart"/>.</summary>
static class LineChartSvg
{
    const double Padding = 14;

    /// <summary>The chart as SVG text.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="standalone">A file of its own with stylesheet and background, or a part of a page that has both.</param>
    public static string Render(LineChart chart, bool standalone = false)
    {
        var canvas = new SvgCanvas();
        double width = chart.Width - 2 * Padding;
        double y = PlotFrame.Heading(canvas, chart.Title, chart.Subtitle, Padding, Padding - 4, width);
        if (chart.Names == SeriesNames.Legend)
            y = PlotFrame.Legend(canvas, LegendOf(chart.Series), Padding, y, width);
        Draw(canvas, chart, Padding, y + 4, width, chart.Height - Padding + 6, interactive: !standalone);
        return canvas.ToSvg(chart.Width, chart.Height, chart.Title, standalone);
    }

    /// <summary>The legend of the series that are not faint.</summary>
    public static IReadOnlyList<LegendEntry> LegendOf(IReadOnlyList<ChartSeries> series) =>
        [.. series.Select((s, i) => (s, i)).Where(p => !p.s.Faint).Select(p => new LegendEntry(p.s.Name, p.s.Color ?? p.i, p.s.Style, false))];

    /// <summary>Axes and data inside a rectangle, without heading and legend.</summary>
    public static void Draw(SvgCanvas canvas, LineChart chart, double x, double top, double width, double bottom, bool interactive)
    {
        bool named = chart.Names == SeriesNames.LineEnds;
        double room = named ? LineEndNames.Room(chart.Series) : 8;
        var area = PlotFrame.Area(x, top, width, bottom, chart.X, chart.Y, ValuesOf(chart.Series), room);
        var xScale = Scale.Fit(chart.X, chart.Series.SelectMany(s => s.Points).Select(p => p.X), area.X, area.Right, round: false);
        var yScale = Scale.Fit(chart.Y, ValuesOf(chart.Series), area.Bottom, area.Y, round: true);
        PlotFrame.YAxis(canvas, area, chart.Y, yScale);
        PlotFrame.XAxis(canvas, area, chart.X, xScale);
        PlotFrame.Marks(canvas, area, chart.Marks, xScale);
        for (int i = 0; i < chart.Series.Count; i++)
            Band(canvas, chart.Series[i], ColorOf(chart, i), xScale, yScale);
        for (int i = 0; i < chart.Series.Count; i++)
            Line(canvas, chart.Series[i], ColorOf(chart, i), xScale, yScale);
        if (named)
            LineEndNames.Draw(canvas, chart.Series, area, xScale, yScale);
        if (interactive)
            HoverTips.Draw(canvas, chart, area, xScale, yScale);
    }

    /// <summary>Every number that the vertical axis has to hold, the ends of intervals included.</summary>
    public static IEnumerable<double> ValuesOf(IReadOnlyList<ChartSeries> series) =>
        series.SelectMany(s => s.Points).SelectMany(p => (double[])[p.Y, p.Low ?? p.Y, p.High ?? p.Y]);

    static string ColorOf(LineChart chart, int index) => Palette.Series(chart.Series[index].Color ?? index);

    static void Band(SvgCanvas canvas, ChartSeries series, string color, Scale xScale, Scale yScale)
    {
        foreach (var run in Runs(series, xScale, yScale, p => p.Low is { } low && p.High is { } high && yScale.Holds(low) && yScale.Holds(high)))
        {
            var upper = run.Select(p => (xScale.At(p.X), Inside(yScale, p.High!.Value)));
            var lower = run.Select(p => (xScale.At(p.X), Inside(yScale, p.Low!.Value))).Reverse();
            canvas.Path("band", PathOf(upper.Concat(lower)) + "Z", $"fill=\"{color}\"");
        }
    }

    static void Line(SvgCanvas canvas, ChartSeries series, string color, Scale xScale, Scale yScale)
    {
        foreach (var run in Runs(series, xScale, yScale, _ => true))
        {
            var points = run.Select(p => (X: xScale.At(p.X), Y: Inside(yScale, p.Y))).ToList();
            canvas.Path(series.Faint ? "line faint" : "line", PathOf(points), PlotFrame.Stroke(color, series.Style));
            if (series.Markers || points.Count == 1)
                foreach (var (px, py) in points)
                    canvas.Circle("dot", px, py, 3.2, color);
        }
    }

    // Unbroken stretches of points that can be drawn.
    static IEnumerable<List<ChartPoint>> Runs(ChartSeries series, Scale xScale, Scale yScale, Func<ChartPoint, bool> wanted)
    {
        var run = new List<ChartPoint>();
        foreach (var point in series.Points)
        {
            if (xScale.Holds(point.X) && yScale.Holds(point.Y) && wanted(point))
            {
                run.Add(point);
                continue;
            }
            if (run.Count > 0)
                yield return run;
            run = [];
        }
        if (run.Count > 0)
            yield return run;
    }

    // An axis with a fixed end may be exceeded by an interval; it is cut there.
    static double Inside(Scale scale, double value) => scale.At(Math.Clamp(value, scale.Min, scale.Max));

    static string PathOf(IEnumerable<(double X, double Y)> points)
    {
        var data = new StringBuilder();
        foreach (var (x, y) in points)
            data.Append(data.Length == 0 ? 'M' : 'L').Append(SvgCanvas.Number(x)).Append(' ').Append(SvgCanvas.Number(y));
        return data.ToString();
    }
}
