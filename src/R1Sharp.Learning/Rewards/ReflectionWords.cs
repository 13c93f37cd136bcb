// Counts the words with which a model stops to look at its own work: the measure behind the "aha" curves.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards;

/// <summary>
/// Counts self-check words, each occurrence once: "wait", "check", "verify", "mistake" and their like, and the Chinese
/// ones. Words that are as often no self-check ("but", "however", "no") are left out. Whole words in English, substrings in
/// Chinese; docs/miniature.md has the list.
/// </summary>
static partial class ReflectionWords
{
    /// <summary>How many self-check words a text has.</summary>
    public static int Count(string text) => Words().Count(text);

    /// <summary>Where they stand: the first character of each and its length, in order.</summary>
    public static IReadOnlyList<(int Start, int Length)> Find(string text) => [.. Words().Matches(text).Select(m => (m.Index, m.Length))];

    [GeneratedRegex(@"\b(wait|hmm+|check|checking|recheck|rechecking|re-check|double-check|verify|verifying|alternatively|mistake|retry|rethink"
        + @"|reconsider)\b|等等|等一下|检查|验证|重新|再想|再试|另一种", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
