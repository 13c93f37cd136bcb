// Finds the answer in a text. What stands before the last </think> is thought, not answer. Then, in this order:
//
//   1. the last \boxed{…} with balanced braces; boxes with only "and", "or" and commas between them are one list;
//   2. the last <answer>…</answer>;
//   3. what follows the last "the answer is", "answer:", "答案是" and the like, to the end of the sentence, or the last
//      "####", to the end of the line, whichever comes later;
//   4. the whole text, where it is short enough to be an answer by itself;
//   5. the last formula or number.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>An answer that was found in a text.</summary>
/// <param name="Text">The answer.</param>
/// <param name="Inner">The last formula or number in it, where it is a sentence; else null.</param>
/// <param name="Source">How it was found, e.g. "boxed".</param>
readonly record struct ExtractedAnswer(string Text, string? Inner, string Source);

/// <summary>Finds answers.</summary>
static partial class AnswerExtraction
{
    const int LongestSearch = 60_000, LongestBare = 600, MostBoxes = 60;
    const string ThinkEnd = "</think>", ThinkStart = "<think>";

    /// <summary>The answer of a text; null where there is none.</summary>
    public static ExtractedAnswer? Find(string text)
    {
        int thought = text.LastIndexOf(ThinkEnd, StringComparison.Ordinal);
        if (thought >= 0)
            text = text[(thought + ThinkEnd.Length)..];
        else if (text.Contains(ThinkStart, StringComparison.Ordinal))
            return null;
        if (text.AsSpan().TrimEnd().EndsWith("####"))
            return null;
        if (text.Length > LongestSearch)
            text = text[^LongestSearch..];
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return Boxed(text) ?? Tagged(text) ?? Marked(text) ?? Announced(text) ?? Bare(text);
    }

    static ExtractedAnswer? Tagged(string text)
    {
        int close = text.LastIndexOf("</answer>", StringComparison.OrdinalIgnoreCase);
        int open = close < 0 ? -1 : text.LastIndexOf("<answer>", close, StringComparison.OrdinalIgnoreCase);
        if (open < 0)
            return null;
        string inside = text[(open + "<answer>".Length)..close].Trim();
        return inside.Length == 0 ? null : Announced(inside) is { } announced ? announced with { Source = "answer tags" } : Whole(inside, "answer tags");
    }

    static ExtractedAnswer? Boxed(string text)
    {
        var boxes = new List<string>();
        int next = text.Length, limit = text.Length;
        while (boxes.Count < MostBoxes && limit > 0)
        {
            int at = Math.Max(text.LastIndexOf("\\boxed", limit - 1, StringComparison.Ordinal), text.LastIndexOf("\\fbox", limit - 1, StringComparison.Ordinal));
            if (at < 0)
                break;
            limit = at;
            if (Content(text, at, out int end) is not { } content)
                continue;
            // Boxes inside this box do not count, and a sentence between two boxes ends the list.
            if (boxes.Count > 0 && !(end <= next && IsConnective(text.AsSpan(end, next - end))))
                break;
            boxes.Insert(0, content.Trim());
            next = at;
        }
        var distinct = boxes.Distinct().ToList();
        string answer = string.Join(", ", distinct);
        return boxes.Count == 0 ? null : new ExtractedAnswer(answer, null, "boxed");
    }

    // What is in the box; null where its brace is never closed.
    static string? Content(string text, int at, out int end)
    {
        end = at + (text[at + 1] == 'b' ? "\\boxed".Length : "\\fbox".Length);
        while (end < text.Length && text[end] == ' ')
            end++;
        if (end >= text.Length)
            return null;
        if (text[end] != '{')
        {
            int start = end;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('$' or '.' or ','))
                end++;
            return end > start ? text[start..end] : null;
        }
        int depth = 0;
        for (int i = end; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '{')
                depth++;
            else if (text[i] == '}' && --depth == 0)
            {
                string content = text[(end + 1)..i];
                end = i + 1;
                return content;
            }
        }
        return null;
    }

    static bool IsConnective(ReadOnlySpan<char> between) => between.Length <= 60 && ConnectivePattern().IsMatch(between);

    static ExtractedAnswer? Announced(string text)
    {
        Match? last = null;
        foreach (Match match in AnnouncementPattern().Matches(text))
            last = match;
        if (last is null)
            return null;
        string sentence = Sentence(text, last.Index + last.Length);
        return sentence.Length == 0 ? null : Whole(sentence, "announced");
    }

    // To the end of the line or sentence; a formula on a line of its own belongs to the sentence before it.
    static string Sentence(string text, int start)
    {
        while (start < text.Length && (char.IsWhiteSpace(text[start]) || text[start] is '*' or ':' or '：'))
            start++;
        bool display = text.AsSpan(start).StartsWith("\\[") || text.AsSpan(start).StartsWith("$$");
        int end = start;
        for (; end < text.Length; end++)
        {
            char c = text[end];
            if (c == '。' || c == '\n' && !display || c == '<' && end + 1 < text.Length && text[end + 1] is '|' or '/')
                break;
            if (display && end > start + 2 && (text.AsSpan(end).StartsWith("\\]") || text.AsSpan(end).StartsWith("$$")))
                break;
            if (c == '.' && (end + 1 == text.Length || char.IsWhiteSpace(text[end + 1]) && !IsAbbreviation(text, end)) || c is '!' or '?' && end + 1 < text.Length && text[end + 1] == '\n')
                break;
        }
        return text[start..end].Trim().Trim('*').Trim();
    }

    // "A. 42" and "p.m. today" go on.
    static bool IsAbbreviation(string text, int at) => at > 0 && char.IsAsciiLetter(text[at - 1]) && (at == 1 || !char.IsAsciiLetterOrDigit(text[at - 2])) && at < 3 + text.Length
        && (at < 2 || text[at - 2] is ' ' or '.' or '(' or '*');

    static ExtractedAnswer? Marked(string text)
    {
        int mark = text.LastIndexOf("####", StringComparison.Ordinal);
        if (mark < 0)
            return null;
        string line = text[(mark + 4)..].Trim();
        if (Announced(line) is { } announced)
            return announced;
        int end = line.IndexOf('\n');
        line = end < 0 ? line : line[..end];
        return line.Length == 0 ? null : Whole(line.Trim(), "####");
    }

    static ExtractedAnswer? Bare(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length <= LongestBare || !WordsPattern().IsMatch(trimmed))
            return Whole(trimmed, "whole text");
        return LastInside(trimmed) is { } inner ? new ExtractedAnswer(inner, null, "last number") : null;
    }

    static ExtractedAnswer Whole(string answer, string source) => new(answer, WordsPattern().IsMatch(answer) ? LastInside(answer) : null, source);

    /// <summary>The last formulas between dollar signs with only "and", "or" and commas between them, or the last number, whichever comes later.</summary>
    public static string? LastInside(string text)
    {
        Match? number = null, formula = null;
        foreach (Match match in NumberPattern().Matches(text))
            number = match;
        string joined = "";
        foreach (Match match in FormulaPattern().Matches(text))
        {
            bool goesOn = formula is not null && IsConnective(text.AsSpan(formula.Index + formula.Length, match.Index - formula.Index - formula.Length));
            joined = (goesOn ? joined + ", " : "") + match.Groups["formula"].Value;
            formula = match;
        }
        if (formula is not null && (number is null || number.Index < formula.Index + formula.Length && (number.Index >= formula.Index || formula.Length > 4)))
            return joined;
        return number?.Value;
    }

    /// <summary>Whether exactly one formula or number stands in a text.</summary>
    public static bool HasOneInside(string text) => FormulaPattern().Count(text) + NumberPattern().Count(FormulaPattern().Replace(text, " ")) == 1;

    /// <summary>The last letter in a text that looks like the choice of an option.</summary>
    public static string? LastChoice(string text)
    {
        Match? last = null;
        foreach (Match match in ChoicePattern().Matches(text))
            last = match;
        return last?.Groups["letter"].Value;
    }

    [GeneratedRegex(@"^(?:\s|\$|,|;|\.|\\[()\[\] ,;]|\\q?quad|\\text\s*\{\s*(?:and|or)\s*\}|and|or|和|或|与|、|，|x_\d\s*=)*$")]
    private static partial Regex ConnectivePattern();

    [GeneratedRegex(@"(?i)(?:(?:final|correct|right)\s+)?\b(?:answers?|correct\s+(?:option|choice))\b(?:\s+(?:to|for|of)\s+(?:the|this)\s+[a-z ]{1,30}?)?\s*\**\s*(?:(?:is|are|would\s+be|should\s+be|will\s+be|equals)\b\s*\**\s*:?|[:：=])|(?:最终)?(?:答案|正确选项|最终结果)\s*\**\s*(?:应该|应)?(?:是|为|[:：])+|答\s*[:：]|(?:故|应|因此|所以)(?:正确答案)?选(?:择)?[:：]?", RegexOptions.ExplicitCapture)]
    private static partial Regex AnnouncementPattern();

    [GeneratedRegex(@"(?<![\\A-Za-z])[A-Za-z]{2,}[^A-Za-z\\]+[A-Za-z]{3,}|(?<![\\A-Za-z])[A-Za-z]{3,}[^A-Za-z\\]+[A-Za-z]{2,}|[\u4e00-\u9fff]{2,}|[\u4e00-\u9fff].*[\u4e00-\u9fff]")]
    private static partial Regex WordsPattern();

    [GeneratedRegex(@"(?<![A-Za-z0-9_.])[-−]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?(?:\s?/\s?\d+(?:\.\d+)?)?(?:\s?\\?%)?|(?<![A-Za-z0-9_.])[-−]?\.\d+")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\$\$(?<formula>[^$]+)\$\$|\$(?<formula>[^$\n]+)\$|\\\((?<formula>.+?)\\\)|\\\[(?<formula>[^\0]+?)\\\]", RegexOptions.ExplicitCapture)]
    private static partial Regex FormulaPattern();

    [GeneratedRegex(@"(?:[Oo]ption|[Cc]hoice|[Aa]nswer|选项?|select|choose|pick)\s*(?:is\s*)?[\(\[（]?(?<letter>[A-J])(?![A-Za-z])|[\(（](?<letter>[A-J])[\)）]|^\s*(?<letter>[A-J])\s*(?:[\.\):：、]|$)", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex ChoicePattern();
}
