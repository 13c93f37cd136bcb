// Whether a program printed what was expected.

using System.Globalization;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>How printed texts are compared.</summary>
enum OutputRule
{
    /// <summary>Line by line; blanks before and behind a line and empty lines at the end do not count (Open-R1).</summary>
    Lines,

    /// <summary>As <see cref="Lines"/>, but lines of decimal numbers are equal where the numbers are: 1.0 is 1, to the last digit (LiveCodeBench).</summary>
    Decimals,

    /// <summary>Character by character.</summary>
    Exact,

    /// <summary>Word by word; any white space separates words.</summary>
    Words,
}

/// <summary>
/// Compares printed texts. Both must have the same number of lines and words: comparing pairwise up to the shorter one, as
/// some graders do, would accept an output that stops early.
/// </summary>
/// <param name="Rule">What counts; null takes the rule of the tests' source, which is <see cref="OutputRule.Lines"/> where nothing else is known.</param>
/// <param name="Tolerance">
/// Words that are finite decimal numbers x and y are equal where |x − y| ≤ tolerance · max(1, |y|), y the expected one;
/// 0 compares them as texts. With a tolerance the words of each line are compared.
/// </param>
sealed record OutputComparison(OutputRule? Rule = null, double Tolerance = 0)
{
    /// <summary>Whether what was printed is what was expected.</summary>
    public bool AreEqual(string printed, string expected) => Rule switch
    {
        OutputRule.Exact => printed == expected,
        OutputRule.Words => WordsAreEqual(printed, expected),
        OutputRule.Decimals => LinesAreEqual(printed, expected, (left, right) => ExactDecimal.AreEqual(Words(left), Words(right))),
        _ => LinesAreEqual(printed, expected, (left, right) => false),
    };

    bool LinesAreEqual(string printed, string expected, Func<string, string, bool> isEqual)
    {
        string[] left = Lines(printed), right = Lines(expected);
        return left.Length == right.Length && left.Zip(right)
            .All(pair => pair.First == pair.Second || isEqual(pair.First, pair.Second) || (Tolerance > 0 && WordsAreEqual(pair.First, pair.Second)));
    }

    bool WordsAreEqual(string printed, string expected)
    {
        string[] left = Words(printed), right = Words(expected);
        return left.Length == right.Length && left.Zip(right).All(pair => WordIsEqual(pair.First, pair.Second));
    }

    bool WordIsEqual(string printed, string expected) => printed == expected
        || (Tolerance > 0 && Number(printed) is { } x && Number(expected) is { } y && Math.Abs(x - y) <= Tolerance * Math.Max(1, Math.Abs(y)));

    static double? Number(string word) =>
        double.TryParse(word, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
            out double value) && double.IsFinite(value) ? value : null;

    static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    static string[] Lines(string text) => text.Trim() is { Length: > 0 } inner ? [.. inner.Split('\n').Select(line => line.Trim())] : [];
}
