// GSM8K's mark: "#### 72" on the last line of a solution (Cobbe et al., 2021). A heading of Markdown begins with the same signs.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Finds the answer behind "####".</summary>
static partial class GoldMark
{
    /// <summary>
    /// The last mark and the answer behind it, to the end of its line. Where lines follow, only a number is an answer: words
    /// are a heading then ("#### Note"). Null where there is no such line.
    /// </summary>
    public static (int Start, string Answer)? Last(string text)
    {
        (int, string)? last = null;
        if (!text.Contains("####", StringComparison.Ordinal))
            return null;
        foreach (Match match in Line().Matches(text))
        {
            string answer = match.Groups["answer"].Value.Trim().Trim('*').Trim();
            bool isLastLine = string.IsNullOrWhiteSpace(text[(match.Index + match.Length)..]);
            if (answer.Length > 0 && (isLastLine ? !Heading().IsMatch(answer) : Number().IsMatch(answer)))
                last = (match.Index, answer);
        }
        return last;
    }

    /// <summary>Whether a text ends with a mark that nothing follows.</summary>
    public static bool IsLeftEmpty(string text) => text.Contains("####", StringComparison.Ordinal) && LeftEmpty().IsMatch(text);

    [GeneratedRegex(@"(?<!#)####(?!#)[^\S\n]*(?<answer>[^\n]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex(@"(?<!#)####\s*\z")]
    private static partial Regex LeftEmpty();

    // The name of a part of a text; "Answer" and what it announces is found as an announcement.
    [GeneratedRegex(@"^\W*((the|final)\s+)*(answer|solution|note|check|conclusion|summary|explanation|verification|result|step\s*\d*|part\s*\(?\w\)?|remark"
        + @"|proof|case\s*\d*)s?\W*($|:)|\b(answer|solution)\s+is\b|答案",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^[-+−$€£¥\s\\]*[0-9][0-9\s.,/%:;\\{}^()$-]*$|^\$[^$]+\$\.?$|^\\boxed\b.*$")]
    private static partial Regex Number();
}
