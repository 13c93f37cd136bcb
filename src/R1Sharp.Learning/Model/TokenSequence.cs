// A tokenised text and which of its tokens are learned from.

namespace R1Sharp.Learning.Model;

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

    /// <summary>The token ids, prompt first.</summary>
    public int[] Tokens { get; }

    /// <summary>Indices into <see cref="Tokens"/> of the tokens whose log-probabilities are wanted, ascending.</summary>
    public int[] Targets { get; }
}
