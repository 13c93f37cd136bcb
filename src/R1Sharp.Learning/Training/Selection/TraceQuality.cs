// Which traces are fit to be learned from at all (s1's first filter, arXiv 2501.19393, section 2.2: formatting faults such as
// drawings in characters, images that are not there, numbering that skips), by rules.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Training.Selection;

/// <summary>Finds faults of form.</summary>
static partial class TraceQuality
{
    const int DrawnLines = 3, ShortestDrawnLine = 4;
    const double DrawnShare = 0.6;

    /// <summary>What is wrong with an example, in a few words; null where nothing is.</summary>
    public static string? Fault(SelectionCandidate candidate)
    {
        var parts = ThinkAnswerText.Split("", candidate.Completion);
        if (string.IsNullOrWhiteSpace(candidate.Question))
            return "no question";
        if (string.IsNullOrWhiteSpace(candidate.Completion))
            return "no completion";
        if (parts.Think is not null && parts.Rest is null)
            return "thinking never ends";
        if (parts.Rest is { } rest && string.IsNullOrWhiteSpace(rest))
            return "no answer";
        if (IsDrawing(candidate.Question) || IsDrawing(candidate.Completion))
            return "a drawing in characters";
        return Picture().IsMatch(candidate.Question) ? "a picture that is not there" : Skips(candidate.Question) ? "numbering that skips" : null;
    }

    // Lines one below the other that are mostly strokes.
    static bool IsDrawing(string text)
    {
        int run = 0;
        foreach (string line in text.Split('\n'))
        {
            run = IsDrawn(line.Trim()) ? run + 1 : 0;
            if (run == DrawnLines)
                return true;
        }
        return false;
    }

    static bool IsDrawn(string line) =>
        line.Length >= ShortestDrawnLine && line.Count(c => "|_-/\\+=#~<>^".Contains(c) || c is >= '─' and <= '╿') >= DrawnShare * line.Count(c => c != ' ');

    // A list that begins with its own number must go on by ones from 1.
    static bool Skips(string text)
    {
        int[] numbers = [.. Numbered().Matches(text).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        return numbers.Length > 1 && !numbers.SequenceEqual(Enumerable.Range(1, numbers.Length));
    }

    [GeneratedRegex(@"!\[|<img\b|\[asy\]|\\includegraphics|\b(?:in|from|see|as shown in) the (?:figure|diagram|image|picture|graph)\b|"
        + @"\b(?:figure|diagram|image|picture) (?:below|above|shown)\b|如图|下图|上图",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Picture();

    [GeneratedRegex(@"^\s*(\d{1,3})[.)]\s", RegexOptions.Multiline)]
    private static partial Regex Numbered();
}
