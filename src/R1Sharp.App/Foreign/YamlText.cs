// Maps, lists and single values as YAML that a person would write.

using System.Collections;
using System.Globalization;
using System.Text;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Foreign;

/// <summary>Keys in their order; a null is not written.</summary>
sealed class YamlMap : List<(string Key, object? Value)>
{
    /// <summary>Adds a key, so that maps are written as collections.</summary>
    public void Add(string key, object? value) => Add((key, value));
}

/// <summary>Writes YAML.</summary>
static class YamlText
{
    /// <summary>"off": a null that is written.</summary>
    public static readonly object Null = new();

    /// <summary>The text of a map.</summary>
    public static string Of(YamlMap map)
    {
        var text = new StringBuilder();
        Write(text, map, 0);
        return text.ToString();
    }

    /// <summary>A map of settings with plain values, as it is written.</summary>
    public static YamlMap Map(SettingsMap map) => (YamlMap)Plain(SettingsText.Plain(map));

    static object Plain(object? value) => value switch
    {
        Dictionary<string, object?> map => Mapped(map),
        List<object?> list => list.Select(Plain).ToList(),
        _ => value ?? Null,
    };

    static YamlMap Mapped(Dictionary<string, object?> map)
    {
        var mapped = new YamlMap();
        foreach (var (key, value) in map)
            mapped.Add(key, Plain(value));
        return mapped;
    }

    static void Write(StringBuilder text, YamlMap map, int indent, bool isFirstInline = false)
    {
        foreach (var (key, value) in map.Where(e => e.Value is not null))
        {
            text.Append(' ', isFirstInline ? 0 : indent).Append(key).Append(':');
            isFirstInline = false;
            switch (value)
            {
                case YamlMap empty when empty.TrueForAll(e => e.Value is null):
                    text.Append(" {}\n");
                    break;
                case YamlMap inner:
                    text.Append('\n');
                    Write(text, inner, indent + 2);
                    break;
                case IList list when value is not string:
                    text.Append('\n');
                    foreach (object? item in list)
                        Item(text, item!, indent + 2);
                    break;
                default:
                    text.Append(' ').Append(Scalar(value!)).Append('\n');
                    break;
            }
        }
    }

    static void Item(StringBuilder text, object item, int indent)
    {
        text.Append(' ', indent).Append("- ");
        if (item is YamlMap map)
            Write(text, map, indent + 2, isFirstInline: true);
        else
            text.Append(Scalar(item)).Append('\n');
    }

    static string Scalar(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        string text => IsBare(text) ? text : Quoted(text),
        _ => "null",
    };

    static bool IsBare(string text) => text.Length > 0 && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/' or '.')
        && ForeignSettings.TruthOf(text) is null && text is not ("null" or "nan" or "inf");

    static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\ufeff' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }
}
