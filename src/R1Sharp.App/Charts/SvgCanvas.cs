// Writes SVG elements as text: invariant numbers with at most two decimals, escaped texts, nothing else.

using System.Globalization;
using System.Net;
using System.Text;

namespace R1Sharp.App.Charts;

/// <summary>The text of an SVG drawing as it grows.</summary>
sealed class SvgCanvas
{
    readonly StringBuilder _text = new();

    /// <summary>What a stylesheet must say for the classes that charts use; colours are the variables of <see cref="Palette"/>.</summary>
    public const string Css =
        """
        .chart{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI","Helvetica Neue",Helvetica,Arial,sans-serif;font-size:11px}
        .chart text{fill:var(--quiet)}
        .chart .title{fill:var(--ink);font-size:15px;font-weight:650}
        .chart .panel{fill:var(--ink);font-size:12.5px;font-weight:650}
        .chart .name{fill:var(--ink);font-size:11.5px}
        .chart .value{fill:var(--ink);font-size:10.5px}
        .chart .sub{font-size:12px}
        .chart .tick{font-variant-numeric:tabular-nums}
        .chart .halo{paint-order:stroke;stroke:var(--paper);stroke-width:3px;stroke-linejoin:round}
        .chart .grid{stroke:var(--grid)}
        .chart .axis{stroke:var(--axis)}
        .chart .mark{stroke:var(--axis);stroke-dasharray:3 3}
        .chart .line{fill:none;stroke-width:2.1;stroke-linejoin:round;stroke-linecap:round}
        .chart .faint{stroke-width:1;opacity:.3}
        .chart .band{opacity:.17;stroke:none}
        .chart .dot{stroke:var(--paper);stroke-width:1.3}
        .chart .whisker{stroke:var(--ink);opacity:.6;fill:none}
        .chart .at .tip{opacity:0;pointer-events:none}
        .chart .at:hover .tip{opacity:1}
        .chart .tip rect{fill:var(--paper);stroke:var(--axis)}
        .chart .tip line{stroke:var(--axis)}

        """;

    /// <summary>A number as SVG wants it.</summary>
    public static string Number(double value)
    {
        string text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>A text that may stand inside an element or an attribute.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Adds markup as it is.</summary>
    public SvgCanvas Raw(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>A straight line.</summary>
    public void Line(string @class, double x1, double y1, double x2, double y2) =>
        _text.Append(CultureInfo.InvariantCulture,
            $"<line class=\"{@class}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>\n");

    /// <summary>A path with a stroke or fill of its own, e.g. stroke="var(--s0)".</summary>
    public void Path(string @class, string data, string paint) =>
        _text.Append(CultureInfo.InvariantCulture, $"<path class=\"{@class}\" d=\"{data}\" {paint}/>\n");

    /// <summary>A filled circle.</summary>
    public void Circle(string @class, double x, double y, double radius, string fill) =>
        _text.Append(CultureInfo.InvariantCulture,
            $"<circle class=\"{@class}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\" fill=\"{fill}\"/>\n");

    /// <summary>A rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string paint) =>
        _text.Append(CultureInfo.InvariantCulture,
            $"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" {paint}/>\n");

    /// <summary>A text; the anchor is "start", "middle" or "end", the y coordinate is that of the baseline.</summary>
    public void Text(string @class, double x, double y, string text, string anchor = "start")
    {
        string where = anchor == "start" ? "" : $" text-anchor=\"{anchor}\"";
        _text.Append(CultureInfo.InvariantCulture, $"<text class=\"{@class}\" x=\"{Number(x)}\" y=\"{Number(y)}\"{where}>{Escape(text)}</text>\n");
    }

    /// <summary>The finished drawing.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="label">What a screen reader says.</param>
    /// <param name="standalone">
    /// Whether it is a file of its own: it then carries its stylesheet and a background; inside a page the page has both.
    /// </param>
    public string ToSvg(double width, double height, string label, bool standalone)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" aria-label=\"{Escape(label)}\" ");
        svg.Append(CultureInfo.InvariantCulture, $"viewBox=\"0 0 {Number(width)} {Number(height)}\" width=\"{Number(width)}\" height=\"{Number(height)}\">\n");
        if (standalone)
            svg.Append("<style>").Append(Palette.Css("svg")).Append(Css).Append("</style>\n")
                .Append("<rect width=\"100%\" height=\"100%\" rx=\"8\" style=\"fill:var(--paper)\"/>\n");
        return svg.Append(_text).Append("</svg>\n").ToString();
    }
}
