// Numbers on the command line: read the same on every machine, without thousands separators, and within a range. A number that
// is written in another way (0,6 or 1k) is refused rather than taken for another one.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace R1Sharp.App.Commands;

/// <summary>An option whose value is one number, or several where <typeparamref name="T"/> is an array.</summary>
/// <typeparam name="T">int, long, ulong or double, where it may be left out with a question mark; or int[].</typeparam>
public sealed class NumberOption<T> : Option<T>
{
    /// <param name="name">The option's name with its dashes.</param>
    /// <param name="least">The least value.</param>
    /// <param name="most">The greatest value.</param>
    /// <param name="aliases">Other names.</param>
    public NumberOption(string name, decimal least, decimal most, params string[] aliases) : base(name, aliases)
    {
        (Least, Most) = (least, most);
        CustomParser = Parse;
    }

    /// <summary>The least value.</summary>
    public decimal Least { get; }

    /// <summary>The greatest value.</summary>
    public decimal Most { get; }

    T? Parse(ArgumentResult result)
    {
        var type = typeof(T).GetElementType() ?? Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        object?[] values = [.. result.Tokens.Select(token => Number(result, token.Value, type))];
        if (values.Contains(null))
            return default;
        return typeof(T).IsArray ? (T)(object)Array.ConvertAll(values, v => (int)v!) : (T)values[0]!;
    }

    // Null where the text is no such number; the sentence is left in the result.
    object? Number(ArgumentResult result, string text, Type type)
    {
        object? number = CommandLineNumber.Read(text, type);
        if (number is null)
            result.AddError($"{Name} is '{text}', but must be {CommandLineNumber.Describe(type)} between {Text(Least)} and {Text(Most)}{CommandLineNumber.Hint(text, type)}");
        else if (!IsWithin(number))
        {
            result.AddError($"{Name} is {Convert.ToString(number, CultureInfo.InvariantCulture)}, but must lie between {Text(Least)} and {Text(Most)}");
            return null;
        }
        return number;
    }

    // A double need not fit into a decimal.
    bool IsWithin(object number) => number is double real ? real >= (double)Least && real <= (double)Most
        : Convert.ToDecimal(number, CultureInfo.InvariantCulture) is var whole && whole >= Least && whole <= Most;

    static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Reads numbers.</summary>
static class CommandLineNumber
{
    const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The number of a text; null where the text is none of this type.</summary>
    public static object? Read(string text, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => int.TryParse(text, Whole, CultureInfo.InvariantCulture, out int number) ? number : null,
        TypeCode.Int64 => long.TryParse(text, Whole, CultureInfo.InvariantCulture, out long number) ? number : null,
        TypeCode.UInt64 => ulong.TryParse(text, Whole, CultureInfo.InvariantCulture, out ulong number) ? number : null,
        TypeCode.Double => double.TryParse(text, Real, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null,
        _ => throw new NotSupportedException($"no numbers of the type {type.Name} are read here"),
    };

    /// <summary>What is asked for.</summary>
    public static string Describe(Type type) => type == typeof(double) ? "a number" : "a whole number";

    /// <summary>What may have been meant.</summary>
    public static string Hint(string text, Type type) =>
        type == typeof(double) && text.Contains(',') && Read(text.Replace(',', '.'), type) is not null ? $" (a point, not a comma: {text.Replace(',', '.')})" : "";
}
