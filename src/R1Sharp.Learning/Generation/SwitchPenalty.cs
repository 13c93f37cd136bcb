// The thought-switching penalty (TIP, Wang et al., arXiv 2501.18585, section 4): a model that leaves its thoughts too early is
// made to stay with each for a while.
//
//   ẑₜ(v) = zₜ(v) − α   where v is a switch token and t < Ψ + β,     ẑₜ(v) = zₜ(v)   elsewhere
//
// Ψ is where the thought at t began: the first token of the thoughts, or the last switch token. Words of several tokens are
// penalised at their last token, where those before it stand at the end of the text: no other word is touched.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.Learning.Generation;

/// <summary>
/// What is taken off which logits. Tokens are chosen from the penalised logits; the log-probability that is recorded is that of
/// the logits as they were, the one that a trainer computes: to a policy gradient the penalty is, as top-p, a part of how
/// samples are chosen, and no part of the policy.
/// </summary>
sealed class SwitchPenalty
{
    readonly int[] _single;
    readonly int[][] _several;

    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="UserErrorException">A word is empty.</exception>
    public SwitchPenalty(Tokenizer tokenizer, SwitchPenaltyOptions options)
        : this(SwitchWords.Sequences(tokenizer, options.Words ?? SwitchWords.All), options.Penalty, options.Window) { }

    /// <param name="sequences">The tokens of each word.</param>
    /// <param name="penalty">α.</param>
    /// <param name="window">β, tokens.</param>
    public SwitchPenalty(IReadOnlyList<int[]> sequences, double penalty, int window)
    {
        (Penalty, Window) = (penalty, window);
        _single = [.. sequences.Where(s => s.Length == 1).Select(s => s[0])];
        _several = [.. sequences.Where(s => s.Length > 1 && !_single.Contains(s[^1]))];
    }

    /// <summary>α.</summary>
    public double Penalty { get; }

    /// <summary>β, tokens.</summary>
    public int Window { get; }

    /// <summary>Tokens that alone are a switch word.</summary>
    public IReadOnlyList<int> Tokens => _single;

    /// <summary>Whether a text ends in a switch word.</summary>
    public bool Ends(ReadOnlySpan<int> text)
    {
        if (text.Length == 0)
            return false;
        if (_single.Contains(text[^1]))
            return true;
        foreach (int[] word in _several)
            if (text.EndsWith(word))
                return true;
        return false;
    }

    /// <summary>What is taken off the tokens that would end the text in a switch word.</summary>
    public LogitPenalty After(ReadOnlySpan<int> text)
    {
        List<int>? ending = null;
        for (int i = 0; i < _several.Length; i++)
            if (Continues(i, text) && !IsRepeated(i, text))
                (ending ??= [.. _single]).Add(_several[i][^1]);
        return new(ending ?? (IReadOnlyList<int>)_single, Penalty);
    }

    bool Continues(int word, ReadOnlySpan<int> text) => text.EndsWith(_several[word].AsSpan(..^1));

    // Two words that both could end here with the same token: it is penalised once.
    bool IsRepeated(int word, ReadOnlySpan<int> text)
    {
        for (int i = 0; i < word; i++)
            if (_several[i][^1] == _several[word][^1] && Continues(i, text))
                return true;
        return false;
    }
}
