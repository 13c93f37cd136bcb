// JSON in and out of templates.

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>
/// Values from JSON, and the filter <c>tojson</c> as transformers defines it for chat templates: Python's
/// <c>json.dumps</c> with non-ASCII characters as they are.
/// </summary>
internal static class JinjaJson
{
    /// <summary>A template's value of a JSON value. Whole numbers beyond 64 bits become floating-point numbers.</summary>
    public static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Mapping(element),
        JsonValueKind.Array => new JinjaList(element.EnumerateArray().Select(Value)),
        JsonValueKind.String => element.GetString(),
        // 1.0 is not 1: it prints differently.
        JsonValueKind.Number => element.TryGetInt64(out long number) && !element.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? (object)number
            : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The value as JSON.</summary>
    /// <param name="value">Anything but functions, namespaces and undefined values.</param>
    /// <param name="indent">Text of one level of indentation; null for a single line.</param>
    /// <param name="itemSeparator">Between items.</param>
    /// <param name="keySeparator">Between a key and its value.</param>
    /// <param name="sortKeys">Whether keys are written in ordinal order.</param>
    /// <param name="run">The rendering.</param>
    /// <param name="isAscii">Whether other characters are written as escapes.</param>
    public static string Write(
        object? value, string? indent, string itemSeparator, string keySeparator, bool sortKeys, JinjaRun run, bool isAscii = false)
    {
        var writer = new Writer(indent, itemSeparator, keySeparator, sortKeys, isAscii, run);
        writer.Write(value, 0);
        return writer.Text.ToString();
    }

    static JinjaMapping Mapping(JsonElement element)
    {
        var mapping = new JinjaMapping();
        foreach (var property in element.EnumerateObject()) mapping[property.Name] = Value(property.Value);
        return mapping;
    }

    sealed class Writer(string? indent, string itemSeparator, string keySeparator, bool sortKeys, bool isAscii, JinjaRun run)
    {
        public StringBuilder Text { get; } = new();

        public void Write(object? value, int level)
        {
            run.Spend(1);
            if (Text.Length > JinjaRun.LongestText) run.SpendText(Text.Length);
            RuntimeHelpers.EnsureSufficientExecutionStack();
            switch (value)
            {
                case null: Text.Append("null"); break;
                case bool truth: Text.Append(truth ? "true" : "false"); break;
                case long number: Text.Append(number.ToString(CultureInfo.InvariantCulture)); break;
                case double.NaN: Text.Append("NaN"); break;
                case double.PositiveInfinity: Text.Append("Infinity"); break;
                case double.NegativeInfinity: Text.Append("-Infinity"); break;
                case double number: Text.Append(JinjaText.OfDouble(number)); break;
                case string text: WriteText(text); break;
                case List<object?> items: WriteAll('[', items, (item, inner) => Write(item, inner), ']', level); break;
                case JinjaMapping mapping: WriteAll('{', Entries(mapping), WriteEntry, '}', level); break;
                case JinjaUndefined undefined: throw undefined.Error();
                default: throw new TemplateException($"{JinjaText.TypeName(value)} cannot be written as JSON");
            }
        }

        IReadOnlyCollection<KeyValuePair<string, object?>> Entries(JinjaMapping mapping) =>
            sortKeys ? [.. mapping.OrderBy(entry => entry.Key, StringComparer.Ordinal)] : [.. mapping];

        void WriteEntry(KeyValuePair<string, object?> entry, int level)
        {
            WriteText(entry.Key);
            Text.Append(keySeparator);
            Write(entry.Value, level);
        }

        void WriteAll<T>(char open, IReadOnlyCollection<T> items, Action<T, int> write, char close, int level)
        {
            Text.Append(open);
            bool first = true;
            foreach (var item in items)
            {
                if (!first) Text.Append(itemSeparator);
                first = false;
                NewLine(level + 1);
                write(item, level + 1);
            }
            if (!first) NewLine(level);
            Text.Append(close);
        }

        void NewLine(int level)
        {
            if (indent is null) return;
            run.SpendText((long)level * indent.Length);
            Text.Append('\n');
            for (int i = 0; i < level; i++) Text.Append(indent);
        }

        void WriteText(string text)
        {
            run.SpendText(text.Length);
            Text.Append('"');
            foreach (char c in text)
                _ = c switch
                {
                    '"' => Text.Append("\\\""),
                    '\\' => Text.Append(@"\\"),
                    '\n' => Text.Append("\\n"),
                    '\r' => Text.Append("\\r"),
                    '\t' => Text.Append("\\t"),
                    '\b' => Text.Append("\\b"),
                    '\f' => Text.Append("\\f"),
                    < ' ' => Text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    >= '\x80' when isAscii => Text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    _ => Text.Append(c),
                };
            Text.Append('"');
        }
    }
}
