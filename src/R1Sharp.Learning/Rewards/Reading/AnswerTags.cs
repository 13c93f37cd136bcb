// Answer tags, read as leniently as a person would: the last pair, nested or not closed.

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Finds what stands between answer tags in their standard spelling (<see cref="MarkSpellings"/>).</summary>
static class AnswerTags
{
    /// <summary>Whether a tag stands in a text, opening or closing.</summary>
    public static bool AreIn(string text) =>
        text.Contains(ThinkAnswerText.AnswerOpen, StringComparison.Ordinal) || text.Contains(ThinkAnswerText.AnswerClose, StringComparison.Ordinal);

    /// <summary>
    /// What the last tags hold, trimmed: up to the last closing tag, from the last opening tag before it; from the beginning or
    /// to the end where one of the two is missing. Null where there are no tags or nothing is inside.
    /// </summary>
    public static string? Last(string text)
    {
        int close = text.LastIndexOf(ThinkAnswerText.AnswerClose, StringComparison.Ordinal);
        int open = text.LastIndexOf(ThinkAnswerText.AnswerOpen, StringComparison.Ordinal);
        if (close < 0 && open < 0)
            return null;
        string inside = close < 0 ? text[(open + ThinkAnswerText.AnswerOpen.Length)..] : text[..close];
        open = inside.LastIndexOf(ThinkAnswerText.AnswerOpen, StringComparison.Ordinal);
        inside = open < 0 ? inside : inside[(open + ThinkAnswerText.AnswerOpen.Length)..];
        string plain = inside.Replace(ThinkAnswerText.AnswerClose, "").Trim();
        return plain.Length == 0 ? null : plain;
    }
}
