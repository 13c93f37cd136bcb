// Records → YAML with every default filled in: what SettingsBinder reads back to the same record. Only options marked with
// [DefaultValue(null)] are left out where they are off.

using System.Collections;
using System.Globalization;
using System.Text;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>Writes records as YAML.</summary>
sealed class RecipeWriter
{
    readonly StringBuilder _text = new();

    /// <summary>The YAML of a record.</summary>
    public static string Write(object record)
    {
        var writer = new RecipeWriter();
        writer.Record(record, indent: 0);
        return writer._text.ToString();
    }

    void Record(object record, int indent)
    {
        foreach (var (name, value) in Entries(record))
        {
            _text.Append(' ', indent).Append(name).Append(':');
            Value(value, indent + 2);
        }
    }

    static IEnumerable<(string Name, object? Value)> Entries(object record)
    {
        var shape = SettingsShape.Of(record.GetType());
        var alone = shape.Keys.Where(k => (k.IsAlone || shape.NeedsExactlyOne) && k.Get(record) is not null).ToList();
        var keys = alone.Count > 0 ? alone : shape.Keys;
        var own = keys.Where(k => !IsLeftOut(k, record)).Select(k => (k.Name, k.Get(record)));
        if (shape.Open?.GetValue(record) is { } open)
            own = own.Concat(((IReadOnlyDictionary<string, object?>)open).Select(p => (p.Key, p.Value)));
        return alone.Count > 0 ? own : own.Concat(shape.Inlined.SelectMany(p => Entries(p.GetValue(record)!)));
    }

    // A key that came later, and is off, leaves the text, and with it the keys of stages, as it was.
    static bool IsLeftOut(SettingsKey key, object record) => key.IsSilentWhenOff && key.Get(record) is null;

    void Value(object? value, int indent)
    {
        if (value is null || SettingsText.IsScalar(value.GetType()))
            _text.Append(' ').Append(Scalar(value)).Append('\n');
        else if (value is List<object?> or Dictionary<string, object?>)
            _text.Append(' ').Append(Flow(value)).Append('\n');
        else if (value is IEnumerable list)
            List([.. list.Cast<object>()], indent);
        else if (!Entries(value).Any())
            _text.Append(" {}\n");
        else
        {
            _text.Append('\n');
            Record(value, indent);
        }
    }

    void List(List<object> items, int indent)
    {
        if (items.TrueForAll(i => SettingsText.IsScalar(i.GetType())))
        {
            _text.Append(" [").AppendJoin(", ", items.Select(Scalar)).Append("]\n");
            return;
        }
        _text.Append('\n');
        foreach (var item in items)
        {
            int start = _text.Length;
            Record(item, indent + 2);
            _text[start + indent] = '-';
        }
    }

    // Plain values of open keys: on one line.
    static string Flow(object? value) => value switch
    {
        List<object?> list => $"[{string.Join(", ", list.Select(Flow))}]",
        Dictionary<string, object?> map => $"{{{string.Join(", ", map.Select(p => $"{Quoted(p.Key)}: {Flow(p.Value)}"))}}}",
        _ => Scalar(value),
    };

    static string Scalar(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        Enum e => SettingsText.Write(e),
        string s => Quoted(s),
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    static string Quoted(string text)
    {
        bool plain = text.Length > 0 && char.IsLetter(text[0]) && text is not ("null" or "true" or "false")
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/');
        return plain ? text : '"' + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\t", "\\t").Replace("\r", "\\r") + '"';
    }
}
