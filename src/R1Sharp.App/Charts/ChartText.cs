// Words and numbers in a chart: how a number is written, and how wide a text will be.

using System.Globalization;
using System.Text;

namespace R1Sharp.App.Charts;

/// <summary>Numbers as text, and the measure of text, without asking a font: the same on every machine.</summary>
static class ChartText
{
    /// <summary>A number as written at a tick.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">How numbers of this axis are written.</param>
    /// <param name="step">Distance of the ticks, which decides the number of decimals.</param>
    public static string Tick(double value, NumberFormat format, double step)
    {
        if (format == NumberFormat.Percent)
            return Decimals(value * 100, step * 100) + "%";
        double size = Math.Abs(value);
        return size >= 1e6 ? Decimals(value / 1e6, step / 1e6) + "M"
            : size >= 10_000 ? Decimals(value / 1e3, step / 1e3) + "k"
            : size > 0 && size < 1e-3 ? value.ToString("0.#e0", CultureInfo.InvariantCulture)
            : Decimals(value, step);
    }

    /// <summary>A number with three significant digits, as written in a label, a tip or a table.</summary>
    public static string Value(double value, NumberFormat format)
    {
        if (!double.IsFinite(value))
            return "–";
        if (format == NumberFormat.Percent)
            return (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%";
        double size = Math.Abs(value);
        string pattern = size >= 100 || (size >= 1 && value == Math.Floor(value)) ? "0" : size >= 10 ? "0.0" : size >= 1 ? "0.00"
            : size >= 0.001 ? "0." + new string('#', 2 - (int)Math.Floor(Math.Log10(size))) : "0.##e0";
        return size >= 1e6 ? (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M"
            : size >= 10_000 ? (value / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k"
            : value == 0 ? "0" : value.ToString(pattern, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Estimated width in pixels of a text in a sans-serif font: the widths of Helvetica and a tenth more, so that what is
    /// placed by them does not touch in wider fonts either.
    /// </summary>
    public static double Width(string text, double fontSize, bool bold = false)
    {
        double em = 0;
        foreach (var rune in text.EnumerateRunes())
            em += Em(rune);
        return em * fontSize * (bold ? 1.2 : 1.1);
    }

    /// <summary>Breaks a text at spaces into lines no wider than <paramref name="width"/>; a longer word stands alone.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width, double fontSize, bool bold = false)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && Width(line + " " + word, fontSize, bold) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        if (line.Length > 0)
            lines.Add(line.ToString());
        return lines;
    }

    /// <summary>The text itself, or its beginning and an ellipsis where it is wider than allowed.</summary>
    public static string Shorten(string text, double width, double fontSize)
    {
        if (Width(text, fontSize) <= width)
            return text;
        int length = text.Length;
        while (length > 1 && Width(text[..length] + "…", fontSize) > width)
            length--;
        return text[..length].TrimEnd() + "…";
    }

    static string Decimals(double value, double step)
    {
        int digits = 0;
        for (double rest = step; digits < 8 && Math.Abs(rest - Math.Round(rest)) > 1e-6 * rest; digits++)
            rest *= 10;
        return value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    static double Em(Rune rune)
    {
        int c = rune.Value;
        if (c >= 0x2E80)
            return 1;
        return (char)c switch
        {
            'i' or 'j' or 'l' or '\'' or '|' => 0.23,
            ' ' or '.' or ',' or ':' or ';' or '!' or 't' or 'f' or 'I' or '/' or '·' => 0.29,
            'r' or '(' or ')' or '-' or '[' or ']' or '"' => 0.35,
            'm' or 'w' or 'M' or '%' or '@' or '—' or '…' => 0.88,
            'W' => 0.95,
            >= 'A' and <= 'Z' => 0.69,
            '+' or '=' or '<' or '>' or '→' or '±' or '×' => 0.6,
            's' or 'c' or 'k' or 'v' or 'x' or 'y' or 'z' => 0.5,
            _ => 0.56,
        };
    }
}
