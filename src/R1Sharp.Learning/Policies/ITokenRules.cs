// What a completion's tokens must keep to, as a generator sees it: a grammar, a bias. Who asks for that, and why, it does not know.

using System.Numerics;

namespace R1Sharp.Learning.Policies;

/// <summary>Rules for completions; shared by any number of samples, which ask from several threads.</summary>
public interface ITokenRules
{
    /// <summary>The rules of one completion.</summary>
    ICompletionRules Begin();
}

/// <summary>The rules of one completion: follows its tokens and says which may come next. What it answers depends on the tokens alone.</summary>
public interface ICompletionRules
{
    /// <summary>The tokens that may be chosen next, at least one; null for all.</summary>
    /// <param name="tokens">The completion so far.</param>
    /// <param name="left">How many tokens it may still have, the next one included; at least 1.</param>
    TokenMask? Allowed(ReadOnlySpan<int> tokens, int left);

    /// <summary>What is added to logits, each token once; null for nothing.</summary>
    /// <param name="tokens">The completion so far.</param>
    IReadOnlyList<TokenBias>? Biases(ReadOnlySpan<int> tokens);

    /// <summary>The completion has one more token.</summary>
    void Appended(ReadOnlySpan<int> tokens);

    /// <summary>The tokens were cut back to so many.</summary>
    void CutTo(int count);
}

/// <summary>What is added to one logit, before it is divided by the temperature.</summary>
/// <param name="Token">Which.</param>
/// <param name="Amount">How much.</param>
public readonly record struct TokenBias(int Token, double Amount);

/// <summary>A set of tokens.</summary>
/// <param name="vocabularySize">V; no other token is in it.</param>
public sealed class TokenMask(int vocabularySize)
{
    const int WordBits = 64;

    readonly ulong[] _words = new ulong[(vocabularySize + WordBits - 1) / WordBits];

    /// <summary>How many tokens are in it.</summary>
    public int Count => _words.Sum(word => BitOperations.PopCount(word));

    /// <summary>Adds a token.</summary>
    public void Add(int token) => _words[token / WordBits] |= 1UL << token % WordBits;

    /// <summary>Whether a token is in it.</summary>
    public bool Contains(int token) => (uint)(token / WordBits) < (uint)_words.Length && (_words[token / WordBits] >> token % WordBits & 1) != 0;

    /// <summary>Writes a value at the place of every token that is not in it.</summary>
    public void Fill(Span<float> row, float value)
    {
        for (int first = 0; first < row.Length; first += WordBits)
        {
            ulong word = first / WordBits < _words.Length ? _words[first / WordBits] : 0;
            if (word == ulong.MaxValue)
                continue;
            int end = Math.Min(WordBits, row.Length - first);
            for (int i = 0; i < end; i++)
                if ((word >> i & 1) == 0)
                    row[first + i] = value;
        }
    }
}
