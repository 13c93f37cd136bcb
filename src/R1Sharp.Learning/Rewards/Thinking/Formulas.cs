// The formulas of a text in a normal form, so that two solutions which calculate the same are seen to.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>Finds formulas.</summary>
static partial class Formulas
{
    /// <summary>Every operation between numbers or short names ("3 × 4", "4*3" and "\times" alike), each once.</summary>
    public static IReadOnlySet<string> In(string text)
    {
        string plain = text.Replace("\\times", "*").Replace("\\cdot", "*").Replace('×', '*').Replace('·', '*').Replace("\\div", "/").Replace('÷', '/')
            .Replace('−', '-').Replace(",", "");
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var match = Operation().Match(plain); match.Success; match = Operation().Match(plain, match.Groups[2].Index + match.Groups[2].Length))
            found.Add(Normal(match.Groups[1].Value, match.Groups[2].Value[0], match.Groups[3].Value));
        return found;
    }

    // The order of operands does not count where the operation does not care.
    static string Normal(string left, char sign, string right) =>
        sign is '+' or '*' && string.CompareOrdinal(left, right) > 0 ? $"{right}{sign}{left}" : $"{left}{sign}{right}";

    [GeneratedRegex(@"(?<![A-Za-z0-9.])([0-9]+(?:\.[0-9]+)?|[a-zA-Z])\s*([-+*/^])\s*(?=([0-9]+(?:\.[0-9]+)?|[a-zA-Z](?![a-zA-Z])))")]
    private static partial Regex Operation();
}
