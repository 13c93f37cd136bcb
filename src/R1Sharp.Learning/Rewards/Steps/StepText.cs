// Where one step of a completion ends and the next begins: at its line breaks, or at the results of its calculations.

namespace R1Sharp.Learning.Rewards.Steps;

/// <summary>What a step is.</summary>
public enum StepUnit
{
    /// <summary>A line.</summary>
    Lines,

    /// <summary>A calculation with its result: it ends behind a number that no sign of arithmetic follows. For traces that are one line, as the
    /// miniature's are.</summary>
    Results,
}

/// <summary>Cuts completions into steps.</summary>
static class StepText
{
    /// <summary>The steps of a text, which together are the text; at least one. What follows the last result belongs to the last step.</summary>
    public static IReadOnlyList<string> Cut(string text, StepUnit unit) => unit == StepUnit.Lines ? Lines(text) : Results(text);

    /// <summary>The lines that hold more than blanks, each with its line break; a text without any is one line.</summary>
    public static IReadOnlyList<string> Lines(string text)
    {
        var lines = new List<string>();
        int start = 0;
        for (int at = 0; at < text.Length; at++)
            if (text[at] == '\n' && !string.IsNullOrWhiteSpace(text[start..at]) && !string.IsNullOrWhiteSpace(text[(at + 1)..]))
            {
                lines.Add(text[start..(at + 1)]);
                start = at + 1;
            }
        return [.. lines, text[start..]];
    }

    // "79*11=869,869+15=884</think>": a step ends behind 869 and behind 884, not behind 79 nor 11; the tag goes with 884.
    static List<string> Results(string text)
    {
        var steps = new List<string>();
        int start = 0;
        for (int at = 0; at < text.Length; at++)
            if (EndsResult(text, at) && text.AsSpan(at + 1).IndexOfAnyInRange('0', '9') >= 0)
            {
                steps.Add(text[start..(at + 1)]);
                start = at + 1;
            }
        return [.. steps, text[start..]];
    }

    static bool EndsResult(string text, int at) => char.IsAsciiDigit(text[at])
        && (at + 1 == text.Length || !char.IsAsciiLetterOrDigit(text[at + 1]) && !"+-*/^=.:()".Contains(text[at + 1]));
}
