// Whether a text is prose in any language, or something that may be an answer as a whole; and its sentences.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Tells prose from formulas.</summary>
static partial class Prose
{
    /// <summary>Whether words of a language stand in a text: two beside each other, or one of another script than Latin.</summary>
    public static bool IsIn(string text) => Words().IsMatch(text);

    /// <summary>Whether a text says something about a value rather than being one: words with a verb, a denial, a comparison.</summary>
    public static bool IsSentence(string text) => IsIn(text) && Saying().IsMatch(WithoutFormulas(text));

    /// <summary>Whether a word leads to a value: "Hence, $x = 4$.", "Hence, 12.", "4 + 5 is 9."</summary>
    public static bool LeadsToValue(string text) => WordsThenFormula().IsMatch(text);

    /// <summary>The last whole lines of a text of so many characters; its end where the last line is longer.</summary>
    public static string End(string text, int length)
    {
        int from = Math.Max(text.Length - length, 0);
        int line = from == 0 ? -1 : text.IndexOf('\n', from);
        return (line >= 0 && line < text.Length - 1 ? text[(line + 1)..] : text[from..]).Trim();
    }

    /// <summary>The text with its formulas made unrecognizable, at the same places: what is inside dollar signs, \(…\), \[…\] is no prose.</summary>
    public static string WithoutFormulas(string text) => Formula().Replace(text, match => new string('\u0001', match.Length));

    [GeneratedRegex(
        @"(?<![\\A-Za-z])[A-Za-z]{2,}[^A-Za-z\\]+[A-Za-z]{3,}|(?<![\\A-Za-z])[A-Za-z]{3,}[^A-Za-z\\]+[A-Za-z]{2,}"
        + @"|[\u4e00-\u9fff]{2,}|[\u4e00-\u9fff].*[\u4e00-\u9fff]"
            + @"|[\p{L}\p{M}-[\u0000-\u024f\u0370-\u03ff\u1e00-\u1eff\u2100-\u214f\u4e00-\u9fff\uff00-\uffef]]{2,}")]
    private static partial Regex Words();

    [GeneratedRegex(@"\b(is|are|was|were|be|been|not|never|\w+n['’]t|than|either|between|at\s+(least|most)|up\s+to|over|under|gets?|gives?|equals?|has|have"
        + @"|had|costs?|exceeds?|should|would|could|might|may|perhaps|maybe|rather|instead|because|unless|assuming)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Saying();

    [GeneratedRegex(@"^\W*[A-Za-z]{2,}[^$\\]*(\$|\\\(|\\\[)|^\W*(hence|thus|therefore|so|then|finally)\b|\d\W*\s(is|equals)\s\W*\d",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex WordsThenFormula();

    /// <summary>Formulas between delimiters; what is inside is the group "formula".</summary>
    [GeneratedRegex(@"\$\$(?<formula>[^$]+)\$\$"
        + @"|\$(?<formula>(?![^$\n\\]*[a-zA-Z]{3,}\s+[a-zA-Z]{2,})[^$\n]*[^$\n=+*/\s-]\s*)\$|\\\((?<formula>.+?)\\\)|\\\[(?<formula>[^\0]+?)\\\]",
        RegexOptions.ExplicitCapture)]
    internal static partial Regex Formula();
}
