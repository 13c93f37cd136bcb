// Decimals that never end: 0.1\overline{6}, 0.\dot1\dot2, 0.\dot{1}42\dot{8}, 0.1(6), 0.333…, and 0.33… with two digits.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Reads the digits that repeat.</summary>
static class RepeatingDecimals
{
    const int LongestPeriod = 60, LongestSeenPeriod = 20;

    static readonly string[] Bars = ["\\overline", "\\bar"];

    static readonly string[] Ellipses = ["...", "\\ldots", "\\dots", "\\cdots"];

    /// <summary>Whether digits that repeat begin at an index.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="at">Behind the decimal point or decimals.</param>
    /// <param name="mayBeBracket">Whether digits between round brackets repeat.</param>
    public static bool Begins(string text, int at, bool mayBeBracket) => Marked(text, at, mayBeBracket) is not null;

    /// <summary>The digits that repeat; empty where none do.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="at">Behind the decimals; moved behind what repeats.</param>
    /// <param name="decimals">The decimals before it; those that an ellipsis repeats are taken off.</param>
    public static string Read(string text, ref int at, ref string decimals)
    {
        if (Marked(text, at, mayBeBracket: true) is var (digits, end))
        {
            at = end;
            return digits;
        }
        int start = at;
        string? ellipsis = Array.Find(Ellipses, e => text.AsSpan(start).StartsWith(e));
        string period = ellipsis is null ? "" : Period(decimals);
        if (period.Length == 0)
            return "";
        at += ellipsis!.Length;
        while (decimals.EndsWith(period, StringComparison.Ordinal))
            decimals = decimals[..^period.Length];
        return period;
    }

    // \overline{12}, \bar3, (12), or from the first to the last dot.
    static (string Digits, int End)? Marked(string text, int at, bool mayBeBracket)
    {
        foreach (string bar in Bars)
            if (text.AsSpan(at).StartsWith(bar) && Argument(text, at + bar.Length) is { } under)
                return under;
        if (mayBeBracket && at < text.Length && text[at] == '(' && Digits(text, at + 1) is var (inside, close) && close < text.Length && text[close] == ')')
            return (inside, close + 1);
        return Dotted(text, at) is var (first, end) ? Dots(text, first, end) : null;
    }

    static (string Digits, int End) Dots(string text, string first, int end)
    {
        int last = end;
        while (last < text.Length && char.IsAsciiDigit(text[last]))
            last++;
        return Dotted(text, last) is var (digits, after) ? (first + text[end..last] + digits, after) : (first, end);
    }

    static (string Digits, int End)? Dotted(string text, int at) => text.AsSpan(at).StartsWith("\\dot") ? Argument(text, at + "\\dot".Length) : null;

    // Digits in braces, or one digit without.
    static (string Digits, int End)? Argument(string text, int at)
    {
        while (at < text.Length && text[at] == ' ')
            at++;
        if (at < text.Length && char.IsAsciiDigit(text[at]))
            return (text[at].ToString(), at + 1);
        return at < text.Length && text[at] == '{' && Digits(text, at + 1) is var (digits, end) && end < text.Length && text[end] == '}' ? (digits, end + 1)
            : null;
    }

    static (string Digits, int End)? Digits(string text, int at)
    {
        int end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end == at || end - at > LongestPeriod ? null : (text[at..end], end);
    }

    // The shortest period that is seen often enough at the end of the digits: one digit three times, or more digits twice.
    static string Period(string decimals)
    {
        if (decimals.Length == 2 && decimals[0] == decimals[1])
            return decimals[1..];
        for (int length = 1; length * 2 <= decimals.Length && length <= LongestSeenPeriod; length++)
        {
            string period = decimals[^length..];
            int times = length == 1 ? 3 : 2;
            bool repeats = decimals.Length >= length * times;
            for (int i = 1; repeats && i < times; i++)
                repeats = decimals.AsSpan(decimals.Length - length * (i + 1), length).SequenceEqual(period);
            if (repeats)
                return period;
        }
        return "";
    }
}
