// The words with which thoughts are given up for others, and the tokens by which a tokenizer writes them.

using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Generation;

/// <summary>Words that switch from one thought to another.</summary>
static class SwitchWords
{
    /// <summary>
    /// The usual ones: "alternatively" is the paper's (arXiv 2501.18585, section 4), "wait" and "等等" are also those of the
    /// miniature world's traces. Words that as often go on with a thought ("but", "so", "check") are left out.
    /// </summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "wait", "alternatively", "hmm", "instead", "another way", "another approach", "another method", "on second thought",
        "等等", "等一下", "或者", "另一种", "换一种", "换个", "重新", "再想",
    ];

    /// <summary>
    /// The token sequences of some words: as they are and with a capital, each after a blank and without. A sequence that
    /// another begins with is not left out: both are the word.
    /// </summary>
    /// <exception cref="UserErrorException">A word is empty.</exception>
    public static IReadOnlyList<int[]> Sequences(Tokenizer tokenizer, IReadOnlyList<string> words)
    {
        var found = new List<int[]>();
        foreach (string form in words.SelectMany(Forms))
            if (tokenizer.EncodeOrdinary(form) is var tokens && !found.Exists(f => f.AsSpan().SequenceEqual(tokens)))
                found.Add(tokens);
        return found;
    }

    static IEnumerable<string> Forms(string word)
    {
        if (word.Trim() is not { Length: > 0 } bare)
            throw new UserErrorException("A switch word is empty: name words, separated by commas.");
        string capital = char.ToUpperInvariant(bare[0]) + bare[1..];
        return ((string[])[bare, capital, " " + bare, " " + capital]).Distinct();
    }
}
