// Boxes that are one answer in several parts: "\boxed{1} and \boxed{2}", "a) \boxed{1}  b) \boxed{2}", "x = \boxed{1}, y = \boxed{2}".
// A sentence between two boxes makes the later one a correction of the earlier.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Joins boxes to answers.</summary>
static partial class BoxLists
{
    const int LongestBetween = 60, LongestPart = 2000;

    /// <summary>The answers in boxes, in order, each with its parts.</summary>
    public static List<List<string>> In(string text)
    {
        var boxes = AnswerBoxes.In(text);
        var lists = new List<List<string>>();
        for (int i = 0; i < boxes.Count; i++)
        {
            bool isPart = i > 0 && AreParts(text, boxes, i);
            if (isPart || i > 0 && AreListed(text, boxes[i - 1], boxes[i]))
            {
                // The same box a second time is said again, unless it is another part.
                if (isPart || !lists[^1].Contains(boxes[i].Content))
                    lists[^1].Add(boxes[i].Content);
            }
            else
                lists.Add([boxes[i].Content]);
        }
        return lists;
    }

    /// <summary>Whether a text ends inside a box.</summary>
    public static bool OpensAtEnd(string text) => Opening().IsMatch(text);

    /// <summary>Whether the box that was opened before a place is closed behind it.</summary>
    public static bool IsClosed(string text, int from) => AnswerBoxes.Close(text, from) >= 0;

    static bool AreListed(string text, AnswerBox one, AnswerBox other) =>
        other.Start - one.End <= LongestBetween && Connective().IsMatch(text[one.End..other.Start]);

    // Both stand under labels of parts, and the second label follows the first.
    static bool AreParts(string text, List<AnswerBox> boxes, int at)
    {
        int from = at > 1 ? boxes[at - 2].End : 0;
        string between = text[boxes[at - 1].End..boxes[at].Start];
        return between.Length <= LongestPart && Label(text[from..boxes[at - 1].Start]) is { } first && Label(between) is { } second
            && first.Kind == second.Kind && first.Ordinal + 1 == second.Ordinal && !Correction().IsMatch(between);
    }

    static (char Kind, int Ordinal)? Label(string text)
    {
        if (LastLabel().Match(text) is not { Success: true } match)
            return null;
        string label = match.Groups["label"].Value.ToLowerInvariant();
        return "一二三四五六".IndexOf(label[0]) is >= 0 and var chinese ? ('1', chinese + 1) : char.IsAsciiDigit(label[0])
            ? ('1', int.Parse(label, System.Globalization.CultureInfo.InvariantCulture))
            : Array.IndexOf(s_roman, label) is >= 0 and var roman ? ('i', roman) : ('a', label[0] - 'a');
    }

    static readonly string[] s_roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"];

    [GeneratedRegex(@"\\(boxed|fbox)\s*\{\s*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Opening();

    [GeneratedRegex(@"\A([\s$,;.、，；&*]|\\\\|\\[()\[\] ,;!]|\\q?quad|\\(text|mathrm)\s*\{\s*(and|or)\s*\}|\b(and|or)\b|[和或与]|\(?([a-hA-H]|[ivx]{1,4}"
        + @"|\d{1,2})\)|\b([a-h]|\d{1,2})[.:](?=\s)|(?<![A-Za-z\\])([A-Za-z](_\{?\w{1,2}\}?|')?|[A-Z]{2,3})\s*=)*\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Connective();

    [GeneratedRegex(@"(^|\n|[.;,，；。]\s?)[\s*#>$-]*((part|question|subquestion|problem)\s*\(?(?<label>[a-h]|[ivx]{1,4}|\d{1,2})\b|\((?<label>[a-h]"
        + @"|[ivx]{1,4}|\d{1,2})\)|(?<label>[a-h])[).:]|第(?<label>[一二三四五六1-6])(问|小题|题))",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.RightToLeft)]
    private static partial Regex LastLabel();

    [GeneratedRegex(@"\b(wait|actually|correct(ion|ed|ing)?|mistake|error|instead|wrong|no,|oops|sorry|should be|final answer)\b|不对|错",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Correction();
}
