// A completion that ends with a conclusion, "Hence we get 12." or "So we get **12**!", or with a calculation, "6 · 7 = 42.", says
// its answer although no word "answer" stands there.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Finds the conclusion at the end of a text.</summary>
static partial class Conclusions
{
    /// <summary>What the last sentence concludes; null where it is no conclusion or states nothing.</summary>
    public static string? Last(string text)
    {
        if (Sentences.Of(StatedValue.OnOneLine(Markdown.Plain(text)), 0) is not { Count: > 0 } sentences)
            return null;
        string last = sentences[^1].Text;
        return ThinkingWords.IsConclusion(last) || Calculation().IsMatch(last) ? StatedValue.Of(last) : null;
    }

    [GeneratedRegex(@"(?<![!<>≠])=\s*\$?\s*[-−]?[$€£]?[0-9][0-9.,/]*\s*(\\?%)?\s*(\$|\\\)|\\\])?[.!]?\s*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Calculation();
}
