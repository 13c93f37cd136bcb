// Colours that people with any form of colour vision can tell apart, for light and dark backgrounds.

using System.Globalization;
using System.Text;

namespace R1Sharp.App.Charts;

/// <summary>
/// The colours of charts, after Okabe and Ito, "Color Universal Design" (2008), without their yellow (too pale on white)
/// and lightened for dark backgrounds. Charts name them through CSS variables only, so that one document serves both.
/// </summary>
static class Palette
{
    static readonly string[] LightSeries = ["#0072B2", "#D55E00", "#00896B", "#B5579B", "#C98A00", "#3F9BD8", "#6B6B6B"];
    static readonly string[] DarkSeries = ["#58AEEB", "#FF9350", "#35CBA0", "#E59ACB", "#F0BE55", "#A6D8FA", "#A8A8A8"];

    /// <summary>Number of colours; indices beyond it begin again.</summary>
    public static int Count => LightSeries.Length;

    /// <summary>The CSS value of colour <paramref name="index"/>.</summary>
    public static string Series(int index) => $"var(--s{index % Count})";

    /// <summary>The style that tells line <paramref name="index"/> from those of the same colour: solid, then dashed, then dotted.</summary>
    public static LineStyle Style(int index) => (LineStyle)(index / Count % Enum.GetValues<LineStyle>().Length);

    /// <summary>The CSS variables of both themes: light by default, dark by the reader's preference or by data-theme.</summary>
    /// <param name="scope">The selector that carries them, e.g. ":root" or "svg".</param>
    /// <param name="followsAttribute">Whether data-theme="light" or "dark" on the scope overrides the preference.</param>
    public static string Css(string scope, bool followsAttribute = false)
    {
        string light = Variables(LightSeries, "#ffffff", "#1c2128", "#59636e", "#d9dee4", "#aeb6bf");
        string dark = Variables(DarkSeries, "#0f141a", "#e8edf2", "#98a4b0", "#2a323b", "#4c5763");
        string unlessLight = followsAttribute ? scope + ":not([data-theme=light])" : scope;
        var css = new StringBuilder();
        css.Append(scope).Append('{').Append(light).Append("}\n");
        css.Append("@media (prefers-color-scheme:dark){").Append(unlessLight).Append('{').Append(dark).Append("}}\n");
        if (followsAttribute)
            css.Append(scope).Append("[data-theme=dark]{").Append(dark).Append("}\n");
        return css.ToString();
    }

    static string Variables(string[] series, string paper, string ink, string quiet, string grid, string axis)
    {
        var css = new StringBuilder();
        css.Append("--paper:").Append(paper).Append(";--ink:").Append(ink).Append(";--quiet:").Append(quiet);
        css.Append(";--grid:").Append(grid).Append(";--axis:").Append(axis);
        for (int i = 0; i < series.Length; i++)
            css.Append(CultureInfo.InvariantCulture, $";--s{i}:{series[i]}");
        return css.ToString();
    }
}
