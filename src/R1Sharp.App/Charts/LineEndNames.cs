// The names of lines at their right ends, moved apart so that none touches another.

namespace R1Sharp.App.Charts;

/// <summary>Places and draws the names at line ends.</summary>
static class LineEndNames
{
    const double RowHeight = 13.5, Gap = 8;

    /// <summary>The width in pixels that the names need to the right of the plot.</summary>
    public static double Room(IReadOnlyList<ChartSeries> series)
    {
        double room = 0;
        foreach (var s in series)
            if (!s.Faint)
                room = Math.Max(room, ChartText.Width(s.Name, PlotFrame.NameSize, bold: true) + Gap + 2);
        return Math.Max(8, room);
    }

    /// <summary>Draws each name in its line's colour, joined to the line where it had to move away.</summary>
    public static void Draw(SvgCanvas canvas, IReadOnlyList<ChartSeries> series, PlotArea area, Scale xScale, Scale yScale)
    {
        var ends = new List<(string Name, string Color, double X, double Y)>();
        for (int i = 0; i < series.Count; i++)
        {
            var last = series[i].Points.LastOrDefault(p => xScale.Holds(p.X) && yScale.Holds(p.Y), new ChartPoint(double.NaN, double.NaN));
            if (!series[i].Faint && double.IsFinite(last.Y))
                ends.Add((series[i].Name, Palette.Series(series[i].Color ?? i), xScale.At(last.X), yScale.At(Math.Clamp(last.Y, yScale.Min, yScale.Max))));
        }
        ends.Sort((a, b) => a.Y != b.Y ? a.Y.CompareTo(b.Y) : string.CompareOrdinal(a.Name, b.Name));
        double[] rows = Apart([.. ends.Select(e => e.Y)], RowHeight, area.Y, area.Bottom);
        for (int i = 0; i < ends.Count; i++)
        {
            var (name, color, x, y) = ends[i];
            if (Math.Abs(rows[i] - y) > 3 && x > area.Right - 1)
                canvas.Path("line faint", $"M{N(x + 1)} {N(y)}L{N(area.Right + Gap - 2)} {N(rows[i])}", $"stroke=\"{color}\"");
            canvas.Raw($"<text class=\"name\" style=\"fill:{color};font-weight:600\" x=\"{N(area.Right + Gap)}\" y=\"{N(rows[i] + 4)}\">")
                .Raw(SvgCanvas.Escape(name)).Raw("</text>\n");
        }
    }

    /// <summary>
    /// Positions at least <paramref name="distance"/> apart, in the given order, inside the bounds where they fit, and
    /// each group of neighbours that had to move centred on where it wanted to be (pool adjacent violators).
    /// </summary>
    /// <param name="wanted">Wanted positions, ascending.</param>
    /// <param name="distance">Least distance of neighbours.</param>
    /// <param name="low">Lower bound.</param>
    /// <param name="high">Upper bound.</param>
    public static double[] Apart(IReadOnlyList<double> wanted, double distance, double low, double high)
    {
        // With the i-th distance subtracted the task is to find the nearest ascending positions: pools of equal value.
        var pools = new List<(double Sum, int Count)>();
        for (int i = 0; i < wanted.Count; i++)
        {
            pools.Add((wanted[i] - i * distance, 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Count > pools[^1].Sum / pools[^1].Count)
            {
                var merged = (pools[^2].Sum + pools[^1].Sum, pools[^2].Count + pools[^1].Count);
                pools.RemoveRange(pools.Count - 2, 2);
                pools.Add(merged);
            }
        }
        double most = Math.Max(low, high - (wanted.Count - 1) * distance);
        var placed = new List<double>();
        foreach (var (sum, count) in pools)
            for (int i = 0; i < count; i++)
                placed.Add(Math.Clamp(sum / count, low, most) + placed.Count * distance);
        return [.. placed];
    }

    static string N(double value) => SvgCanvas.Number(value);
}
