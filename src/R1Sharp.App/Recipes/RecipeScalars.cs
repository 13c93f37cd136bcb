// Single values: text → string, number, truth value or enumeration, refusing whatever is not exactly that.

using System.Globalization;
using System.Text.RegularExpressions;

namespace R1Sharp.App.Recipes;

/// <summary>Converts scalars to the types that records have.</summary>
public static partial class RecipeScalars
{
    /// <summary>Whether values of this type are written as scalars.</summary>
    public static bool IsScalar(Type type) => type.IsEnum || Type.GetTypeCode(type) is TypeCode.String or TypeCode.Boolean
        or TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double;

    /// <summary>The value of a scalar.</summary>
    /// <param name="scalar">What was written.</param>
    /// <param name="type">One of those that <see cref="IsScalar"/> names.</param>
    /// <param name="key">The key's name for messages.</param>
    public static object Convert(RecipeScalar scalar, Type type, string key)
    {
        if (type == typeof(string))
            return CheckVariables(scalar);
        if (type.IsEnum)
            return Choice(scalar, type, key);
        if (!scalar.IsPlain)
            throw scalar.Place.Error($"'{key}' needs {Describe(type)}; take the quotes off \"{scalar.Text}\".");
        var digits = UnderscoreBetweenDigits().Replace(scalar.Text, "");
        object? value = Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => scalar.Text switch { "true" => true, "false" => false, _ => null },
            TypeCode.Int32 => int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int i) ? i : null,
            TypeCode.Int64 => long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long l) ? l : null,
            TypeCode.UInt64 => ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong u) ? u : null,
            _ => double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) && double.IsFinite(d) ? d : null,
        };
        return value ?? throw scalar.Place.Error($"'{key}' needs {Describe(type)}, but this is '{scalar.Text}'.");
    }

    /// <summary>What a type is called in messages.</summary>
    public static string Describe(Type type) => type.IsEnum ? $"one of {string.Join(", ", Choices(type))}" : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 or TypeCode.Int64 => "a whole number",
        TypeCode.UInt64 => "a whole number from 0",
        TypeCode.Double => "a number",
        TypeCode.String => "a text",
        _ when type.IsGenericType => "a list",
        _ => "a map of keys and values",
    };

    /// <summary>What a node says where no type is asked for: a text, a number (double), a truth value, null, a list or a map of such.</summary>
    public static object? Plain(RecipeNode node) => node switch
    {
        RecipeList list => list.Items.Select(Plain).ToList(),
        RecipeMap map => map.Entries.ToDictionary(e => e.Key, e => Plain(e.Value)),
        RecipeScalar { IsNull: true } => null,
        RecipeScalar { IsPlain: true, Text: "true" or "false" } truth => truth.Text == "true",
        RecipeScalar { IsPlain: true } plain when double.TryParse(UnderscoreBetweenDigits().Replace(plain.Text, ""), NumberStyles.Float, CultureInfo.InvariantCulture, out double d) && double.IsFinite(d) => d,
        RecipeScalar scalar => CheckVariables(scalar),
        _ => null,
    };

    /// <summary>An enumeration's value as written in YAML: R1Paper → r1-paper.</summary>
    public static string Write(Enum value) => RecipeShape.SnakeCase(value.ToString()).Replace('_', '-');

    /// <summary>Replaces ${NAME} by environment variables; R1SHARP_SHARED is ../shared where it is not set.</summary>
    public static string Expand(string text) => Variable().Replace(text, m => Lookup(m.Groups[1].Value) ?? m.Value);

    static string? Lookup(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : name == "R1SHARP_SHARED" ? "../shared" : null;

    // The text is kept as written, so that a resolved recipe is right on another machine; here is the place to point at.
    static string CheckVariables(RecipeScalar scalar)
    {
        foreach (Match m in Variable().Matches(scalar.Text))
            if (Lookup(m.Groups[1].Value) is null)
                throw scalar.Place.Error($"the environment variable {m.Groups[1].Value} is not set.");
        return scalar.Text;
    }

    static object Choice(RecipeScalar scalar, Type type, string key)
    {
        var wanted = scalar.Text.Replace('_', '-');
        foreach (Enum value in Enum.GetValues(type))
            if (Write(value) == wanted)
                return value;
        throw scalar.Place.Error($"'{key}' cannot be '{scalar.Text}'{NearestKey.Hint(wanted, Choices(type))}");
    }

    static string[] Choices(Type type) => [.. Enum.GetValues(type).Cast<Enum>().Select(Write)];

    [GeneratedRegex(@"(?<=\d)_(?=\d)")] private static partial Regex UnderscoreBetweenDigits();

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")] private static partial Regex Variable();
}
