// Grouped bars with intervals and their values above them.

namespace R1Sharp.App.Charts;

/// <summary>Draws a <see cref="BarChart"/>.</summary>
static class BarChartSvg
{
    const double Padding = 14;

    /// <summary>The chart as SVG text.</summary>
    /// <param name="chart">What to draw.</param>
    /// <param name="standalone">A file of its own with stylesheet and background, or a part of a page that has both.</param>
    public static string Render(BarChart chart, bool standalone = false)
    {
        var canvas = new SvgCanvas();
        double width = chart.Width - 2 * Padding;
        double y = PlotFrame.Heading(canvas, chart.Title, chart.Subtitle, Padding, Padding - 4, width);
        var legend = chart.Series.Select((s, i) => new LegendEntry(s.Name, s.Color ?? i, LineStyle.Solid, true)).ToList();
        if (legend.Count > 1)
            y = PlotFrame.Legend(canvas, legend, Padding, y, width);
        var values = Values(chart);
        double bottom = chart.Height - Padding + 6 - 15 * (Rows(chart, width) - 1);
        var area = PlotFrame.Area(Padding, y + 4, width, bottom, new Axis(), chart.Y, values, 4);
        var scale = Scale.Fit(chart.Y, values, area.Bottom, area.Y + 14, round: true);
        PlotFrame.YAxis(canvas, area, chart.Y, scale);
        double slot = area.Width / Math.Max(1, chart.Categories.Count);
        for (int i = 0; i < chart.Categories.Count; i++)
            Group(canvas, chart, i, area.X + i * slot, slot, area, scale);
        double zero = Math.Round(scale.At(0)) + 0.5;
        canvas.Line("axis", area.X, zero, area.Right, zero);
        return canvas.ToSvg(chart.Width, chart.Height, chart.Title, standalone);
    }

    static List<double> Values(BarChart chart)
    {
        var values = new List<double> { 0 };
        foreach (var point in chart.Series.SelectMany(s => s.Values))
            values.AddRange([point.Y, point.Low ?? point.Y, point.High ?? point.Y]);
        return values;
    }

    static int Rows(BarChart chart, double width)
    {
        double slot = (width - 40) / Math.Max(1, chart.Categories.Count);
        return chart.Categories.Select(c => ChartText.Wrap(c, slot - 6, PlotFrame.NameSize).Count).Append(1).Max();
    }

    static void Group(SvgCanvas canvas, BarChart chart, int index, double x, double slot, PlotArea area, Scale scale)
    {
        int count = Math.Max(1, chart.Series.Count);
        double bar = Math.Min(46, slot * 0.74 / count), left = x + (slot - bar * count) / 2;
        for (int s = 0; s < chart.Series.Count; s++)
            if (index < chart.Series[s].Values.Count && double.IsFinite(chart.Series[s].Values[index].Y))
                Bar(canvas, chart, chart.Series[s].Values[index], Palette.Series(chart.Series[s].Color ?? s), left + s * bar, bar, scale);
        double y = area.Bottom + 16;
        foreach (string line in ChartText.Wrap(chart.Categories[index], slot - 6, PlotFrame.NameSize))
        {
            canvas.Text("name", x + slot / 2, y, ChartText.Shorten(line, slot - 4, PlotFrame.NameSize), "middle");
            y += 15;
        }
    }

    static void Bar(SvgCanvas canvas, BarChart chart, ChartPoint value, string color, double x, double width, Scale scale)
    {
        double zero = scale.At(0), end = scale.At(Math.Clamp(value.Y, scale.Min, scale.Max));
        canvas.Rectangle(x + 1, Math.Min(zero, end), Math.Max(1, width - 2), Math.Abs(zero - end), $"rx=\"1.5\" fill=\"{color}\"");
        double top = Math.Min(zero, end);
        if (value.Low is { } low && value.High is { } high)
        {
            double from = scale.At(Math.Clamp(low, scale.Min, scale.Max)), to = scale.At(Math.Clamp(high, scale.Min, scale.Max)), middle = x + width / 2;
            canvas.Path("whisker", $"M{N(middle - 3)} {N(to)}h6M{N(middle)} {N(to)}V{N(from)}M{N(middle - 3)} {N(from)}h6", "");
            top = Math.Min(top, to);
        }
        string text = ChartText.Value(value.Y, chart.Y.Format);
        if (ChartText.Width(text, 10.5) <= width + 4)
            canvas.Text("value", x + width / 2, top - 4, text, "middle");
    }

    static string N(double value) => SvgCanvas.Number(value);
}
