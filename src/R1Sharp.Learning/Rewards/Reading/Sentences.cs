// The sentences of a text with their places: Latin, Chinese, Hindi and Arabic stops; a stop inside a number ends nothing.

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>One sentence.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Start">Its first character.</param>
readonly record struct Sentence(string Text, int Start)
{
    /// <summary>Behind its last character.</summary>
    public int End => Start + Text.Length;
}

/// <summary>Cuts texts into sentences.</summary>
static class Sentences
{
    /// <summary>The sentences that are more than white space, without it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="offset">Added to every place.</param>
    public static List<Sentence> Of(string text, int offset)
    {
        var sentences = new List<Sentence>();
        int from = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !IsEnd(text, i))
                continue;
            int to = Math.Min(i + 1, text.Length);
            var piece = text.AsSpan(from, to - from);
            int lead = piece.Length - piece.TrimStart().Length;
            if (!piece.IsWhiteSpace())
                sentences.Add(new Sentence(piece.Trim().ToString(), offset + from + lead));
            from = to;
        }
        return sentences;
    }

    // A full stop between digits, or behind a list's number, ends nothing.
    static bool IsEnd(string text, int at) => text[at] switch
    {
        '\n' or '。' or '！' or '？' or '।' or '؟' => true,
        '!' or '?' => at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]),
        '.' => (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1])) && !IsListNumber(text, at),
        _ => false,
    };

    static bool IsListNumber(string text, int at)
    {
        int digits = at;
        while (digits > 0 && char.IsAsciiDigit(text[digits - 1]))
            digits--;
        return digits < at && at - digits <= 2 && (digits == 0 || text[digits - 1] == '\n');
    }
}
