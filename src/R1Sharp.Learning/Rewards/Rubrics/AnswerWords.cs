// How rubrics cut an answer into words, in English and Chinese.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Rubrics;

/// <summary>Cuts answers into words; case does not count.</summary>
static partial class AnswerWords
{
    /// <summary>Units of length: Latin words or numbers, and single Chinese characters.</summary>
    public static string[] Units(string text) => [.. Unit().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    /// <summary>Items of a list: as units, but Chinese characters that stand together are one item.</summary>
    public static string[] Items(string text) => [.. Item().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    /// <summary>Whether a phrase occurs: in whole words where it begins and ends with Latin letters, else anywhere.</summary>
    public static bool Contains(string text, string phrase)
    {
        for (int at = 0; (at = text.IndexOf(phrase, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            if (IsWhole(text, phrase, at))
                return true;
        return false;
    }

    static bool IsWhole(string text, string phrase, int at)
    {
        int end = at + phrase.Length;
        bool cutBefore = char.IsAsciiLetterOrDigit(phrase[0]) && at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]);
        return !cutBefore && !(char.IsAsciiLetterOrDigit(phrase[^1]) && end < text.Length && char.IsAsciiLetterOrDigit(text[end]));
    }

    [GeneratedRegex(@"[A-Za-z0-9]+|\p{L}")]
    private static partial Regex Unit();

    [GeneratedRegex(@"[A-Za-z0-9]+|\p{L}+")]
    private static partial Regex Item();
}
