// Decimal numbers compared to the last digit: 1.0 is 1, and 0.1 is not 0.10000000000000001.

using System.Numerics;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>A decimal number: digits · 10^exponent, the digits without zeros at the end.</summary>
readonly partial record struct ExactDecimal(bool IsNegative, string Digits, BigInteger Exponent)
{
    /// <summary>Whether these are lists of equal numbers.</summary>
    public static bool AreEqual(string[] left, string[] right) =>
        left.Length == right.Length && left.Zip(right).All(pair => Read(pair.First) is { } x && Read(pair.Second) is { } y && x == y);

    static ExactDecimal? Read(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
            return null;
        string whole = match.Groups["whole"].Value, part = match.Groups["part"].Value;
        string digits = (whole + part).TrimStart('0'), kept = digits.TrimEnd('0');
        if (kept.Length == 0)
            return new(false, "0", 0);
        var exponent = match.Groups["exponent"] is { Success: true } given ? BigInteger.Parse(given.Value, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        return new(match.Groups["sign"].Value == "-", kept, exponent - part.Length + (digits.Length - kept.Length));
    }

    [GeneratedRegex(@"^(?<sign>[-+]?)(?=\.?[0-9])(?<whole>[0-9]*)(?:\.(?<part>[0-9]*))?(?:[eE](?<exponent>[-+]?[0-9]{1,9}))?$")]
    private static partial Regex Form();
}
