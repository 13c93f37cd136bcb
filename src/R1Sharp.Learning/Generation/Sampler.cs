// From one row of logits to one token: penalties, temperature, top-k, top-p, min-p, draw.

using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Learning.Generation;

/// <summary>Chooses tokens. One for each worker; not for two threads at once.</summary>
/// <param name="vocabularySize">V.</param>
/// <param name="workspace">Whoever shares the work on a large vocabulary; null for nobody.</param>
sealed class Sampler(int vocabularySize, Workspace? workspace = null)
{
    // From the largest weight down to this share of it at first, then to a share of that share: few tokens are ever sorted.
    const float FirstShare = 1f / 64, NextShare = 1f / 4096;

    readonly float[] _weights = new float[vocabularySize];
    readonly float[] _penalised = new float[vocabularySize];
    readonly ulong[] _keys = new ulong[vocabularySize];
    readonly float[] _kept = new float[vocabularySize];

    /// <summary>
    /// Chooses a token and returns it with its log-probability under the full distribution at the options' temperature.
    /// </summary>
    /// <param name="logits">Raw logits, V; divided by the temperature in place.</param>
    /// <param name="options">How to choose.</param>
    /// <param name="uniform">A number of the completion's stream, 0 to 1; one is drawn for every token, also when none is needed.</param>
    /// <param name="prompt">The prompt, for the repetition penalty.</param>
    /// <param name="completion">The completion so far, for the penalties.</param>
    /// <param name="penalty">What makes tokens less probable here; null for nothing.</param>
    /// <param name="allowed">The tokens that may be chosen; null for all.</param>
    /// <param name="biases">What is added to logits; null for nothing.</param>
    public (int Token, float LogProb) Choose(
        Span<float> logits, SamplingOptions options, double uniform, ReadOnlySpan<int> prompt, ReadOnlySpan<int> completion, LogitPenalty? penalty = null,
        TokenMask? allowed = null, IReadOnlyList<TokenBias>? biases = null)
    {
        bool greedy = options.Temperature == 0;
        bool penalised = options.RepetitionPenalty != 1 || penalty is not null || allowed is not null || biases is { Count: > 0 };
        Scale(logits, options);
        var choice = penalised ? Penalise(logits, (float)options.RepetitionPenalty, prompt, completion) : logits;
        double temperature = greedy ? 1 : options.Temperature;
        if (penalty is { } less)
            TakeOff(choice, less, temperature);
        foreach (var bias in biases ?? [])
            choice[bias.Token] += (float)(bias.Amount / temperature);
        allowed?.Fill(choice, float.NegativeInfinity);
        if (greedy)
            return WithLogProb(logits, Sampling.ArgMax(choice));
        float max = workspace is null ? Sampling.Weights(choice, _weights) : Sampling.Weights(choice, _weights, workspace);
        // The exponential never is zero.
        allowed?.Fill(_weights, 0);
        float logSum = penalised ? 0 : Sampling.LogSum(_weights);
        int token = Draw(options, uniform);
        return penalised ? WithLogProb(logits, token) : (token, Finite(logits[token] - max - logSum));
    }

    /// <summary>The log-probability of a token that was not chosen here, as <see cref="Choose"/> would have recorded it.</summary>
    /// <param name="logits">Raw logits, V; divided by the temperature in place.</param>
    /// <param name="options">How tokens are chosen.</param>
    /// <param name="token">The token.</param>
    public float Record(Span<float> logits, SamplingOptions options, int token)
    {
        Scale(logits, options);
        return Finite(TokenLogProbs.LogProb(logits, token));
    }

    /// <summary>The most probable tokens of a row that was chosen from or recorded.</summary>
    /// <param name="logits">Its logits, as <see cref="Choose"/> and <see cref="Record"/> left them.</param>
    /// <param name="most">Where they go, most probable first; of equals the lower id.</param>
    public void MostProbable(ReadOnlySpan<float> logits, Span<TokenAlternative> most)
    {
        most = most[..Math.Min(most.Length, logits.Length)];
        float max = Sampling.Weights(logits, _weights), logSum = Sampling.LogSum(_weights);
        int found = 0;
        for (int token = 0; token < logits.Length; token++)
        {
            int place = found;
            while (place > 0 && most[place - 1].LogProb < logits[token])
                place--;
            if (place == most.Length)
                continue;
            found = Math.Min(found + 1, most.Length);
            most[place..(found - 1)].CopyTo(most[(place + 1)..]);
            most[place] = new(token, logits[token]);
        }
        foreach (ref var one in most)
            one = one with { LogProb = one.LogProb - max - logSum };
    }

    static void Scale(Span<float> logits, SamplingOptions options) => TokenLogProbs.ScaleRow(logits, options.Temperature == 0 ? 1 : (float)options.Temperature);

    static (int, float) WithLogProb(ReadOnlySpan<float> logits, int token) => (token, Finite(TokenLogProbs.LogProb(logits, token)));

    // Any logit that is not finite makes every log-probability of its row so.
    static float Finite(float logProb) => float.IsFinite(logProb) ? logProb : throw new NonFiniteLogitsException();

    int Draw(SamplingOptions options, double uniform)
    {
        if (options.TopK is { } topK && topK < _weights.Length)
            KeepMostProbable(topK, 1);
        if (options.TopP < 1)
            KeepMostProbable(_weights.Length, options.TopP);
        if (options.MinP > 0)
            KeepAbove((float)options.MinP);
        return Sampling.Draw(_weights, uniform);
    }

    Span<float> Penalise(ReadOnlySpan<float> logits, float penalty, ReadOnlySpan<int> prompt, ReadOnlySpan<int> completion)
    {
        logits.CopyTo(_penalised);
        if (penalty == 1)
            return _penalised;
        foreach (int token in prompt)
            _penalised[token] = Penalised(logits[token], penalty);
        foreach (int token in completion)
            _penalised[token] = Penalised(logits[token], penalty);
        return _penalised;
    }

    static void TakeOff(Span<float> logits, LogitPenalty penalty, double temperature)
    {
        float amount = (float)(penalty.Amount / temperature);
        foreach (int token in penalty.Tokens)
            logits[token] -= amount;
    }

    static float Penalised(float logit, float penalty) => logit > 0 ? logit / penalty : logit * penalty;

    /// <summary>
    /// Sets to zero what is not among the first <paramref name="count"/> of the smallest set that holds <paramref name="share"/>
    /// of the weight; of equals the lower token comes first.
    /// </summary>
    void KeepMostProbable(int count, double share)
    {
        double needed = double.PositiveInfinity;
        if (share < 1)
        {
            double total = 0;
            foreach (float weight in _weights)
                total += weight;
            needed = share * total;
        }
        int kept;
        float floor = Sampling.Max(_weights) * FirstShare;
        for (; !Enough(SortedFrom(floor), count, needed, out kept) && floor > 0; floor *= NextShare) { }
        Keep(_keys.AsSpan(0, kept));
    }

    /// <summary>Sorts the tokens whose weight is at least so much into the keys, heaviest first, of equals the lower token; returns how many.</summary>
    int SortedFrom(float floor)
    {
        int found = 0;
        for (int i = 0; i < _weights.Length; i++)
            if (_weights[i] >= floor)
                _keys[found++] = ((ulong)(uint.MaxValue - BitConverter.SingleToUInt32Bits(_weights[i])) << 32) | (uint)i;
        Array.Sort(_keys, 0, found);
        return found;
    }

    /// <summary>Takes from the front until there are so many, or their weights sum to what is needed; whether that was reached.</summary>
    bool Enough(int sorted, int count, double needed, out int kept)
    {
        double sum = 0;
        kept = 0;
        while (kept < sorted && kept < count && (kept == 0 || sum < needed))
            sum += _weights[(uint)_keys[kept++]];
        return kept == count || sum >= needed;
    }

    void Keep(ReadOnlySpan<ulong> keys)
    {
        for (int i = 0; i < keys.Length; i++)
            _kept[i] = _weights[(uint)keys[i]];
        Array.Clear(_weights);
        for (int i = 0; i < keys.Length; i++)
            _weights[(uint)keys[i]] = _kept[i];
    }

    void KeepAbove(float share)
    {
        float threshold = share * Sampling.Max(_weights);
        for (int i = 0; i < _weights.Length; i++)
            if (_weights[i] < threshold)
                _weights[i] = 0;
    }
}
