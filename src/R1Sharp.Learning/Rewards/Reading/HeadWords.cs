// Patterns over prose are dear, and most texts hold none of the words without which one cannot match: these are looked for first.

using System.Buffers;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Reading;

/// <summary>Words, in any case, of which one stands in whatever a pattern finds.</summary>
sealed class HeadWords(params string[] words)
{
    readonly SearchValues<string> _words = SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether one of them stands in a text.</summary>
    public bool AreIn(string text) => text.AsSpan().ContainsAny(_words);

    /// <summary>Where the first of them stands from an index on; −1 where none does.</summary>
    public int First(string text, int from) => from <= text.Length && text.AsSpan(from).IndexOfAny(_words) is >= 0 and var at ? from + at : -1;

    /// <summary>Whether the pattern that they belong to matches a text.</summary>
    public bool Find(Regex pattern, string text) => AreIn(text) && pattern.IsMatch(text);
}
