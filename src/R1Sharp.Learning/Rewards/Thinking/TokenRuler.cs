// How many tokens stand before a place of a text: exactly where the tokens are known, else by the text's parts.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Rewards.Thinking;

/// <summary>Measures texts in tokens.</summary>
sealed partial class TokenRuler
{
    readonly int[] _ends;
    readonly double _scale;

    TokenRuler(int[] ends, int total) => (_ends, Total, _scale) = (ends, total, ends.Length == 0 ? 0 : (double)total / ends.Length);

    /// <summary>Tokens of the whole text, the end-of-text token included where it was counted.</summary>
    public int Total { get; }

    /// <summary>The tokens' own boundaries.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="tokens">The tokens of the completion.</param>
    public static TokenRuler Exact(Tokenizer tokenizer, IReadOnlyList<int> tokens)
    {
        var decoder = new StreamingDecoder(tokenizer, skipSpecial: false);
        int[] ends = new int[tokens.Count];
        int at = 0;
        for (int i = 0; i < ends.Length; i++)
            ends[i] = at += decoder.Add(tokens[i]).Length;
        return new TokenRuler(ends, tokens.Count);
    }

    /// <summary>
    /// Boundaries by the text's parts, which are words, digits, signs and Chinese characters; each part counts the same share of
    /// the tokens.
    /// </summary>
    /// <param name="text">The completion.</param>
    /// <param name="total">Its tokens; null counts the parts themselves.</param>
    public static TokenRuler ByParts(string text, int? total)
    {
        int[] ends = [.. Part().Matches(text).Select(match => match.Index + match.Length)];
        return new TokenRuler(ends, total ?? ends.Length);
    }

    /// <summary>Tokens up to a place: those that begin before it.</summary>
    /// <param name="place">Index of a character.</param>
    public int Before(int place)
    {
        int index = Array.BinarySearch(_ends, place);
        int count = index >= 0 ? LastEqual(index) + 1 : Math.Min(~index + (StartsBefore(~index, place) ? 1 : 0), _ends.Length);
        return (int)Math.Round(count * _scale);
    }

    bool StartsBefore(int part, int place) => part < _ends.Length && (part == 0 ? 0 : _ends[part - 1]) < place;

    // Tokens that end inside a character have the same end as the token before them.
    int LastEqual(int index)
    {
        while (index + 1 < _ends.Length && _ends[index + 1] == _ends[index])
            index++;
        return index;
    }

    [GeneratedRegex(@"</?[a-z_]+>|[A-Za-z]+|[0-9]|\S")]
    private static partial Regex Part();
}
