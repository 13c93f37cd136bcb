using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using R1Sharp.App.Charts;
using Xunit;

namespace R1Sharp.Tests.Charts;

/// <summary>Charts are well-formed, stay inside their frame, and no two texts overlap.</summary>
public sealed class ChartTests
{
    static readonly LineChart s_line = new()
    {
        Title = "A title that is long enough to need a second line at this width, and then some more of it",
        Subtitle = "What <exactly> is shown & where",
        X = new Axis { Title = "step" },
        Y = new Axis { Title = "share", Format = NumberFormat.Percent },
        Series =
        [
            new("first", [new(0, 0.1, 0.05, 0.2), new(10, 0.5, 0.4, 0.6), new(20, 0.52, 0.5, 0.6)]),
            new("second", [new(0, 0.2), new(10, double.NaN), new(20, 0.53)]) { Style = LineStyle.Dashed },
            new("third", [new(0, 0.2), new(10, 0.3), new(20, 0.521)]) { Markers = true },
        ],
        Marks = [new(10, "a stage"), new(11, "another stage"), new(19.9, "the end of it")],
    };

    [Fact]
    public void Every_kind_of_chart_is_well_formed_and_has_only_finite_numbers()
    {
        string[] drawings =
        [
            LineChartSvg.Render(s_line, standalone: true),
            LineChartSvg.Render(s_line with { Series = [] }),
            LineChartSvg.Render(s_line with { Y = new Axis { Log = true }, Series = [new("loss", [new(0, 0), new(1, 3), new(2, 0.001)])] }),
            LineChartSvg.Render(s_line with { Series = [new("one point", [new(5, 5)])] }),
            BarChartSvg.Render(new BarChart { Categories = ["a", "b c"], Series = [new("x", [new(0, -1, -2, 0), new(0, double.NaN)]), new("y", [new(0, 4)])] }, standalone: true),
            BarChartSvg.Render(new BarChart()),
            ScatterChartSvg.Render(new ScatterChart { Series = s_line.Series, Joined = true }),
            PanelFigureSvg.Render(new PanelFigure { Title = "t", Panels = [s_line, s_line, s_line, s_line, s_line] }, standalone: true),
            PanelFigureSvg.Render(new PanelFigure()),
        ];
        foreach (string svg in drawings)
        {
            XDocument.Parse(svg);
            Assert.DoesNotContain("NaN", svg);
            Assert.DoesNotContain("∞", svg);
        }
    }

    [Fact]
    public void The_same_chart_is_the_same_text() => Assert.Equal(LineChartSvg.Render(s_line), LineChartSvg.Render(s_line));

    [Theory]
    [InlineData(300), InlineData(560), InlineData(1120)]
    public void No_two_texts_overlap_and_none_leaves_the_frame(double width)
    {
        var chart = s_line with { Width = width, Height = 380 };
        AssertReadable(LineChartSvg.Render(chart, standalone: true), width);
        AssertReadable(LineChartSvg.Render(chart with { Names = SeriesNames.Legend, X = new Axis { Max = 12_345_678 } }, standalone: true), width);
        AssertReadable(LineChartSvg.Render(chart with { X = Axis.Of("overthinks", "fine-tuned", "distilled", "reinforced"), Marks = [], Series = [new("a", [new(1, 0.1), new(2, 0.2), new(4, 0.3)])] }, standalone: true), width);
        AssertReadable(LineChartSvg.Render(chart with { X = new Axis { Log = true, Min = 1, Max = 20 }, Marks = [] }, standalone: true), width);
        AssertReadable(BarChartSvg.Render(new BarChart
        {
            Title = "Bars",
            Width = width,
            Categories = ["countdown", "arithmetic chains", "digit edits", "knights and knaves"],
            Y = new Axis { Format = NumberFormat.Percent },
            Series = [new("before", [new(0, 0.1), new(0, 0.2), new(0, 0.3), new(0, 0.1)]), new("after", [new(0, 0.9), new(0, 1, 0.99, 1), new(0, 0.3), new(0, 0.4)])],
        }, standalone: true), width);
    }

    [Fact]
    public void The_check_for_overlap_can_fail()
    {
        var canvas = new SvgCanvas();
        canvas.Text("tick", 10, 20, "some words");
        canvas.Text("tick", 40, 22, "other words");
        Assert.ThrowsAny<Exception>(() => AssertReadable(canvas.ToSvg(200, 100, "", standalone: false), 200));
    }

    [Fact]
    public void Names_at_line_ends_are_moved_apart_and_keep_their_order()
    {
        double[] rows = LineEndNames.Apart([50, 51, 52, 200], 10, 0, 220);
        Assert.Equal([41, 51, 61, 200], rows);
        Assert.Equal([0, 10, 20], LineEndNames.Apart([1, 1, 1], 10, 0, 100));
        Assert.Equal([80, 90, 100], LineEndNames.Apart([99, 99, 99], 10, 0, 100));
        Assert.Empty(LineEndNames.Apart([], 10, 0, 100));
    }

    [Fact]
    public void A_broken_line_is_drawn_in_its_pieces()
    {
        string svg = LineChartSvg.Render(s_line with { Series = [new("x", [new(0, 1), new(1, 2), new(2, double.NaN), new(3, 1), new(4, 2)])], Names = SeriesNames.None });
        Assert.Equal(2, Regex.Count(svg, "<path class=\"line\""));
    }

    // Boxes of all texts that are always visible (tips under the pointer are not drawn in files of their own).
    static void AssertReadable(string svg, double width)
    {
        var boxes = new List<(double X0, double Y0, double X1, double Y1, string Text)>();
        foreach (var text in XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text"))
        {
            double x = Number(text, "x"), y = Number(text, "y"), wide = ChartText.Width(text.Value, SizeOf(text), bold: false);
            double left = (string?)text.Attribute("text-anchor") switch { "middle" => x - wide / 2, "end" => x - wide, _ => x };
            boxes.Add((left, y - SizeOf(text) * 0.7, left + wide, y + 1, text.Value));
        }
        foreach (var box in boxes)
            Assert.True(box.X0 >= -1 && box.X1 <= width + 1, $"\"{box.Text}\" reaches from {box.X0} to {box.X1} in a frame of {width}");
        for (int i = 0; i < boxes.Count; i++)
            for (int j = 0; j < i; j++)
                Assert.False(boxes[i].X0 < boxes[j].X1 && boxes[j].X0 < boxes[i].X1 && boxes[i].Y0 < boxes[j].Y1 && boxes[j].Y0 < boxes[i].Y1,
                    $"\"{boxes[i].Text}\" and \"{boxes[j].Text}\" overlap at {boxes[i].X0}, {boxes[i].Y0}");
    }

    static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    static double SizeOf(XElement text) => ((string?)text.Attribute("class"))?.Split(' ')[0] switch
    {
        "title" => PlotFrame.TitleSize,
        "panel" => PlotFrame.PanelSize,
        "sub" => PlotFrame.SubtitleSize,
        "name" => PlotFrame.NameSize,
        _ => PlotFrame.TickSize,
    };
}
