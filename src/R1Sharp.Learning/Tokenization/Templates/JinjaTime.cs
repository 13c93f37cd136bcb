// What strftime writes, in the C locale.

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Python's <c>strftime</c>.</summary>
internal static class JinjaTime
{
    // What strftime calls by a letter, .NET calls by a pattern.
    const string Directives = "YymdHIMSBbhAapfFTRDxX";

    static readonly string[] Patterns =
    [
        "yyyy", "yy", "MM", "dd", "HH", "hh", "mm", "ss", "MMMM", "MMM", "MMM", "dddd", "ddd", "tt", "ffffff", "yyyy-MM-dd", "HH:mm:ss", "HH:mm",
        "MM/dd/yy", "MM/dd/yy", "HH:mm:ss",
    ];

    /// <summary>A time in a format.</summary>
    /// <exception cref="TemplateException">The format has a directive that is not known.</exception>
    public static string Format(DateTime time, string format, JinjaRun run)
    {
        run.SpendText(8L * format.Length);
        var text = new StringBuilder();
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }
            bool unpadded = format[i + 1] == '-' && i + 2 < format.Length;
            i += unpadded ? 2 : 1;
            string part = Directive(time, format[i]);
            text.Append(unpadded ? part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0" : part);
        }
        return text.ToString();
    }

    static string Directive(DateTime time, char directive)
    {
        switch (directive)
        {
            case '%': return "%";
            case 'n': return "\n";
            case 't': return "\t";
            case 'e': return Number(time.Day, "").PadLeft(2);
            case 'j': return Number(time.DayOfYear, "000");
            case 'w': return Number((int)time.DayOfWeek, "");
            case 'u': return Number(((int)time.DayOfWeek + 6) % 7 + 1, "");
            case 'U': return Number((time.DayOfYear + 6 - (int)time.DayOfWeek) / 7, "00");
            case 'W': return Number((time.DayOfYear + 6 - ((int)time.DayOfWeek + 6) % 7) / 7, "00");
            case 'V': return Number(ISOWeek.GetWeekOfYear(time), "00");
            case 'G': return Number(ISOWeek.GetYear(time), "");
            // The time has no zone, as Python's own now() has none.
            case 'z' or 'Z': return "";
            // .NET has no pattern for a day padded with a blank.
            case 'c':
                return time.ToString("ddd MMM ", CultureInfo.InvariantCulture) + Directive(time, 'e')
                + time.ToString(" HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        }
        int known = Directives.IndexOf(directive);
        return known >= 0 ? time.ToString(Patterns[known], CultureInfo.InvariantCulture)
            : throw new TemplateException($"'strftime_now' knows no %{directive}");
    }

    static string Number(int number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
