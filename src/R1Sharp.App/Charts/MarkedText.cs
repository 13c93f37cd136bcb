// A completion as HTML, with what a reader looks for set apart: each character has a set of marks, and runs of equal sets become elements.

using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Charts;

/// <summary>Writes a completion with its tags, its answer, its words of self-checking and its forced tokens marked.</summary>
static partial class MarkedText
{
    [Flags]
    enum Marks
    {
        None = 0,
        Tag = 1,
        Check = 2,
        Answer = 4,
        Forced = 8,
    }

    /// <summary>The completion as HTML, without white space at its ends.</summary>
    /// <param name="completion">The text.</param>
    /// <param name="forced">The tokens that the model did not choose; those whose place is unknown are not marked.</param>
    public static string Html(string completion, IReadOnlyList<ForcedRun> forced)
    {
        var marks = MarksOf(completion, forced);
        int from = completion.Length - completion.TrimStart().Length, end = completion.TrimEnd().Length;
        var html = new StringBuilder();
        for (int next; from < end; from = next)
        {
            for (next = from + 1; next < end && marks[next] == marks[from];)
                next++;
            html.Append(Element(marks[from], WebUtility.HtmlEncode(Visible(completion[from..next]))));
        }
        return html.ToString();
    }

    static Marks[] MarksOf(string text, IReadOnlyList<ForcedRun> forced)
    {
        var marks = new Marks[text.Length];
        void Mark(int start, int length, Marks mark)
        {
            foreach (ref var character in marks.AsSpan()[Math.Clamp(start, 0, text.Length)..Math.Clamp(start + length, 0, text.Length)])
                character |= mark;
        }
        foreach (Match tag in Tags().Matches(text))
            Mark(tag.Index, tag.Length, Marks.Tag);
        foreach (Match answer in Answers().Matches(text))
            Mark(answer.Groups[1].Index, answer.Groups[1].Length, Marks.Answer);
        foreach (var (start, length) in ReflectionWords.Find(text))
            Mark(start, length, Marks.Check);
        foreach (var run in forced)
            if (run.FirstCharacter is { } first)
                Mark(first, run.Text.Length, Marks.Forced);
        return marks;
    }

    static string Element(Marks marks, string html)
    {
        if (marks.HasFlag(Marks.Check))
            html = $"<mark>{html}</mark>";
        foreach (var (mark, name) in ((Marks, string)[])[(Marks.Tag, "tag"), (Marks.Answer, "final"), (Marks.Forced, "forced")])
            if (marks.HasFlag(mark))
                html = $"<span class=\"{name}\">{html}</span>";
        return html;
    }

    // A young model writes control characters too: they are shown as their pictures (U+2400 …).
    static string Visible(string text) => string.Concat(text.Select(c => c is < ' ' and not ('\n' or '\t') ? (char)('\u2400' + c) : c));

    [GeneratedRegex(@"<answer>\s*(.*?)\s*</answer>", RegexOptions.Singleline)]
    private static partial Regex Answers();

    [GeneratedRegex(@"</?(?:think|answer)>")]
    private static partial Regex Tags();
}
