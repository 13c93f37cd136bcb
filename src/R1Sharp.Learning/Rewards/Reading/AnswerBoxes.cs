// \boxed{…}, \fbox{…}, \framebox[…]{…} with balanced braces, and \boxed 5 without.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>A box in a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Content">What is in it, trimmed, without boxes of its own around parts of it.</param>
readonly record struct AnswerBox(int Start, int End, string Content);

/// <summary>Finds boxes.</summary>
static partial class AnswerBoxes
{
    const int MostUnclosed = 100;

    /// <summary>The closed boxes that are in no other box, in order.</summary>
    public static List<AnswerBox> In(string text)
    {
        var found = new List<AnswerBox>();
        if (!text.Contains("box", StringComparison.Ordinal))
            return found;
        int unclosed = 0;
        for (var match = Command().Match(text); match.Success && unclosed < MostUnclosed; match = Command().Match(text, Math.Min(match.Index + 1, text.Length)))
        {
            if (found.Count > 0 && match.Index < found[^1].End)
                continue;
            int at = match.Index + match.Length;
            int end = match.Groups["brace"].Success ? Close(text, at) : EndOfBare(text, at);
            if (end < 0)
                unclosed++;
            else if (match.Groups["brace"].Success)
                found.Add(new AnswerBox(match.Index, end + 1, Ends().Replace(Unboxed(text[at..end]), "").Trim()));
            else if (end > at)
                found.Add(new AnswerBox(match.Index, end, text[at..end]));
        }
        return found;
    }

    /// <summary>The place of the brace that closes the one before a place; −1 where none does.</summary>
    public static int Close(string text, int at)
    {
        for (int depth = 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '{')
                depth++;
            else if (text[at] == '}' && --depth == 0)
                return at;
        }
        return -1;
    }

    // A stop or comma ends it, unless a digit follows.
    static int EndOfBare(string text, int at)
    {
        int end = at, depth = 0;
        for (; end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] != '$'; end++)
        {
            if (text[end] is '.' or ',' && (end + 1 == text.Length || !char.IsAsciiDigit(text[end + 1])) || text[end] is '。' or '，' or ';')
                break;
            depth += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
            if (depth < 0)
                break;
        }
        return depth > 0 ? -1 : end;
    }

    static string Unboxed(string content) => content.Contains("box", StringComparison.Ordinal)
        ? In(content) is { Count: > 0 } inner ? inner.AsEnumerable().Reverse()
            .Aggregate(content, (text, box) => text[..box.Start] + box.Content + text[box.End..]) : content
        : content;

    // Spaces of LaTeX at both ends.
    [GeneratedRegex(@"^(\s|\\[,;:!\s]|\\q?quad\b)+|((?<!\\)\s|(?<!\\)\\[,;:!\s]|\\q?quad\b)+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ends();

    [GeneratedRegex(@"\\(boxed|fbox|framebox)(?![a-zA-Z])\s*(\[[^\]\n]*\]\s*)?((?<brace>\{)|(?=[^\s{}$]))", RegexOptions.ExplicitCapture)]
    private static partial Regex Command();
}
