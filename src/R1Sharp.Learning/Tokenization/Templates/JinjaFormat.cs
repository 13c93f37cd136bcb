// Python's two ways to put values into a text: "%s" % value and "{}".format(value).

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Formatting of values. Conversions that are not known are errors that name them.</summary>
internal static class JinjaFormat
{
    /// <summary>How a value is to be written.</summary>
    sealed record Spec
    {
        public char Type { get; init; }

        public char Fill { get; init; } = ' ';

        // '<', '>', '^', '=' or, where none is given, '\0'.
        public char Align { get; init; }

        public char Sign { get; init; } = '-';

        public bool Grouped { get; init; }

        public int Width { get; init; }

        public int? Precision { get; init; }
    }

    /// <summary><c>format % values</c>, where values is a tuple, a mapping, or one value.</summary>
    public static string Percent(string format, object? values, JinjaRun run)
    {
        var text = new StringBuilder();
        var positional = values as JinjaTuple ?? new JinjaTuple(values);
        int used = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%') text.Append(format[i]);
            else if (i + 1 < format.Length && format[i + 1] == '%') text.Append(format[++i]);
            else
            {
                i++;
                string? name = ReadName(format, ref i);
                var spec = ReadPercentSpec(format, ref i);
                object? value = name is not null ? Entry(values, name)
                    : used < positional.Count ? positional[used++] : throw new TemplateException("'%' has fewer values than places");
                text.Append(Write(value, spec, run));
            }
            if (text.Length > JinjaRun.LongestText) run.SpendText(text.Length);
        }
        return used == positional.Count || values is JinjaMapping or JinjaUndefined ? text.ToString()
            : throw new TemplateException("'%' has more values than places");
    }

    /// <summary><c>format.format(values)</c></summary>
    public static string Braces(string format, JinjaArguments call)
    {
        var text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < format.Length; i++)
        {
            char c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c) text.Append(format[i++]);
            else if (c == '{')
            {
                int end = format.IndexOf('}', i);
                if (end < 0) throw new TemplateException("'format' has a '{' without a '}'");
                text.Append(Field(format[(i + 1)..end], ref next, call));
                i = end;
            }
            else if (c == '}') throw new TemplateException("'format' has a '}' without a '{'");
            else text.Append(c);
            if (text.Length > JinjaRun.LongestText) call.Run.SpendText(text.Length);
        }
        return text.ToString();
    }

    static string Field(string field, ref int next, JinjaArguments call)
    {
        int colon = field.IndexOf(':');
        var spec = colon < 0 ? new Spec() : ReadBraceSpec(field[(colon + 1)..]);
        string name = colon < 0 ? field : field[..colon];
        bool isQuoted = name.EndsWith("!r", StringComparison.Ordinal);
        if (isQuoted || name.EndsWith("!s", StringComparison.Ordinal)) name = name[..^2];
        object? value;
        int index = -1;
        if (name.Length == 0 || int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index))
        {
            // next is −1 as soon as a place has been numbered; Python does not allow both.
            if (name.Length == 0 ? next < 0 : next > 0) throw new TemplateException("'format' numbers some of its places and not others");
            if (name.Length == 0) index = next++;
            else next = -1;
            value = index < call.Positional.Count ? call.Positional[index] : throw new TemplateException($"'format' has no value {index}");
        }
        else if (!call.Named.TryGetValue(name, out value)) throw new TemplateException($"'format' has no value '{name}'");
        return Write(isQuoted ? JinjaText.Representation(value, call.Run) : value, spec, call.Run);
    }

    static string? ReadName(string format, ref int i)
    {
        if (i >= format.Length || format[i] != '(') return null;
        int end = format.IndexOf(')', i);
        if (end < 0) throw new TemplateException("'%' has a '(' without a ')'");
        string name = format[(i + 1)..end];
        i = end + 1;
        return name;
    }

    static object? Entry(object? values, string name) => values is JinjaMapping mapping && mapping.TryGetValue(name, out var value)
        ? value : throw new TemplateException($"'%' has no value '{name}'");

    static Spec ReadPercentSpec(string format, ref int i)
    {
        var spec = new Spec { Align = '>' };
        for (; i < format.Length && format[i] is '-' or '0' or '+' or ' '; i++)
            spec = format[i] switch
            {
                '-' => spec with { Align = '<' },
                '0' => spec with { Fill = '0', Align = spec.Align == '<' ? '<' : '=' },
                var sign => spec with { Sign = sign },
            };
        spec = spec with { Width = ReadNumber(format, ref i) ?? 0 };
        if (i < format.Length && format[i] == '.')
        {
            i++;
            spec = spec with { Precision = ReadNumber(format, ref i) ?? 0 };
        }
        return i < format.Length ? spec with { Type = format[i] } : throw new TemplateException("'%' stands at the end of a format");
    }

    static Spec ReadBraceSpec(string format)
    {
        var spec = new Spec();
        int i = 0;
        if (format.Length > 1 && format[1] is '<' or '>' or '^' or '=') spec = spec with { Fill = format[i++] };
        if (i < format.Length && format[i] is '<' or '>' or '^' or '=') spec = spec with { Align = format[i++] };
        if (i < format.Length && format[i] is '+' or '-' or ' ') spec = spec with { Sign = format[i++] };
        if (i < format.Length && format[i] == '0')
        {
            i++;
            if (spec.Align == '\0') spec = spec with { Fill = '0', Align = '=' };
        }
        spec = spec with { Width = ReadNumber(format, ref i) ?? 0 };
        if (i < format.Length && format[i] == ',')
        {
            i++;
            spec = spec with { Grouped = true };
        }
        if (i < format.Length && format[i] == '.')
        {
            i++;
            spec = spec with { Precision = ReadNumber(format, ref i) ?? 0 };
        }
        if (i < format.Length) spec = spec with { Type = format[i++] };
        return i == format.Length ? spec : throw new TemplateException($"the format '{format}' is not understood");
    }

    static int? ReadNumber(string format, ref int i)
    {
        int start = i;
        while (i < format.Length && char.IsAsciiDigit(format[i])) i++;
        if (i == start) return null;
        return int.TryParse(format.AsSpan(start..i), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw new TemplateException("a width of a format is too large");
    }

    static string Write(object? value, Spec spec, JinjaRun run)
    {
        run.SpendText((long)spec.Width + (spec.Precision ?? 0));
        run.Spend(1);
        bool isNumber = JinjaComparison.IsNumber(value) && spec.Type is not ('s' or 'r');
        string body = spec.Type switch
        {
            'r' => JinjaText.Representation(value, run),
            's' => Cut(JinjaText.Of(value, run), spec),
            'd' or 'i' or 'u' => Signed(Whole(value, spec), spec),
            'x' => Signed(Whole(value, spec), spec, "x"),
            'X' => Signed(Whole(value, spec), spec, "X"),
            'f' or 'F' => Fixed(value, spec, spec.Precision ?? 6),
            '%' => Fixed(JinjaComparison.ToDouble(Number(value, spec)) * 100, spec, spec.Precision ?? 6) + "%",
            '\0' when value is double && spec.Precision is not null => throw Unknown('g'),
            '\0' when value is long => Signed((long)value, spec),
            '\0' => Cut(JinjaText.Of(value, run), spec),
            _ => throw Unknown(spec.Type),
        };
        return Pad(body, spec, spec.Align == '\0' ? (isNumber ? '>' : '<') : spec.Align);
    }

    static string Cut(string text, Spec spec) => spec.Precision is { } most && most < text.Length ? text[..most] : text;

    static object Number(object? value, Spec spec) => JinjaComparison.IsNumber(value) ? value!
        : throw new TemplateException($"the format '{spec.Type}' needs a number, not {JinjaText.TypeName(value)}");

    static long Whole(object? value, Spec spec) => Number(value, spec) is not double number ? JinjaComparison.ToLong(value)
        : Math.Abs(number) < 9e18 ? (long)number : throw new TemplateException("a number is too large");

    static string Signed(long number, Spec spec, string format = "")
    {
        string digits = (number < 0 ? 1 + (ulong)~number : (ulong)number)
            .ToString(format.Length > 0 ? format : spec.Grouped ? "#,##0" : "0", CultureInfo.InvariantCulture);
        return Sign(number < 0, spec) + (format.Length > 0 ? digits.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0" : digits);
    }

    static string Fixed(object? value, Spec spec, int decimals)
    {
        double number = JinjaComparison.ToDouble(Number(value, spec));
        if (decimals > 100) throw new TemplateException("a precision of a format is too large");
        return Sign(number < 0, spec) + Math.Abs(number).ToString((spec.Grouped ? "N" : "F") + decimals, CultureInfo.InvariantCulture);
    }

    static string Sign(bool isNegative, Spec spec) => isNegative ? "-" : spec.Sign == '-' ? "" : spec.Sign.ToString();

    static string Pad(string text, Spec spec, char align)
    {
        int missing = spec.Width - (int)JinjaStrings.Length(text);
        if (missing <= 0) return text;
        int left = align switch { '<' => 0, '^' => missing / 2, _ => missing };
        int signLength = align == '=' && text is ['-' or '+' or ' ', ..] ? 1 : 0;
        return text[..signLength] + new string(spec.Fill, left) + text[signLength..] + new string(spec.Fill, missing - left);
    }

    static TemplateException Unknown(char type) => new($"the conversion '{type}' of a format is not supported");
}
