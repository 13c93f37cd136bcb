// What follows a row: a token that the model chooses, one that is put in its place, or one from outside; and whether that is the end.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>Chooses tokens for the samples of one worker.</summary>
/// <param name="decoder">Whose rows they follow.</param>
/// <param name="maxPositions">Tokens that a prompt and its completion may have together.</param>
sealed class TokenChooser(IDecoder decoder, int maxPositions)
{
    /// <summary>Chooses what follows a row; whether a token was added.</summary>
    public bool Choose(RunningSample sample, DecodedRow row, TokenProduced? onToken)
    {
        // Where tokens are taken back, the position before them is computed again: nothing is chosen in this round.
        if (sample.Thoughts?.Before() is { } closing && sample.Carry(closing))
            return false;
        if (sample.NextForced() is { } forced)
            Force(sample, row, forced);
        else if (!Sample(sample, row))
            return false;
        if (IsFull(sample))
            sample.Finish ??= FinishReason.Length;
        Show(sample, onToken);
        return true;
    }

    /// <summary>Appends a token that the model chooses, or the first of those that are put in its place; whether one was appended.</summary>
    bool Sample(RunningSample sample, DecodedRow row)
    {
        var request = sample.Task.Request;
        var (token, logProb) = decoder.Choose(row, new TokenChoice
        {
            Sampling = request.Sampling,
            Uniform = sample.Random.NextDouble(),
            Prompt = request.Prompt,
            Completion = sample.TokenSpan,
            Penalty = sample.Thoughts?.Penalty(sample.TokenSpan),
            Allowed = sample.Rules?.Allowed(sample.TokenSpan, MostTokens(sample) - sample.Tokens.Count),
            Biases = sample.Rules?.Biases(sample.TokenSpan),
        });
        if (sample.Thoughts?.InsteadOf(token, request.Sampling.StopTokens.Contains(token)) is { } intervention)
        {
            if (sample.Carry(intervention))
                return false;
            Force(sample, row, sample.NextForced()!.Value);
            return true;
        }
        Append(sample, token, logProb, isForced: false);
        sample.Finish = FinishOf(sample, token);
        if (sample.Finish is null && !IsFull(sample))
            sample.Pending = request.Interject?.Invoke(sample.TokenSpan);
        return true;
    }

    void Force(RunningSample sample, DecodedRow row, int token) =>
        Append(sample, token, decoder.Record(row, sample.Task.Request.Sampling, token), isForced: true);

    void Append(RunningSample sample, int token, float logProb, bool isForced)
    {
        if (sample.Task.Request.Alternatives is > 0 and var count)
        {
            var most = new TokenAlternative[count];
            decoder.MostProbable(most);
            sample.Alternatives.Add(most);
        }
        sample.Append(token, logProb, isForced);
    }

    static void Show(RunningSample sample, TokenProduced? onToken)
    {
        if (onToken is not null)
            lock (onToken)
                for (; sample.Shown < sample.Settled; sample.Shown++)
                    onToken(sample.Task.RequestIndex, sample.SampleIndex, sample.Tokens[sample.Shown], sample.ForcedTokens.BinarySearch(sample.Shown) >= 0);
        else if (sample.Task.Of.Listener is { } listener)
            for (; sample.Shown < sample.Settled; sample.Shown++)
                listener.Produced(sample.SampleIndex, sample.At(sample.Shown));
    }

    bool IsFull(RunningSample sample) => sample.Tokens.Count >= MostTokens(sample);

    /// <summary>Most tokens that a completion may have.</summary>
    public int MostTokens(RunningSample sample) =>
        Math.Min(sample.Task.Request.Sampling.MaxCompletionTokens, maxPositions - sample.Task.Request.Prompt.Length);

    static FinishReason? FinishOf(RunningSample sample, int token)
    {
        var sampling = sample.Task.Request.Sampling;
        if (sampling.StopTokens.Contains(token) || (sampling.StopStrings.Count > 0 && EndsInStopString(sample, sampling.StopStrings)))
            return FinishReason.Stop;
        return null;
    }

    static bool EndsInStopString(RunningSample sample, IReadOnlyList<string> stops)
    {
        if (sample.Task.Request.Decode is not { } decode)
            throw new InvalidOperationException("Stop strings need the text of tokens: give the request a decoder.");
        // Every token holds at least one byte, so a stop string that ends with the newest token lies within this tail. What the model did not choose ends
        // nothing: an echoed prompt, a tool's output, thoughts that were put in.
        int tail = stops.Max(System.Text.Encoding.UTF8.GetByteCount) + 4;
        int chosen = sample.ForcedTokens.Count > 0 ? sample.ForcedTokens[^1] + 1 : 0;
        string text = decode(sample.TokenSpan[Math.Max(chosen, sample.Tokens.Count - tail)..]);
        return stops.Any(stop => text.Contains(stop, StringComparison.Ordinal));
    }
}
