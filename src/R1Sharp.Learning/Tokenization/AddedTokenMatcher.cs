// Finds added tokens in text: leftmost first and, of those that begin there, the longest.

using System.Buffers;
using System.Text;
using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization;

/// <summary>A trie over the contents of added tokens.</summary>
internal sealed class AddedTokenMatcher
{
    readonly Dictionary<(int Node, char Next), int> _edges = [];
    readonly List<AddedToken?> _tokenAt = [null];
    readonly SearchValues<char> _firstCharacters;

    /// <param name="tokens">Of tokens of one content, the special ones first, the first counts; one without content is never found.</param>
    public AddedTokenMatcher(IReadOnlyCollection<AddedToken> tokens)
    {
        tokens = [.. tokens.Where(token => token.Content.Length > 0).OrderByDescending(token => token.Special)];
        foreach (var token in tokens) Insert(token);
        _firstCharacters = SearchValues.Create(tokens.Select(token => token.Content[0]).Distinct().ToArray());
    }

    /// <summary>The next token that begins at or after <paramref name="from"/>; null when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where the token before ended; white space before it is not swallowed.</param>
    /// <param name="search">
    /// Where to begin; behind a match it is where its content ends, so that a token that begins with white space is found behind one
    /// that swallowed it.
    /// </param>
    /// <param name="start">Where the match begins, swallowed white space included.</param>
    /// <param name="end">Where it ends, exclusive, swallowed white space included.</param>
    public AddedToken? Next(ReadOnlySpan<char> text, int from, ref int search, out int start, out int end)
    {
        while (true)
        {
            int offset = text[search..].IndexOfAny(_firstCharacters);
            start = end = search + offset;
            if (offset < 0) return null;
            if (LongestAt(text, start) is { } token)
            {
                search = end = start + token.Content.Length;
                if (!token.SingleWord || StandsAlone(text, start, end))
                {
                    Strip(text, token, from, ref start, ref end);
                    return token;
                }
            }
            else
                search = start + 1;
        }
    }

    void Insert(AddedToken token)
    {
        int node = 0;
        foreach (char c in token.Content)
        {
            if (!_edges.TryGetValue((node, c), out int next))
            {
                _edges[(node, c)] = next = _tokenAt.Count;
                _tokenAt.Add(null);
            }
            node = next;
        }
        _tokenAt[node] ??= token;
    }

    AddedToken? LongestAt(ReadOnlySpan<char> text, int start)
    {
        AddedToken? longest = null;
        int node = 0;
        for (int i = start; i < text.Length && _edges.TryGetValue((node, text[i]), out node); i++)
            longest = _tokenAt[node] ?? longest;
        return longest;
    }

    static bool StandsAlone(ReadOnlySpan<char> text, int start, int end)
    {
        // A failed decoding gives U+FFFD, which is no word character; so does an empty side.
        Rune.DecodeLastFromUtf16(text[..start], out var before, out _);
        Rune.DecodeFromUtf16(text[end..], out var after, out _);
        return !IsWord(before) && !IsWord(after);
    }

    // \w of Rust's regular expressions: that of Unicode, and the two joiners.
    static bool IsWord(Rune character) => character.Value is 0x200C or 0x200D || PatternSet.Word.Contains(character.Value);

    static void Strip(ReadOnlySpan<char> text, AddedToken token, int from, ref int start, ref int end)
    {
        start = Math.Max(start, from);
        if (token.StripLeft) while (start > from && char.IsWhiteSpace(text[start - 1])) start--;
        if (token.StripRight) while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
    }
}
