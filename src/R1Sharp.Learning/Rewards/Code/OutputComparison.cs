// Whether a program printed what was expected.

using System.Globalization;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>How printed texts are compared.</summary>
public enum OutputRule
{
    /// <summary>Line by line; blanks at the ends of lines and empty lines at the end do not count.</summary>
    Lines,

    /// <summary>Character by character.</summary>
    Exact,

    /// <summary>Word by word; any white space separates words.</summary>
    Words,
}

/// <summary>
/// Compares printed texts. Both must have the same number of lines and words: comparing pairwise up to the shorter one, as
/// some graders do, would accept an output that stops early.
/// </summary>
/// <param name="Rule">What counts.</param>
/// <param name="Tolerance">
/// Words that are finite decimal numbers x and y are equal where |x − y| ≤ tolerance · max(1, |y|), y the expected one;
/// 0 compares them as texts. With a tolerance the words of each line are compared.
/// </param>
public sealed record OutputComparison(OutputRule Rule = OutputRule.Lines, double Tolerance = 0)
{
    /// <summary>Whether what was printed is what was expected.</summary>
    public bool AreEqual(string printed, string expected) => Rule switch
    {
        OutputRule.Exact => printed == expected,
        OutputRule.Words => WordsAreEqual(printed, expected),
        _ => LinesAreEqual(Lines(printed), Lines(expected)),
    };

    bool LinesAreEqual(List<string> printed, List<string> expected) => printed.Count == expected.Count
        && printed.Zip(expected).All(pair => pair.First == pair.Second || (Tolerance > 0 && WordsAreEqual(pair.First, pair.Second)));

    bool WordsAreEqual(string printed, string expected)
    {
        string[] left = Words(printed), right = Words(expected);
        return left.Length == right.Length && left.Zip(right).All(pair => WordIsEqual(pair.First, pair.Second));
    }

    bool WordIsEqual(string printed, string expected) => printed == expected
        || (Tolerance > 0 && Number(printed) is { } x && Number(expected) is { } y && Math.Abs(x - y) <= Tolerance * Math.Max(1, Math.Abs(y)));

    static double? Number(string word) =>
        double.TryParse(word, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    static List<string> Lines(string text)
    {
        var lines = text.Split('\n').Select(line => line.TrimEnd()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines;
    }
}
