// Emphasis, code and links of Markdown around an answer.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Takes Markdown off.</summary>
static partial class Markdown
{
    /// <summary>
    /// The text without the signs of emphasis, code, headings and links, and without what is struck out. "2**3" and "a*b" stay.
    /// </summary>
    public static string Plain(string text)
    {
        if (text.AsSpan().IndexOfAny("*_`~[#<") < 0)
            return text.Trim();
        string plain = text;
        Replace(ref plain, "</", Html(), "");
        Replace(ref plain, "```", Fence(), "$1");
        Replace(ref plain, "~~", Struck(), " ");
        Replace(ref plain, "](", Link(), "$1");
        Replace(ref plain, "`", Code(), "$1");
        Replace(ref plain, "**", Strong(), "$1$2");
        Replace(ref plain, "__", Strong(), "$1$2");
        Replace(ref plain, "*", Light(), "$1$2");
        Replace(ref plain, "_", Light(), "$1$2");
        Replace(ref plain, "# ", LineStart(), "");
        return plain.Trim();
    }

    static void Replace(ref string text, string sign, Regex pattern, string replacement)
    {
        if (text.Contains(sign, StringComparison.Ordinal))
            text = pattern.Replace(text, replacement);
    }

    [GeneratedRegex(@"</?(b|i|u|em|strong|span)>", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Html();

    [GeneratedRegex(@"```[a-zA-Z0-9]*[^\S\n]*\n?([^`]*?)\n?```")]
    private static partial Regex Fence();

    [GeneratedRegex(@"~~[^~\n]+~~")]
    private static partial Regex Struck();

    [GeneratedRegex(@"\[([^\[\]\n]+)\]\((?:https?:|#|/)[^()\s]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w)\]}*])\*\*(?=\S)([^*]+?)(?<=\S)\*\*(?![\w(*])|(?<![\w)\]}_$])__(?=\S)([^_]+?)(?<=\S)__(?![\w(_])")]
    private static partial Regex Strong();

    [GeneratedRegex(@"(?<![\w)\]}*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w(*])|(?<![\w)\]}_$\\])_(?=\S)([^_\n{}]+?)(?<=\S)_(?![\w(_])")]
    private static partial Regex Light();

    // ">" at a beginning may be a relation and stays.
    [GeneratedRegex(@"^#{1,6}[^\S\n]+", RegexOptions.Multiline)]
    private static partial Regex LineStart();
}
