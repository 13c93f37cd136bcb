// Numbers in other bases: 204_5, 1A_{16}, 0xFF, 1011 (base 2).

using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Reads numbers written in other bases.</summary>
static partial class BaseNumbers
{
    /// <summary>A number of digits in a base from 2 to 36; null where the digits or the base do not fit.</summary>
    public static Expression? Read(string digits, int @base, Fuel fuel)
    {
        if (@base is < 2 or > 36 || digits.Length is 0 or > 500)
            return null;
        fuel.Spend(digits.Length * (long)(1 + digits.Length / 8));
        BigInteger value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToUpperInvariant(c) - 'A' + 10 : 99;
            if (digit >= @base)
                return null;
            value = value * @base + digit;
        }
        string canonical = digits.TrimStart('0').ToUpperInvariant();
        return @base == 10 ? Expression.Number(value) : Expression.Based($"{canonical}_{@base.ToString(CultureInfo.InvariantCulture)}", value);
    }

    /// <summary>The number that a whole answer is; null where it is none of these forms.</summary>
    public static Expression? ReadWhole(string answer, Fuel fuel)
    {
        if (answer.Length is < 3 or > 600 || !(answer.Contains('_') || answer.Contains('x') || answer.Contains('b')))
            return null;
        if (answer[0] != '(' && !char.IsAsciiHexDigit(answer[0]))
            return null;
        var match = Form().Match(answer);
        if (!match.Success)
            return null;
        if (match.Groups["prefix"].Success)
            return Read(match.Groups["programmed"].Value, match.Groups["prefix"].ValueSpan[1] switch { 'x' => 16, 'b' => 2, _ => 8 }, fuel);
        return Read(match.Groups["digits"].Value, int.Parse(match.Groups["base"].ValueSpan, CultureInfo.InvariantCulture), fuel);
    }

    [GeneratedRegex(@"^\(?(?:(?<prefix>0[xbo])(?<programmed>[0-9A-Fa-f]+)|(?<digits>[0-9A-Fa-f]+)\)?(?:\s*_\s*\{?\s*"
        + @"|\s*\(?\s*(?:in\s+)?base\s*[-\s]?)(?<base>[0-9]{1,2})\)?\}?)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
