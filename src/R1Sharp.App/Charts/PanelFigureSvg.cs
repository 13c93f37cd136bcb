// Small multiples: several line charts side by side under one title and one legend.

namespace R1Sharp.App.Charts;

/// <summary>Draws a <see cref="PanelFigure"/>.</summary>
static class PanelFigureSvg
{
    const double Padding = 16, Gutter = 26;

    /// <summary>The figure as SVG text.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="standalone">A file of its own with stylesheet and background, or a part of a page that has both.</param>
    public static string Render(PanelFigure figure, bool standalone = false)
    {
        var canvas = new SvgCanvas();
        double width = figure.Width - 2 * Padding;
        double y = PlotFrame.Heading(canvas, figure.Title, figure.Subtitle, Padding, Padding - 4, width);
        if (figure.SharedLegend && figure.Panels.Count > 0)
            y = PlotFrame.Legend(canvas, LineChartSvg.LegendOf(figure.Panels[0].Series), Padding, y, width);
        y += 8;
        int columns = figure.Columns ?? ColumnsFor(figure.Panels.Count), rows = (figure.Panels.Count + columns - 1) / columns;
        double panelWidth = (width - Gutter * (columns - 1)) / columns;
        for (int i = 0; i < figure.Panels.Count; i++)
            Panel(canvas, figure, figure.Panels[i], Padding + i % columns * (panelWidth + Gutter), y + i / columns * figure.PanelHeight, panelWidth,
                !standalone);
        return canvas.ToSvg(figure.Width, y + rows * figure.PanelHeight + 4, figure.Title, standalone);
    }

    /// <summary>Up to three panels stand in one row, four in two rows of two, more in rows of three.</summary>
    public static int ColumnsFor(int panels) => panels <= 3 ? Math.Max(1, panels) : panels == 4 ? 2 : 3;

    static void Panel(SvgCanvas canvas, PanelFigure figure, LineChart chart, double x, double y, double width, bool interactive)
    {
        double top = PlotFrame.Heading(canvas, chart.Title, chart.Subtitle, x, y, width, panel: true);
        var inside = figure.SharedLegend ? chart with { Names = SeriesNames.None } : chart;
        LineChartSvg.Draw(canvas, inside, x, top, width, y + figure.PanelHeight - 8, interactive);
    }
}
