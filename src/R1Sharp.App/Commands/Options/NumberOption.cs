// Numbers on the command line: read the same on every machine, without thousands separators, and within a range. A number that
// is written in another way (0,6 or 1k) is refused rather than taken for another one.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Commands.Options;

/// <summary>An option whose value is one number, or several where <typeparamref name="T"/> is an array.</summary>
/// <typeparam name="T">int, long, ulong or double, where it may be left out with a question mark; or int[].</typeparam>
sealed class NumberOption<T> : Option<T>
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

    /// <summary>An option that fills a key of a record: the record says what may be given.</summary>
    /// <param name="name">The option's name with its dashes.</param>
    /// <param name="key">The key.</param>
    /// <param name="aliases">Other names.</param>
    public NumberOption(string name, SettingsKey key, params string[] aliases) : this(name, Bound(key.Range!.Minimum), Bound(key.Range.Maximum), aliases) { }

    /// <summary>The least value.</summary>
    public decimal Least { get; }

    /// <summary>The greatest value.</summary>
    public decimal Most { get; }

    static decimal Bound(object end) => Convert.ToDecimal(end, CultureInfo.InvariantCulture);

    T? Parse(ArgumentResult result)
    {
        var type = typeof(T).GetElementType() ?? Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        // Several may stand in one word, with commas between them.
        var words = result.Tokens.SelectMany(token => typeof(T).IsArray ? token.Value.Split(',') : [token.Value]);
        object?[] values = [.. words.Select(word => Number(result, word, type))];
        if (values.Contains(null))
            return default;
        return typeof(T).IsArray ? (T)(object)Array.ConvertAll(values, v => (int)v!) : (T)values[0]!;
    }

    // Null where the text is no such number; the sentence is left in the result.
    object? Number(ArgumentResult result, string text, Type type)
    {
        object? number = SettingsText.Number(text, type);
        if (number is null)
            result.AddError($"{Name} is '{text}', but must be {(type == typeof(double) ? "a number" : "a whole number")} between {Text(Least)} and "
                + $"{Text(Most)}{Hint(text, type)}");
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

    // What may have been meant.
    static string Hint(string text, Type type) => type == typeof(double) && text.Contains(',') && SettingsText.Number(text.Replace(',', '.'), type) is not null
        ? $" (a point, not a comma: {text.Replace(',', '.')})" : "";
}
