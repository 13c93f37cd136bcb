// A prompt that is to be told with log-probabilities is a completion of its first token whose other tokens are put there: they are recorded in the
// bits that the trainer computes, some hundred rows at a time.

using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Serving;

/// <summary>Puts the rest of a prompt before a completion.</summary>
/// <param name="rest">The prompt without its first token, at least one.</param>
/// <param name="inner">The steering of what follows; null for none.</param>
sealed class EchoSteering(int[] rest, ISteering? inner) : ISteering
{
    /// <inheritdoc/>
    public ISteeredCompletion Begin(int[] prompt) => new Echo(rest, inner?.Begin([.. prompt, .. rest]));

    sealed class Echo(int[] rest, ISteeredCompletion? inner) : ISteeredCompletion
    {
        bool _isPut;
        int _count;

        public int HeldTokens => inner?.HeldTokens ?? 0;

        bool IsEchoing => _count < rest.Length;

        public Intervention? Before()
        {
            if (!_isPut)
            {
                _isPut = true;
                return new(0, rest);
            }
            return IsEchoing ? null : Behind(inner?.Before());
        }

        public Intervention? InsteadOf(int token, bool isEnd) => Behind(inner?.InsteadOf(token, isEnd));

        public void CutTo(int count)
        {
            _count = count;
            if (_count >= rest.Length)
                inner?.CutTo(count - rest.Length);
        }

        public void Appended(ReadOnlySpan<int> tokens)
        {
            if (++_count > rest.Length)
                inner?.Appended(tokens[rest.Length..]);
        }

        public LogitPenalty? Penalty(ReadOnlySpan<int> tokens) => IsEchoing ? null : inner?.Penalty(tokens[rest.Length..]);

        Intervention? Behind(Intervention? one) => one is { } given ? given with { KeptTokens = given.KeptTokens + rest.Length } : null;
    }
}
