// Operations in words become signs where values stand on both sides of them: 5 plus 3, x squared, the square root of 2, 1 over 2.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Rewrites operations in words.</summary>
static partial class SpokenMath
{
    /// <summary>The same answer with signs for the operations that stand between or before values.</summary>
    public static string ToSigns(string text)
    {
        if (text.Length is > 400 or < 6 || !Words().IsMatch(text))
            return text;
        text = Root().Replace(text, m => $"{(m.Groups["kind"].Value[0] is 's' or 'S' ? "sqrt" : "cbrt")}({m.Groups["inside"].Value})");
        text = Power().Replace(text, "^");
        text = Squared().Replace(text, m => m.Groups["value"].Value + (m.Groups["word"].Value == "squared" ? "^2" : "^3"));
        text = Factorial().Replace(text, "$1!");
        text = Negative().Replace(text, "-");
        return Infix().Replace(text, m => " " + Sign(m.Groups["word"].Value) + " ");
    }

    static string Sign(string words) =>
        words.Split((char[])[' ', WordMarks.Start, WordMarks.End], StringSplitOptions.RemoveEmptyEntries)[0].ToLowerInvariant() switch
        {
            "plus" => "+",
            "minus" => "-",
            "over" or "divided" or "out" => "/",
            "equals" => "=",
            "choose" => WordMarks.Start + "choose" + WordMarks.End,
            "to" => ":",
            _ => "*",
        };

    [GeneratedRegex(@"\b(?:plus|minus|negative|times|over|divided|multiplied|squared|cubed|root|power|out|factorial|choose|equals|to|by)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?:\bthe\s+)?\b(?<kind>square|cube)\s+root\s+of\s+\(?(?<inside>[0-9]+(?:\.[0-9]+)?|[a-zA-Z](?![a-zA-Z]))\)?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Root();

    [GeneratedRegex(@"(?<=[0-9a-zA-Z)}])\s+(?:raised\s+)?to\s+the\s+power(?:\s+of)?\s+(?=[-0-9a-zA-Z(])|(?<=[0-9)}])\s+raised\s+to\s+(?=[-0-9])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Power();

    // Not behind a unit: 5 m squared is 5 m².
    [GeneratedRegex(@"(?<value>(?<![A-Za-z0-9])[a-zA-Z]|(?<![A-Za-z0-9.])[0-9]+|\))[\s\uE000]+(?<word>squared|cubed)(?![A-Za-z])\uE001?(?!\s+(?:meter|metre"
        + @"|feet|foot|unit|inch|yard|mile|cm|m|km))", RegexOptions.ExplicitCapture)]
    private static partial Regex Squared();

    [GeneratedRegex(@"([0-9)]|(?<![A-Za-z])[a-z])[\s\uE000]+factorial(?![A-Za-z(])\uE001?")]
    private static partial Regex Factorial();

    [GeneratedRegex(@"\uE000?(?<![A-Za-z])(?:negative|minus)(?![A-Za-z])\uE001?\s*(?=[0-9.\\(]|[a-z](?![A-Za-z])|\uE000?(?:one|two|three|four|five|six"
        + @"|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy"
        + @"|eighty|ninety|half|a half|hundred)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Negative();

    [GeneratedRegex(@"(?<=[0-9)}]|(?<![A-Za-z])[a-zA-Z]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
        + @"|hundred)\uE001?)[\s\uE000]+(?<word>plus|minus|times|over|divided\uE001?\s+\uE000?by|multiplied\uE001?\s+\uE000?by|out\uE001?\s+\uE000?of"
        + @"|equals|choose|to|by)\uE001?\s+(?=-?[0-9.\\(]|sqrt|cbrt|-?[a-zA-Z](?![A-Za-z])|\uE000?(?:one|two|three|four|five|six|seven|eight|nine|ten"
        + @"|eleven|twelve|twenty|thirty|forty|fifty|hundred)\b)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Infix();
}
