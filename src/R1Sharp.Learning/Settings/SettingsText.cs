// Single values as text: strings, numbers, truth values and enumerations, refusing whatever is not exactly that. Culture changes nothing.

using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Settings;

/// <summary>Reads and writes single values.</summary>
static partial class SettingsText
{
    /// <summary>Whether values of this type are written as scalars.</summary>
    public static bool IsScalar(Type type) => type.IsEnum || Type.GetTypeCode(type) is TypeCode.String or TypeCode.Boolean
        or TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double;

    /// <summary>The value of a scalar.</summary>
    /// <param name="scalar">What was written.</param>
    /// <param name="type">One of those that <see cref="IsScalar"/> names.</param>
    /// <param name="key">The key's name for messages.</param>
    /// <param name="choices">Allowed words; empty allows all.</param>
    /// <param name="range">" from 1 to 5", for messages; empty where all is allowed.</param>
    public static object Convert(SettingsScalar scalar, Type type, string key, IReadOnlyList<string> choices, string range = "")
    {
        if (choices.Count > 0)
            return Choice(scalar, type, key, choices);
        if (type == typeof(string))
            return scalar.IsLiteral ? throw scalar.Place.Error($"'{key}' needs a text, but this is {scalar.Text}.") : scalar.Text;
        if (!scalar.IsPlain)
            throw scalar.Place.Error($"'{key}' needs {Describe(type)}{range}; take the quotes off \"{scalar.Text}\".");
        object? value = type == typeof(bool) ? scalar.Text switch { "true" => true, "false" => false, _ => null } : Number(Digits(scalar.Text), type);
        return value ?? throw scalar.Place.Error($"'{key}' needs {Describe(type)}{range}, but this is '{scalar.Text}'.");
    }

    /// <summary>The number of a text, without spaces and thousands separators; null where it is none of this type.</summary>
    public static object? Number(string text, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => int.TryParse(text, Whole, CultureInfo.InvariantCulture, out int number) ? number : null,
        TypeCode.Int64 => long.TryParse(text, Whole, CultureInfo.InvariantCulture, out long number) ? number : null,
        TypeCode.UInt64 => ulong.TryParse(text, Whole, CultureInfo.InvariantCulture, out ulong number) && !text.StartsWith('-') ? number : null,
        TypeCode.Double => double.TryParse(text, Real, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null,
        _ => throw new NotSupportedException($"no numbers of the type {type.Name} are read here"),
    };

    /// <summary>What a type is called in messages.</summary>
    public static string Describe(Type type) => type.IsEnum ? $"one of {string.Join(", ", ChoicesOf(type))}" : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.UInt64 => "a whole number from 0",
        TypeCode.Double => "a number",
        TypeCode.String => "a text",
        _ when type == typeof(object) => "a value",
        _ when type.IsGenericType => "a list",
        _ => "a map of keys and values",
    };

    /// <summary>What a node says where no type is asked for: a text, a number (double), a truth value, null, a list or a map of such.</summary>
    public static object? Plain(SettingsNode node) => node switch
    {
        SettingsList list => list.Items.Select(Plain).ToList(),
        SettingsMap map => map.Entries.ToDictionary(e => e.Key, e => Plain(e.Value)),
        SettingsScalar { IsNull: true } => null,
        SettingsScalar { IsPlain: true, Text: "true" or "false" } truth => truth.Text == "true",
        SettingsScalar { IsPlain: true } plain when Number(Digits(plain.Text), typeof(double)) is { } number => number,
        SettingsScalar scalar => scalar.Text,
        _ => null,
    };

    /// <summary>An enumeration's value as written: R1Paper → r1-paper.</summary>
    public static string Write(Enum value) => SnakeCase(value.ToString()).Replace('_', '-');

    /// <summary>The words of an enumeration.</summary>
    public static string[] ChoicesOf(Type type) => [.. Enum.GetValues(type).Cast<Enum>().Select(Write)];

    /// <summary>KeyValueHeadCount → key_value_head_count; R1Paper → r1_paper.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    static object Choice(SettingsScalar scalar, Type type, string key, IReadOnlyList<string> choices)
    {
        string wanted = type.IsEnum ? scalar.Text.Replace('_', '-') : scalar.Text;
        int at = choices.ToList().IndexOf(wanted);
        return at < 0 ? throw scalar.Place.Error($"'{key}' cannot be '{scalar.Text}'{NearestName.Hint(wanted, [.. choices])}")
            : type.IsEnum ? ((IList)Enum.GetValues(type))[at]! : wanted;
    }

    // 1_000 is a thousand.
    static string Digits(string text) => UnderscoreBetweenDigits().Replace(text, "");

    [GeneratedRegex(@"(?<=\d)_(?=\d)")] private static partial Regex UnderscoreBetweenDigits();
}
