// What surrounds the data of a chart: heading, legend, axes, grid. Every chart begins here.

namespace R1Sharp.App.Charts;

/// <summary>A rectangle in pixels.</summary>
readonly record struct PlotArea(double X, double Y, double Width, double Height)
{
    /// <summary>The right edge.</summary>
    public double Right => X + Width;

    /// <summary>The lower edge.</summary>
    public double Bottom => Y + Height;
}

/// <summary>An entry of a legend.</summary>
readonly record struct LegendEntry(string Name, int Color, LineStyle Style, bool Block);

/// <summary>Draws the parts around the data; each returns where the next part may begin.</summary>
static class PlotFrame
{
    /// <summary>Font sizes in pixels, as in <see cref="SvgCanvas.Css"/>.</summary>
    public const double TitleSize = 15, PanelSize = 12.5, SubtitleSize = 12, NameSize = 11.5, TickSize = 11;

    /// <summary>Title and subtitle, broken into lines where the width asks for it.</summary>
    /// <returns>The y coordinate below them.</returns>
    public static double Heading(SvgCanvas canvas, string title, string subtitle, double x, double y, double width, bool panel = false)
    {
        double size = panel ? PanelSize : TitleSize;
        foreach (string line in ChartText.Wrap(title, width, size, bold: true))
        {
            y += size + 2;
            canvas.Text(panel ? "panel" : "title", x, y, line);
            y += 3;
        }
        foreach (string line in ChartText.Wrap(subtitle, width, SubtitleSize))
        {
            y += SubtitleSize + 1;
            canvas.Text("sub", x, y, line);
            y += 3;
        }
        return y;
    }

    /// <summary>A row of names with a piece of their line, wrapped where it is too wide.</summary>
    /// <returns>The y coordinate below it.</returns>
    public static double Legend(SvgCanvas canvas, IReadOnlyList<LegendEntry> entries, double x, double y, double width)
    {
        if (entries.Count == 0)
            return y;
        double at = x;
        y += 18;
        foreach (var entry in entries)
        {
            double sample = entry.Block ? 10 : 22, needed = sample + 6 + ChartText.Width(entry.Name, NameSize);
            if (at > x && at + needed > x + width)
                (at, y) = (x, y + 17);
            string color = Palette.Series(entry.Color);
            if (entry.Block)
                canvas.Rectangle(at, y - 9, 10, 10, $"rx=\"2\" fill=\"{color}\"");
            else
                canvas.Path("line", $"M{SvgCanvas.Number(at + 1)} {SvgCanvas.Number(y - 4)}h20", Stroke(color, entry.Style));
            canvas.Text("name", at + sample + 6, y, entry.Name);
            at += needed + 18;
        }
        return y + 5;
    }

    /// <summary>
    /// The plot area that remains of a rectangle once the numbers of the vertical axis, the title above it, the horizontal
    /// axis and the names at line ends have their room.
    /// </summary>
    public static PlotArea Area(double x, double top, double width, double bottom, Axis xAxis, Axis yAxis, IEnumerable<double> values, double rightRoom)
    {
        var probe = Scale.Fit(yAxis, values, 1, 0, round: true);
        var ticks = probe.Ticks(5);
        double left = 6, step = Step(ticks);
        foreach (double tick in ticks)
            left = Math.Max(left, ChartText.Width(ChartText.Tick(tick, yAxis.Format, step), TickSize) + 8);
        double above = yAxis.Title.Length > 0 ? 20 : 11, below = xAxis.Title.Length > 0 || xAxis.Names.Count > 0 ? 38 : 22;
        return new PlotArea(x + left, top + above, Math.Max(20, width - left - rightRoom), Math.Max(20, bottom - top - above - below));
    }

    /// <summary>Horizontal grid lines with their numbers, and the axis title above them.</summary>
    public static void YAxis(SvgCanvas canvas, PlotArea area, Axis axis, Scale scale)
    {
        var ticks = scale.Ticks((int)Math.Clamp(area.Height / 32, 2, 7));
        double step = Step(ticks);
        foreach (double tick in ticks)
        {
            double y = Math.Round(scale.At(tick)) + 0.5;
            canvas.Line("grid", area.X, y, area.Right, y);
            canvas.Text("tick", area.X - 6, y + 3.5, ChartText.Tick(tick, axis.Format, step), "end");
        }
        if (axis.Title.Length > 0)
            canvas.Text("tick", area.X, area.Y - 8, axis.Title);
    }

    /// <summary>The horizontal axis: its line, as many ticks as fit without touching, and its title.</summary>
    public static void XAxis(SvgCanvas canvas, PlotArea area, Axis axis, Scale scale)
    {
        canvas.Line("axis", area.X, area.Bottom + 0.5, area.Right, area.Bottom + 0.5);
        if (axis.Names.Count > 0)
        {
            Names(canvas, area, axis.Names, scale);
            return;
        }
        int wanted = (int)Math.Clamp(area.Width / 55, 2, 10);
        var ticks = scale.Ticks(wanted);
        while (wanted > 1 && Touching(ticks, axis, scale))
            ticks = scale.Ticks(--wanted);
        double step = Step(ticks), end = double.NegativeInfinity;
        foreach (double tick in ticks)
        {
            double x = scale.At(tick);
            string text = ChartText.Tick(tick, axis.Format, step);
            double half = ChartText.Width(text, TickSize) / 2;
            canvas.Line("axis", x, area.Bottom + 0.5, x, area.Bottom + 4.5);
            if (x - half > end + 4)
                canvas.Text("tick", x, area.Bottom + 16, text, "middle");
            end = Math.Max(end, x + half);
        }
        if (axis.Title.Length > 0)
            canvas.Text("tick", area.X + area.Width / 2, area.Bottom + 32, axis.Title, "middle");
    }

    // Where neighbours would touch, every other name stands a row lower.
    static void Names(SvgCanvas canvas, PlotArea area, IReadOnlyList<string> names, Scale scale)
    {
        double[] places = [.. names.Select((_, i) => scale.At(i + 1))], widths = [.. names.Select(n => ChartText.Width(n, TickSize))];
        bool staggered = Enumerable.Range(1, Math.Max(0, names.Count - 1)).Any(i => places[i] - places[i - 1] < (widths[i] + widths[i - 1]) / 2 + 6);
        for (int i = 0; i < names.Count; i++)
        {
            canvas.Line("axis", places[i], area.Bottom + 0.5, places[i], area.Bottom + 4.5);
            canvas.Text("tick", places[i], area.Bottom + (staggered && i % 2 == 1 ? 30 : 16), names[i], "middle");
        }
    }

    /// <summary>Vertical lines with their texts at the top, each text on the first row where it touches no other.</summary>
    public static void Marks(SvgCanvas canvas, PlotArea area, IReadOnlyList<ChartMark> marks, Scale scale)
    {
        var rowEnds = new List<double>();
        foreach (var mark in marks.Where(m => m.X >= scale.Min && m.X <= scale.Max).OrderBy(m => m.X))
        {
            double x = scale.At(mark.X), width = ChartText.Width(mark.Text, TickSize);
            double textX = Math.Min(x + 4, area.Right - width);
            int row = rowEnds.FindIndex(end => end < textX);
            if (row < 0)
            {
                row = rowEnds.Count;
                rowEnds.Add(0);
            }
            rowEnds[row] = textX + width + 6;
            canvas.Line("mark", x, area.Y, x, area.Bottom);
            canvas.Text("tick halo", textX, area.Y + 9 + 13 * row, mark.Text);
        }
    }

    /// <summary>The attributes of a stroke.</summary>
    public static string Stroke(string color, LineStyle style) => style switch
    {
        LineStyle.Dashed => $"stroke=\"{color}\" stroke-dasharray=\"6 4\"",
        LineStyle.Dotted => $"stroke=\"{color}\" stroke-dasharray=\"1 4\"",
        _ => $"stroke=\"{color}\"",
    };

    static bool Touching(IReadOnlyList<double> ticks, Axis axis, Scale scale)
    {
        double step = Step(ticks), end = double.NegativeInfinity;
        foreach (double tick in ticks)
        {
            double half = ChartText.Width(ChartText.Tick(tick, axis.Format, step), TickSize) / 2, x = scale.At(tick);
            if (x - half < end + 6)
                return true;
            end = x + half;
        }
        return false;
    }

    static double Step(IReadOnlyList<double> ticks)
    {
        double step = double.PositiveInfinity;
        for (int i = 1; i < ticks.Count; i++)
            step = Math.Min(step, ticks[i] - ticks[i - 1]);
        return double.IsFinite(step) ? step : 0;
    }
}
