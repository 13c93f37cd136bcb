// A network that says what was written beforehand: at each place all tokens but one are made improbable. It is run, and its
// tokens are drawn, as always.

using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Gives each completion that begins the next script.</summary>
/// <param name="vocabulary">V.</param>
/// <param name="scripts">What the completions of a request are to say.</param>
sealed class ReplaySteering(int vocabulary, int[][] scripts) : ISteering
{
    // Far beyond any logit: what is left of the others is exactly zero.
    const double Improbable = 1e6;

    int _begun = -1;

    /// <inheritdoc/>
    public ISteeredCompletion Begin(int[] prompt) => new Replayed(vocabulary, scripts[Interlocked.Increment(ref _begun) % scripts.Length]);

    sealed class Replayed(int vocabulary, int[] script) : ISteeredCompletion
    {
        readonly List<int> _others = [.. Enumerable.Range(0, vocabulary)];
        int _spared = -1;

        /// <inheritdoc/>
        public int HeldTokens => 0;

        /// <inheritdoc/>
        public Intervention? Before() => null;

        /// <inheritdoc/>
        public Intervention? InsteadOf(int token, bool isEnd) => null;

        /// <inheritdoc/>
        public void CutTo(int count) => throw new InvalidOperationException("Nothing takes a replayed token back.");

        /// <inheritdoc/>
        public void Appended(ReadOnlySpan<int> tokens) { }

        // All tokens but one, the last of the list standing in that one's place.
        /// <inheritdoc/>
        public LogitPenalty? Penalty(ReadOnlySpan<int> tokens)
        {
            int next = script[Math.Min(tokens.Length, script.Length - 1)], last = vocabulary - 1;
            if (_spared >= 0 && _spared < last)
                _others[_spared] = _spared;
            if (_others.Count == vocabulary)
                _others.RemoveAt(last);
            if (next < last)
                _others[next] = last;
            _spared = next;
            return new(_others, Improbable);
        }
    }
}
