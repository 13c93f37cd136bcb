// What can be drawn: charts as plain data. The files named *Svg turn these records into text and know nothing else.

namespace R1Sharp.App.Charts;

/// <summary>One measured value with, where known, the interval it lies in.</summary>
/// <param name="X">Position along the horizontal axis.</param>
/// <param name="Y">The value; NaN interrupts the line.</param>
/// <param name="Low">Lower end of the interval, in the unit of Y.</param>
/// <param name="High">Upper end of the interval, in the unit of Y.</param>
readonly record struct ChartPoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>How a line is drawn, so that colour is never the only difference.</summary>
enum LineStyle { Solid, Dashed, Dotted }

/// <summary>How the numbers of an axis are written.</summary>
enum NumberFormat
{
    /// <summary>12, 0.5, 1.5k, 20M.</summary>
    Plain,

    /// <summary>Shares of one, written as percentages: 0.5 is "50%".</summary>
    Percent,
}

/// <summary>One axis.</summary>
sealed record Axis
{
    /// <summary>What is measured, with its unit, e.g. "completion tokens".</summary>
    public string Title { get; init; } = "";

    /// <summary>How its numbers are written.</summary>
    public NumberFormat Format { get; init; }

    /// <summary>Whether it is logarithmic; values that are not positive are then left out.</summary>
    public bool Log { get; init; }

    /// <summary>Where it begins; null lets the data decide.</summary>
    public double? Min { get; init; }

    /// <summary>Where it ends; null lets the data decide.</summary>
    public double? Max { get; init; }

    /// <summary>What stands at 1, 2, … in place of numbers: an axis of things that have an order but no distance. For horizontal axes.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>A horizontal axis of names.</summary>
    public static Axis Of(params IReadOnlyList<string> names) => new() { Names = names, Min = 0.7, Max = names.Count + 0.3 };

    /// <summary>A place on the axis as it is told.</summary>
    public string Place(double x) => Names.Count > 0 && x >= 1 && x <= Names.Count ? Names[(int)x - 1] : $"{Title} {ChartText.Value(x, Format)}";
}

/// <summary>A named row of points, ascending in X for a line.</summary>
sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Index into <see cref="Palette"/>; null takes the place in the list of series.</summary>
    public int? Color { get; init; }

    /// <summary>The line's style.</summary>
    public LineStyle Style { get; init; }

    /// <summary>Whether each point is marked.</summary>
    public bool Markers { get; init; }

    /// <summary>Drawn thin and pale, without name or label: the raw values behind a smoothed line.</summary>
    public bool Faint { get; init; }
}

/// <summary>A vertical line with a short text at its top, e.g. where a stage begins.</summary>
readonly record struct ChartMark(double X, string Text);

/// <summary>Where the names of the series stand.</summary>
enum SeriesNames
{
    /// <summary>In a row above the plot.</summary>
    Legend,

    /// <summary>At the right end of each line, moved apart where they would touch.</summary>
    LineEnds,

    /// <summary>Nowhere.</summary>
    None,
}

/// <summary>Lines with bands of uncertainty.</summary>
sealed record LineChart
{
    /// <summary>What the chart says.</summary>
    public string Title { get; init; } = "";

    /// <summary>One quieter sentence: what exactly is shown.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = new();

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>The lines, the first at the back.</summary>
    public IReadOnlyList<ChartSeries> Series { get; init; } = [];

    /// <summary>Vertical lines with a text.</summary>
    public IReadOnlyList<ChartMark> Marks { get; init; } = [];

    /// <summary>Where the names stand.</summary>
    public SeriesNames Names { get; init; } = SeriesNames.LineEnds;

    /// <summary>Outer width in pixels.</summary>
    public double Width { get; init; } = 560;

    /// <summary>Outer height in pixels.</summary>
    public double Height { get; init; } = 320;
}

/// <summary>Points without lines, or joined in their order.</summary>
sealed record ScatterChart
{
    /// <summary>What the chart says.</summary>
    public string Title { get; init; } = "";

    /// <summary>One quieter sentence: what exactly is shown.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The horizontal axis.</summary>
    public Axis X { get; init; } = new();

    /// <summary>The vertical axis.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>The clouds of points.</summary>
    public IReadOnlyList<ChartSeries> Series { get; init; } = [];

    /// <summary>Whether the points of a series are joined in their order, the last one larger.</summary>
    public bool Joined { get; init; }

    /// <summary>Outer width in pixels.</summary>
    public double Width { get; init; } = 560;

    /// <summary>Outer height in pixels.</summary>
    public double Height { get; init; } = 320;
}

/// <summary>One bar of each series stands over each category.</summary>
/// <param name="Name">The series.</param>
/// <param name="Values">One value a category; X is ignored, NaN leaves the place empty.</param>
sealed record BarSeries(string Name, IReadOnlyList<ChartPoint> Values)
{
    /// <summary>Index into <see cref="Palette"/>; null takes the place in the list of series.</summary>
    public int? Color { get; init; }
}

/// <summary>Groups of bars from zero, with intervals where known and each value written above its bar.</summary>
sealed record BarChart
{
    /// <summary>What the chart says.</summary>
    public string Title { get; init; } = "";

    /// <summary>One quieter sentence: what exactly is shown.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The groups, from left to right.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The vertical axis; it always holds zero.</summary>
    public Axis Y { get; init; } = new();

    /// <summary>The bars of a group, from left to right.</summary>
    public IReadOnlyList<BarSeries> Series { get; init; } = [];

    /// <summary>Outer width in pixels.</summary>
    public double Width { get; init; } = 560;

    /// <summary>Outer height in pixels.</summary>
    public double Height { get; init; } = 320;
}

/// <summary>Line charts of the same quantities side by side under one title and one legend.</summary>
sealed record PanelFigure
{
    /// <summary>What the figure says.</summary>
    public string Title { get; init; } = "";

    /// <summary>One quieter sentence: what exactly is shown.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The panels, row by row; their own widths, heights and legends are ignored.</summary>
    public IReadOnlyList<LineChart> Panels { get; init; } = [];

    /// <summary>Panels in a row; null chooses by their number.</summary>
    public int? Columns { get; init; }

    /// <summary>Whether one legend above stands for all panels; otherwise each panel names its lines at their ends.</summary>
    public bool SharedLegend { get; init; } = true;

    /// <summary>Outer width in pixels.</summary>
    public double Width { get; init; } = 880;

    /// <summary>Height of one panel in pixels.</summary>
    public double PanelHeight { get; init; } = 230;
}
