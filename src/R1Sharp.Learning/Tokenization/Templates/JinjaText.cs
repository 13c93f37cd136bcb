// Values as text: how Python's str and repr write them.

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Texts of template values.</summary>
internal static class JinjaText
{
    /// <summary>What <c>{{ value }}</c> prints.</summary>
    public static string Of(object? value, JinjaRun run)
    {
        if (value is string text) return text;
        if (value is JinjaUndefined) return "";
        return Representation(value, run);
    }

    /// <summary>What Python's repr gives: texts in quotes.</summary>
    public static string Representation(object? value, JinjaRun run)
    {
        var builder = new StringBuilder();
        AppendRepresentation(builder, value, run);
        return builder.ToString();
    }

    /// <summary>A number as Python writes it: at least one decimal, the shortest digits that read back the same.</summary>
    public static string OfDouble(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        // .NET's shortest form has the digits; Python puts the exponent elsewhere: below 1e-4 and from 1e16 on.
        double size = Math.Abs(number);
        string shortest = number.ToString("R", CultureInfo.InvariantCulture);
        if (size == 0 || size is >= 1e-4 and < 1e16)
        {
            string plain = shortest.Contains('E') ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : shortest;
            return plain.Contains('.') ? plain : plain + ".0";
        }
        string[] parts = (shortest.Contains('E') ? shortest : number.ToString("0.################E+0", CultureInfo.InvariantCulture)).Split('E');
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    /// <summary>What kind of value it is, for messages.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "none",
        bool => "a truth value",
        long or double => "a number",
        string => "a text",
        JinjaList => "a list",
        JinjaTuple => "a tuple",
        JinjaMapping => "a mapping",
        JinjaUndefined => "an undefined value",
        JinjaNamespace => "a namespace",
        _ => "a function",
    };

    static void AppendRepresentation(StringBuilder builder, object? value, JinjaRun run)
    {
        run.Spend(1);
        if (builder.Length > JinjaRun.LongestText) run.SpendText(builder.Length);
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case null: builder.Append("None"); break;
            case bool truth: builder.Append(truth ? "True" : "False"); break;
            case long number: builder.Append(number); break;
            case double number: builder.Append(OfDouble(number)); break;
            case string text: AppendQuoted(builder, text); break;
            case JinjaUndefined: builder.Append("Undefined"); break;
            case JinjaTuple tuple: AppendItems(builder, tuple, '(', tuple.Count == 1 ? ",)" : ")", run); break;
            case JinjaList list: AppendItems(builder, list, '[', "]", run); break;
            case JinjaMapping mapping: AppendMapping(builder, mapping, run); break;
            case JinjaFunction function: builder.Append(CultureInfo.InvariantCulture, $"<function {function.Name}>"); break;
            default: builder.Append("<Namespace>"); break;
        }
    }

    static void AppendItems(StringBuilder builder, List<object?> items, char open, string close, JinjaRun run)
    {
        builder.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) builder.Append(", ");
            AppendRepresentation(builder, items[i], run);
        }
        builder.Append(close);
    }

    static void AppendMapping(StringBuilder builder, JinjaMapping mapping, JinjaRun run)
    {
        builder.Append('{');
        bool first = true;
        foreach (var (key, value) in mapping)
        {
            if (!first) builder.Append(", ");
            first = false;
            AppendQuoted(builder, key);
            builder.Append(": ");
            AppendRepresentation(builder, value, run);
        }
        builder.Append('}');
    }

    static void AppendQuoted(StringBuilder builder, string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        builder.Append(quote);
        foreach (char c in text)
            builder.Append(c switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\\' => @"\\",
                _ when c == quote => "\\" + c,
                < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        builder.Append(quote);
    }
}
