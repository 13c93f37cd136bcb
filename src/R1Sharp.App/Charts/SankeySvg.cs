// Flows from column to column: bands as thick as what they carry (Sankey 1898). A node stands in the column behind the last that leads to it.

namespace R1Sharp.App.Charts;

/// <summary>So much goes from one node to another.</summary>
/// <param name="From">The node it comes from.</param>
/// <param name="To">The node it goes to.</param>
/// <param name="Amount">How much, above 0; flows of nothing are left out.</param>
sealed record SankeyFlow(string From, string To, double Amount);

/// <summary>A diagram of flows.</summary>
sealed record SankeyChart
{
    /// <summary>What it says.</summary>
    public string Title { get; init; } = "";

    /// <summary>One quieter sentence.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The flows; none leads back.</summary>
    public IReadOnlyList<SankeyFlow> Flows { get; init; } = [];

    /// <summary>Outer width in pixels.</summary>
    public double Width { get; init; } = 900;

    /// <summary>Outer height in pixels.</summary>
    public double Height { get; init; } = 420;
}

/// <summary>Draws a <see cref="SankeyChart"/>.</summary>
static class SankeySvg
{
    const double Padding = 14, NodeWidth = 10, Gap = 14, LabelRoom = 210;

    sealed class Node(string name, int column)
    {
        public string Name => name;

        public int Column => column;

        public double Amount, Y, Height, OutUsed, InUsed;
    }

    /// <summary>The diagram as SVG text.</summary>
    public static string Render(SankeyChart chart, bool standalone = false)
    {
        var canvas = new SvgCanvas();
        double top = PlotFrame.Heading(canvas, chart.Title, chart.Subtitle, Padding, Padding - 4, chart.Width - 2 * Padding);
        var flows = chart.Flows.Where(f => f.Amount > 0).ToList();
        var nodes = Nodes(flows);
        Place(nodes, top + 8, chart.Height - Padding);
        double step = (chart.Width - 2 * Padding - LabelRoom) / Math.Max(1, nodes.Values.Select(n => n.Column).DefaultIfEmpty(0).Max());
        foreach (var flow in flows)
            Band(canvas, nodes[flow.From], nodes[flow.To], flow.Amount, step);
        foreach (var node in nodes.Values)
        {
            double x = Padding + node.Column * step;
            canvas.Rectangle(x, node.Y, NodeWidth, Math.Max(1, node.Height), $"fill=\"{Palette.Series(0)}\"");
            canvas.Text("name", x + NodeWidth + 5, node.Y + Math.Max(1, node.Height) / 2 + 4,
                ChartText.Shorten($"{node.Name}  {ChartText.Value(node.Amount, NumberFormat.Plain)}", LabelRoom - 20, PlotFrame.NameSize));
        }
        return canvas.ToSvg(chart.Width, chart.Height, chart.Title, standalone);
    }

    static Dictionary<string, Node> Nodes(List<SankeyFlow> flows)
    {
        var nodes = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var flow in flows)
        {
            var from = nodes.TryGetValue(flow.From, out var known) ? known : nodes[flow.From] = new(flow.From, 0);
            var to = nodes.TryGetValue(flow.To, out known) ? known : nodes[flow.To] = new(flow.To, from.Column + 1);
            to.Amount += flow.Amount;
            if (from.Column == 0)
                from.Amount += flow.Amount;
        }
        return nodes;
    }

    static void Place(Dictionary<string, Node> nodes, double top, double bottom)
    {
        var columns = nodes.Values.GroupBy(n => n.Column).Select(c => c.ToList()).ToList();
        double scale = columns.Select(c => (bottom - top - Gap * (c.Count - 1)) / c.Sum(n => n.Amount)).DefaultIfEmpty(1).Min();
        foreach (var column in columns)
        {
            double y = top;
            foreach (var node in column)
            {
                (node.Y, node.Height) = (y, node.Amount * Math.Max(0, scale));
                y += node.Height + Gap;
            }
        }
    }

    static void Band(SvgCanvas canvas, Node from, Node to, double amount, double step)
    {
        double a = amount / from.Amount * from.Height, b = amount / to.Amount * to.Height;
        double x1 = Padding + from.Column * step + NodeWidth, x2 = Padding + to.Column * step, middle = (x1 + x2) / 2;
        double y1 = from.Y + from.OutUsed, y2 = to.Y + to.InUsed;
        (from.OutUsed, to.InUsed) = (from.OutUsed + a, to.InUsed + b);
        canvas.Path("band", $"M{N(x1)} {N(y1)}C{N(middle)} {N(y1)} {N(middle)} {N(y2)} {N(x2)} {N(y2)}V{N(y2 + b)}C{N(middle)} {N(y2 + b)} {N(middle)} "
            + $"{N(y1 + a)} "
            + $"{N(x1)} {N(y1 + a)}Z", $"fill=\"{Palette.Series(1)}\"");
    }

    static string N(double value) => SvgCanvas.Number(value);
}
