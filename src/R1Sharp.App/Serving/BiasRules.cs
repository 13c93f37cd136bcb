// Penalties on what was said already, and biases: what is added to logits.
//
//   ẑ(v) = z(v) + bias(v) − presence · [count(v) > 0] − frequency · count(v)        (OpenAI's API reference)
//
// count(v): how often v stands in the completion. The log-probabilities that are told are those of z.

using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>What is added to logits.</summary>
/// <param name="Presence">Taken off every token that was said.</param>
/// <param name="Frequency">Taken off for each time that it was.</param>
/// <param name="Biases">Added to some tokens.</param>
sealed record BiasOptions(double Presence, double Frequency, IReadOnlyList<TokenBias> Biases);

/// <summary>The same as rules of completions.</summary>
/// <param name="options">What is added.</param>
/// <param name="first">Tokens at the beginning that do not count: an echo of the prompt.</param>
/// <param name="grammar">What else completions must keep to; null for nothing.</param>
sealed class BiasRules(BiasOptions options, int first, ITokenRules? grammar) : ITokenRules
{
    /// <inheritdoc/>
    public ICompletionRules Begin() => new Followed(options, first, grammar?.Begin());

    sealed class Followed(BiasOptions options, int first, ICompletionRules? grammar) : ICompletionRules
    {
        readonly Dictionary<int, int> _counts = [];
        readonly List<int> _tokens = [];

        public TokenMask? Allowed(ReadOnlySpan<int> tokens, int left) => grammar?.Allowed(tokens, left);

        public IReadOnlyList<TokenBias>? Biases(ReadOnlySpan<int> tokens)
        {
            if (_counts.Count == 0)
                return options.Biases;
            var all = options.Biases.ToDictionary(b => b.Token, b => b.Amount);
            if (options.Presence != 0 || options.Frequency != 0)
                foreach (var (token, count) in _counts)
                    all[token] = all.GetValueOrDefault(token) - options.Presence - options.Frequency * count;
            return [.. all.Select(b => new TokenBias(b.Key, b.Value))];
        }

        public void Appended(ReadOnlySpan<int> tokens)
        {
            grammar?.Appended(tokens);
            _tokens.Add(tokens[^1]);
            if (_tokens.Count > first)
                _counts[tokens[^1]] = _counts.GetValueOrDefault(tokens[^1]) + 1;
        }

        public void CutTo(int count)
        {
            grammar?.CutTo(count);
            for (int i = _tokens.Count - 1; i >= Math.Max(count, first); i--)
                if (--_counts[_tokens[i]] == 0)
                    _counts.Remove(_tokens[i]);
            _tokens.RemoveRange(count, _tokens.Count - count);
        }
    }
}
