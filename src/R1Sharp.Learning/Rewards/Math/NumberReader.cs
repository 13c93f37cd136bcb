// Numbers as people and programs write them: 1,234,567.89  1 000  14{,}916  .5  3.  2.5e-7  0.1(6)  0.\overline{3}  0.333…  1.5万

using System.Globalization;
using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A number that was read.</summary>
/// <param name="Value">Its exact value.</param>
/// <param name="Decimals">Digits after the point; null where there is no point, or the digits repeat for ever.</param>
/// <param name="End">Where the text goes on.</param>
readonly record struct NumberRead(Rational Value, int? Decimals, int End);

/// <summary>Reads numbers.</summary>
/// <param name="decimalComma">Whether a comma is a decimal point.</param>
sealed class NumberReader(bool decimalComma)
{
    // Of thousands, beside the comma; "," and "\\!" together are one.
    static readonly string[] Separators = ["{,}\\!", "{,}", ",\\!", "{,\\!}", "\\!,\\!", "\\!{,}\\!", "\\!{,}", "\\!,", "\\,", "\\;", "\\:", "\\!",
        "\\ ", "~", " ", "'"];

    const int MostGroups = 12, LongestDigits = 2000, LargestExponent = 5000;

    /// <summary>Whether a comma between digits always separates members, as in the tuple (100,200).</summary>
    public bool CommasSeparate { get; set; }

    /// <summary>Reads the number that begins at an index, a digit or a point before one.</summary>
    /// <exception cref="OutOfFuelException">It is too long.</exception>
    public NumberRead Read(string text, int start, Fuel fuel)
    {
        int at = start;
        string whole = Whole(text, ref at);
        string decimals = "";
        bool hasPoint = at < text.Length && (text[at] == '.' || decimalComma && text[at] == ',') && IsPoint(text, at);
        if (hasPoint)
        {
            at++;
            int from = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            decimals = text[from..at];
        }
        if (whole.Length + decimals.Length > LongestDigits)
            throw new OutOfFuelException("a number has too many digits");
        fuel.Spend((whole.Length + decimals.Length) * (long)(1 + (whole.Length + decimals.Length) / 16));
        string repeating = hasPoint ? RepeatingDecimals.Read(text, ref at, ref decimals) : "";
        var value = Value(whole, decimals, repeating);
        int exponent = Exponent(text, ref at);
        value = Scaled(value, exponent) * Myriads(text, ref at);
        return new NumberRead(value, repeating.Length > 0 || !hasPoint ? null : Math.Max(0, decimals.Length - exponent), at);
    }

    // "5." is a number where something follows that goes on with it; a full stop is not part of the number.
    static bool IsPoint(string text, int at) =>
        at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || text[at + 1] is '/' or '*' || RepeatingDecimals.Begins(text, at + 1, mayBeBracket: at > 0));

    string Whole(string text, ref int at)
    {
        int from = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        string digits = text[from..at];
        if (digits.Length is 0 or > 3)
            return digits;
        if (DottedGroups(text, at) is var (grouped, last))
        {
            at = last;
            return digits + grouped;
        }
        int end = at;
        string all = digits;
        for (int groups = 0; Group(text, end) is { } next; groups++)
        {
            // So many groups are a list of numbers with three digits.
            if (groups == MostGroups)
                return digits;
            all += text.Substring(next - 3, 3);
            end = next;
        }
        // "10,100,1000" is a list: a group of another length follows.
        if (end == at || end < text.Length
            && (char.IsAsciiDigit(text[end]) || text[end] == ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]) && !decimalComma))
            return digits;
        at = end;
        return all;
    }

    // 1.234.567: two groups at least, since one is a decimal.
    static (string Digits, int End)? DottedGroups(string text, int at)
    {
        int end = at;
        string digits = "";
        while (end + 3 < text.Length && text[end] == '.' && !text.AsSpan(end + 1, 3).ContainsAnyExceptInRange('0', '9'))
        {
            digits += text.Substring(end + 1, 3);
            end += 4;
        }
        return digits.Length < 6 || end < text.Length
            && (char.IsAsciiDigit(text[end]) || text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])) ? null : (digits, end);
    }

    // A separator of thousands and three digits.
    int? Group(string text, int at)
    {
        int separator = Separator(text, at);
        if (separator == 0 || at + separator + 3 > text.Length)
            return null;
        for (int i = 0; i < 3; i++)
            if (!char.IsAsciiDigit(text[at + separator + i]))
                return null;
        int end = at + separator + 3;
        return end < text.Length && char.IsAsciiDigit(text[end]) ? null : end;
    }

    int Separator(string text, int at)
    {
        var rest = text.AsSpan(at);
        foreach (string separator in Separators)
            if (rest.StartsWith(separator))
                return separator == ",\\!" && rest.Length > 3 && rest[3] == ' ' ? 4 : separator.Length;
        if (rest.StartsWith(" {, }"))
            return 5;
        return !CommasSeparate && !decimalComma && rest.StartsWith(",") ? 1 : 0;
    }

    static Rational Value(string whole, string decimals, string repeating)
    {
        var head = BigInteger.Parse("0" + whole + decimals, CultureInfo.InvariantCulture);
        var scale = BigInteger.Pow(10, decimals.Length);
        if (repeating.Length == 0)
            return decimals.Length == 0 ? head : new Rational(head, scale);
        var nines = BigInteger.Pow(10, repeating.Length) - 1;
        return new Rational(head * nines + BigInteger.Parse(repeating, CultureInfo.InvariantCulture), scale * nines);
    }

    static int Exponent(string text, ref int at)
    {
        if (at + 1 >= text.Length || text[at] is not ('e' or 'E'))
            return 0;
        int i = at + 1, sign = 1;
        if (text[i] is '+' or '-')
            sign = text[i++] == '-' ? -1 : 1;
        int from = i;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
            i++;
        if (i == from || i < text.Length && char.IsAsciiLetter(text[i]))
            return 0;
        if (i - from > 4 || int.Parse(text.AsSpan(from, i - from), CultureInfo.InvariantCulture) is var size && size > LargestExponent)
            throw new OutOfFuelException("an exponent is too large");
        at = i;
        return sign * int.Parse(text.AsSpan(from, i - from), CultureInfo.InvariantCulture);
    }

    static Rational Scaled(Rational value, int exponent) => exponent == 0 ? value
        : exponent > 0 ? value * BigInteger.Pow(10, exponent) : value / BigInteger.Pow(10, -exponent);

    // 千米 and 千克 are units.
    static Rational Myriads(string text, ref int at)
    {
        Rational factor = 1;
        for (; at < text.Length; at++)
        {
            bool isUnit = at + 1 < text.Length && text[at + 1] is ('米' or '克' or '瓦' or '卡');
            int power = text[at] switch { '万' => 10_000, '亿' => 100_000_000, '千' when !isUnit => 1000, '百' => 100, _ => 0 };
            if (power == 0)
                return factor;
            factor *= power;
        }
        return factor;
    }
}
