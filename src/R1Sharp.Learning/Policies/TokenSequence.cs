// A tokenised text and which of its tokens are learned from.

namespace R1Sharp.Learning.Policies;

/// <summary>
/// One sequence as the trainer sees it. The log-probability of token t (t ≥ 1) is conditioned on tokens 0 … t−1 of the
/// same sequence and on nothing else. Targets are the tokens whose log-probabilities are wanted: never token 0, and for
/// reinforcement learning never the prompt nor a token that was forced upon the model.
/// </summary>
public sealed class TokenSequence
{
    /// <param name="tokens">The token ids, prompt first.</param>
    /// <param name="firstTarget">Index of the first target; all tokens from there on are targets.</param>
    /// <exception cref="ArgumentException">The range of targets does not lie inside tokens 1 … n−1.</exception>
    public TokenSequence(int[] tokens, int firstTarget = 1)
        : this(tokens, [.. Enumerable.Range(firstTarget, tokens.Length - firstTarget)]) { }

    /// <param name="tokens">The token ids, prompt first.</param>
    /// <param name="targets">Indices of the targets, ascending, each in 1 … n−1.</param>
    /// <exception cref="ArgumentException">The targets are not ascending or lie outside 1 … n−1.</exception>
    public TokenSequence(int[] tokens, int[] targets)
    {
        for (int i = 0; i < targets.Length; i++)
            if (targets[i] < 1 || targets[i] >= tokens.Length || (i > 0 && targets[i] <= targets[i - 1]))
                throw new ArgumentException($"Target {i} is token {targets[i]}: targets ascend within 1 … {tokens.Length - 1}.", nameof(targets));
        Tokens = tokens;
        Targets = targets;
    }

    TokenSequence(int[] tokens, ReadOnlySpan<int> lengths)
    {
        for (int i = 0; i < lengths.Length; i++)
            if (lengths[i] < 1 || lengths[i] > tokens.Length || (i > 0 && lengths[i] <= lengths[i - 1]))
                throw new ArgumentException($"State {i} is that after {lengths[i]} tokens: states ascend within 1 … {tokens.Length}.", nameof(lengths));
        Tokens = tokens;
        Targets = lengths.ToArray();
    }

    /// <summary>
    /// A sequence of which values are wanted: that of the state after the first n tokens, for each n of <paramref name="lengths"/>.
    /// A target t of any other sequence is the same state, the one before token t; here t may be the number of tokens, which no
    /// log-probability belongs to.
    /// </summary>
    /// <param name="tokens">The token ids.</param>
    /// <param name="lengths">How many tokens each state has seen, ascending within 1 … n.</param>
    /// <exception cref="ArgumentException">They are not ascending or lie outside 1 … n.</exception>
    public static TokenSequence OfStates(int[] tokens, params ReadOnlySpan<int> lengths) => new(tokens, lengths);

    /// <summary>The token ids, prompt first.</summary>
    public int[] Tokens { get; }

    /// <summary>Indices into <see cref="Tokens"/> of the tokens whose log-probabilities are wanted, ascending.</summary>
    public int[] Targets { get; }

    /// <summary>Whether the last state asked for is that after all tokens, so that there are values but no log-probabilities.</summary>
    public bool IsForValues => Targets.Length > 0 && Targets[^1] == Tokens.Length;
}
