// From one row of logits to one token: penalty, temperature, top-k, top-p, min-p, draw.

using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Generation;

/// <summary>Chooses tokens. One for each worker; not for two threads at once.</summary>
sealed class Sampler(int vocabularySize)
{
    readonly float[] _weights = new float[vocabularySize];
    readonly float[] _penalised = new float[vocabularySize];
    readonly int[] _order = new int[vocabularySize];
    readonly float[] _keys = new float[vocabularySize];

    /// <summary>
    /// Chooses a token and returns it with its log-probability under the full distribution at the options' temperature.
    /// </summary>
    /// <param name="logits">Raw logits, V; divided by the temperature in place.</param>
    /// <param name="options">How to choose.</param>
    /// <param name="random">The completion's stream; one number is drawn, also when none is needed.</param>
    /// <param name="prompt">The prompt, for the repetition penalty.</param>
    /// <param name="completion">The completion so far, for the repetition penalty.</param>
    public (int Token, float LogProb) Choose(Span<float> logits, SamplingOptions options, ref RandomStream random, ReadOnlySpan<int> prompt, ReadOnlySpan<int> completion)
    {
        double uniform = random.NextDouble();
        bool greedy = options.Temperature == 0;
        TokenLogProbs.ScaleRow(logits, greedy ? 1 : (float)options.Temperature);
        Span<float> choice = logits;
        if (options.RepetitionPenalty != 1)
            choice = Penalise(logits, (float)options.RepetitionPenalty, prompt, completion);
        int token = greedy ? Sampling.ArgMax(choice) : Draw(choice, options, uniform);
        return (token, TokenLogProbs.LogProb(logits, token));
    }

    int Draw(ReadOnlySpan<float> logits, SamplingOptions options, double uniform)
    {
        Sampling.Weights(logits, _weights);
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
        foreach (int token in prompt)
            _penalised[token] = Penalised(logits[token], penalty);
        foreach (int token in completion)
            _penalised[token] = Penalised(logits[token], penalty);
        return _penalised;
    }

    static float Penalised(float logit, float penalty) => logit > 0 ? logit / penalty : logit * penalty;

    /// <summary>Sets to zero what is not among the first <paramref name="count"/> of the smallest set that holds <paramref name="share"/> of the weight; of equals the lower token comes first.</summary>
    void KeepMostProbable(int count, double share)
    {
        double total = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            (_order[i], _keys[i]) = (i, -_weights[i]);
            total += _weights[i];
        }
        SortByKeyThenIndex(share < 1 ? share * total : double.PositiveInfinity, count);
        double sum = 0;
        int kept = 0;
        while (kept < count && (kept == 0 || sum < share * total))
            sum += _weights[_order[kept++]];
        for (int i = kept; i < _order.Length; i++)
            _weights[_order[i]] = 0;
    }

    /// <summary>Sorts as much of the front as will be kept: a selection for the few, a full sort otherwise.</summary>
    void SortByKeyThenIndex(double needed, int count)
    {
        const int Few = 24;
        double sum = 0;
        for (int i = 0; i < Math.Min(Few, count) && sum < needed; i++)
        {
            int best = i;
            for (int j = i + 1; j < _order.Length; j++)
                if (_keys[j] < _keys[best] || (_keys[j] == _keys[best] && _order[j] < _order[best]))
                    best = j;
            (_order[i], _order[best]) = (_order[best], _order[i]);
            (_keys[i], _keys[best]) = (_keys[best], _keys[i]);
            sum -= _keys[i];
        }
        if (sum < needed && count > Few)
            Array.Sort(_order, Few, _order.Length - Few, Comparer<int>.Create((a, b) => _weights[a] != _weights[b] ? _weights[b].CompareTo(_weights[a]) : a.CompareTo(b)));
    }

    void KeepAbove(float share)
    {
        float threshold = share * _weights.Max();
        for (int i = 0; i < _weights.Length; i++)
            if (_weights[i] < threshold)
                _weights[i] = 0;
    }
}
