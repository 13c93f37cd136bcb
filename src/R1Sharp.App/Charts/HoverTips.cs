// What a line chart says under the pointer: a rule and the values of all lines there. CSS shows it; no script is needed.

namespace R1Sharp.App.Charts;

/// <summary>Draws invisible strips, one a position, each with the tip that appears while the pointer is over it.</summary>
static class HoverTips
{
    const int MostPositions = 60;
    const double FontSize = 11, Row = 15;

    /// <summary>Adds the strips of a chart; dense series get at most sixty positions.</summary>
    public static void Draw(SvgCanvas canvas, LineChart chart, PlotArea area, Scale xScale, Scale yScale)
    {
        double[] positions = Positions(chart, xScale);
        for (int i = 0; i < positions.Length; i++)
        {
            double x = xScale.At(positions[i]);
            double left = i == 0 ? area.X : (x + xScale.At(positions[i - 1])) / 2;
            double right = i == positions.Length - 1 ? area.Right : (x + xScale.At(positions[i + 1])) / 2;
            var lines = LinesAt(chart, positions[i]);
            canvas.Raw("<g class=\"at\">");
            canvas.Rectangle(left, area.Y, Math.Max(0.5, right - left), area.Height, "fill=\"transparent\"");
            canvas.Raw("<g class=\"tip\">");
            canvas.Line("rule", x, area.Y, x, area.Bottom);
            foreach (var (_, color, point) in lines)
                canvas.Circle("dot", x, yScale.At(Math.Clamp(point.Y, yScale.Min, yScale.Max)), 3.5, color);
            Box(canvas, chart, area, x, positions[i], lines);
            canvas.Raw("</g></g>\n");
        }
    }

    static double[] Positions(LineChart chart, Scale xScale)
    {
        var all = chart.Series.Where(s => !s.Faint).SelectMany(s => s.Points).Where(p => double.IsFinite(p.Y) && xScale.Holds(p.X))
            .Select(p => p.X).Distinct().Order().ToArray();
        int stride = (all.Length + MostPositions - 1) / MostPositions;
        return stride <= 1 ? all : [.. all.Where((_, i) => i % stride == 0 || i == all.Length - 1)];
    }

    static List<(string Name, string Color, ChartPoint Point)> LinesAt(LineChart chart, double x)
    {
        var lines = new List<(string, string, ChartPoint)>();
        for (int i = 0; i < chart.Series.Count; i++)
            if (!chart.Series[i].Faint)
                foreach (var point in chart.Series[i].Points)
                    if (point.X == x && double.IsFinite(point.Y))
                        lines.Add((chart.Series[i].Name, Palette.Series(chart.Series[i].Color ?? i), point));
        return lines;
    }

    static void Box(SvgCanvas canvas, LineChart chart, PlotArea area, double x, double position, List<(string Name, string Color, ChartPoint Point)> lines)
    {
        string head = chart.X.Place(position);
        var texts = lines.Select(l => $"{l.Name}  {Describe(l.Point, chart.Y.Format)}").ToList();
        double width = texts.Append(head).Max(t => ChartText.Width(t, FontSize)) + 26, height = Row * (lines.Count + 1) + 8;
        double left = x + 10 + width > area.Right && x - 10 - width > 0 ? x - 10 - width : x + 10;
        double top = Math.Max(2, area.Y - 6);
        canvas.Rectangle(left, top, width, height, "rx=\"4\"");
        canvas.Text("value", left + 8, top + Row, head);
        for (int i = 0; i < lines.Count; i++)
        {
            canvas.Circle("key", left + 12, top + Row * (i + 2) - 4, 3.5, lines[i].Color);
            canvas.Text("value", left + 21, top + Row * (i + 2), texts[i]);
        }
    }

    static string Describe(ChartPoint point, NumberFormat format)
    {
        string value = ChartText.Value(point.Y, format);
        return point.Low is { } low && point.High is { } high
            ? $"{value} ({ChartText.Value(low, format)} to {ChartText.Value(high, format)})" : value;
    }
}
