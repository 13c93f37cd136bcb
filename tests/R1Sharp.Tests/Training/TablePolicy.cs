// A policy small enough to see through: the next token depends on the last one alone, through a table of logits.

using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;

namespace R1Sharp.Tests.Training;

/// <summary>A bigram table trained by plain gradient descent; keeps the contract of <see cref="IPolicy"/>, log-probabilities in the same bits included.</summary>
sealed class TablePolicy(int vocabularySize) : IPolicy
{
    readonly double[] _logits = new double[vocabularySize * vocabularySize];
    readonly double[] _gradient = new double[vocabularySize * vocabularySize];

    /// <summary>The logit of <paramref name="next"/> after <paramref name="last"/>.</summary>
    public ref double Logit(int last, int next) => ref _logits[last * vocabularySize + next];

    /// <summary>Added to what the sampler records: breaks the contract.</summary>
    public float SamplerError { get; set; }

    /// <summary>A token whose log-probability the trainer finds to be minus infinity.</summary>
    public int? BrokenToken { get; set; }

    public IReadOnlyList<int> EndIds { get; init; } = [];

    public int? MaxPositions { get; init; }

    /// <summary>Number of updates made.</summary>
    public int Updates { get; private set; }

    /// <summary>Called with all completions while the generation has not ended yet.</summary>
    public Action<IReadOnlyList<GenerationRequest>, Completion[][]>? BeforeItReturns { get; set; }

    public double Probability(int last, int next) => Math.Exp(Row(last, 1)[next]);

    public Completion[][] Generate(IReadOnlyList<GenerationRequest> requests, TokenProduced? onToken = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Completion[][] results = [.. requests.Select(r => Enumerable.Range(0, r.SampleCount).Select(s => Sample(r, s)).ToArray())];
        BeforeItReturns?.Invoke(requests, results);
        return results;
    }

    /// <summary>Answers requests that come one by one, in place of one after the other.</summary>
    public Action<IEnumerable<GenerationRequest>>? TakesAll { get; set; }

    public void GenerateAll(IEnumerable<GenerationRequest> requests, int mostInFlight = int.MaxValue, CancellationToken cancellation = default)
    {
        if (TakesAll is not null)
            TakesAll(requests);
        else
            foreach (var request in requests)
                request.OnFinished?.Invoke(Generate([request], null, cancellation)[0]);
    }

    Completion Sample(GenerationRequest request, int sample)
    {
        var random = new RandomStream(request.Seed, RandomPurpose.Sampling, request.Step, request.PromptKey, sample);
        var (tokens, logProbs, last) = (new List<int>(), new List<float>(), request.Prompt[^1]);
        while (tokens.Count < request.Sampling.MaxCompletionTokens)
        {
            double[] row = Row(last, request.Sampling.Temperature);
            double u = random.NextDouble();
            for (last = 0; last < vocabularySize - 1 && (u -= Math.Exp(row[last])) >= 0;)
                last++;
            tokens.Add(last);
            logProbs.Add((float)row[last] + SamplerError);
            if (request.Sampling.StopTokens.Contains(last))
                return new([.. tokens], [.. logProbs], FinishReason.Stop);
        }
        return new([.. tokens], [.. logProbs], FinishReason.Length);
    }

    public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1) =>
        [.. sequences.Select(s => s.Targets.Select(t => LogProb(s.Tokens[t - 1], s.Tokens[t], temperature)).ToArray())];

    public TargetScores[] Measure(IReadOnlyList<TokenSequence> sequences) =>
        [.. LogProbs(sequences).Zip(sequences, (logProbs, s) => new TargetScores(logProbs, s.Targets.Count(t => Row(s.Tokens[t - 1], 1)[s.Tokens[t]] == Row(s.Tokens[t - 1], 1).Max())))];

    float LogProb(int last, int next, double temperature) =>
        next == BrokenToken ? float.NegativeInfinity : (float)Row(last, temperature)[next];

    public void Backward(IReadOnlyList<TokenSequence> sequences, SequenceLoss loss, double temperature = 1)
    {
        var logProbs = LogProbs(sequences, temperature);
        var (dLogProbs, dEntropies) = (new float[sequences.Count][], new float[sequences.Count][]);
        Parallel.For(0, sequences.Count, i =>
        {
            float[] entropies = [.. sequences[i].Targets.Select(t => (float)-Row(sequences[i].Tokens[t - 1], temperature).Sum(p => Math.Exp(p) * p))];
            (dLogProbs[i], dEntropies[i]) = (new float[entropies.Length], new float[entropies.Length]);
            loss(i, logProbs[i], entropies, dLogProbs[i], dEntropies[i]);
        });
        for (int i = 0; i < sequences.Count; i++)
            for (int t = 0; t < sequences[i].Targets.Length; t++)
                Accumulate(sequences[i], t, dLogProbs[i][t], dEntropies[i][t], temperature);
    }

    public float[][] Backward(IReadOnlyList<TokenSequence> sequences, float[][] dLogProbs, double temperature = 1)
    {
        Backward(sequences, (i, _, _, d, _) => dLogProbs[i].CopyTo(d), temperature);
        return LogProbs(sequences, temperature);
    }

    // ∂log p_k/∂z_j = [j = k] − p_j and ∂H/∂z_j = −p_j (log p_j + H), each over the temperature.
    void Accumulate(TokenSequence sequence, int t, double dLogProb, double dEntropy, double temperature)
    {
        int last = sequence.Tokens[sequence.Targets[t] - 1], token = sequence.Tokens[sequence.Targets[t]];
        double[] row = Row(last, temperature);
        double entropy = -row.Sum(p => Math.Exp(p) * p);
        for (int j = 0; j < vocabularySize; j++)
            _gradient[last * vocabularySize + j] += token == BrokenToken ? double.NaN : (dLogProb * ((j == token ? 1 : 0) - Math.Exp(row[j]))
                - dEntropy * Math.Exp(row[j]) * (row[j] + entropy)) / temperature;
    }

    // ∂D/∂z_j = p_j (log p_j − log q_j − D), over the temperature.
    public float[][] BackwardDivergence(IReadOnlyList<TokenSequence> sequences, IReferencePolicy teacher, IReadOnlyList<double> tokenWeights, double temperature = 1) =>
        [.. sequences.Select((sequence, s) => sequence.Targets.Select(t =>
        {
            int last = sequence.Tokens[t - 1];
            double[] p = Row(last, temperature), q = ((TablePolicy)teacher).Row(last, temperature);
            double divergence = p.Zip(q, (x, y) => Math.Exp(x) * (x - y)).Sum();
            for (int j = 0; j < vocabularySize; j++)
                _gradient[last * vocabularySize + j] += tokenWeights[s] * Math.Exp(p[j]) * (p[j] - q[j] - divergence) / temperature;
            return (float)divergence;
        }).ToArray())];

    public double Update(double learningRate)
    {
        double norm = Math.Sqrt(_gradient.Sum(g => g * g));
        for (int i = 0; i < _logits.Length && double.IsFinite(norm); i++)
            _logits[i] -= learningRate * _gradient[i];
        Array.Clear(_gradient);
        Updates++;
        return norm;
    }

    public void SaveWeights(string directory) => SaveState(directory);

    public IReferencePolicy LoadReference(string directory)
    {
        var reference = new TablePolicy(vocabularySize);
        reference.LoadState(directory);
        return reference;
    }

    public IReferencePolicy Freeze()
    {
        var copy = new TablePolicy(vocabularySize);
        _logits.CopyTo(copy._logits, 0);
        return copy;
    }

    public IReferencePolicy Blend(IReferencePolicy earlier, double share)
    {
        var mixed = new TablePolicy(vocabularySize);
        for (int i = 0; i < _logits.Length; i++)
            mixed._logits[i] = share * _logits[i] + (1 - share) * ((TablePolicy)earlier)._logits[i];
        return mixed;
    }

    public void Restore(IReferencePolicy frozen) => ((TablePolicy)frozen)._logits.CopyTo(_logits, 0);

    public void ResetOptimizer(OptimizerOptions options) { }

    public void SaveState(string directory) =>
        File.WriteAllBytes(Path.Combine(directory, "table"), [.. _logits.SelectMany(BitConverter.GetBytes)]);

    public void LoadState(string directory)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(directory, "table"));
        Buffer.BlockCopy(bytes, 0, _logits, 0, bytes.Length);
    }

    public bool SamplesAreExact => SamplerError == 0 || !IsHonest;

    /// <summary>Whether it says so where the sampler's numbers are not the trainer's.</summary>
    public bool IsHonest { get; set; }

    public IWeightSource Weights => throw new NotSupportedException("A table has no tensors.");

    public SequenceScores Score(int[] tokens)
    {
        float[] last = [.. Row(tokens[^1], 1).Select(p => (float)p)];
        return new(LogProbs([new TokenSequence(tokens)])[0], Array.IndexOf(last, last.Max()), last);
    }

    public void Dispose() { }

    public string? FindNonFiniteWeight() => Array.TrueForAll(_logits, double.IsFinite) ? null : "table.logits";

    /// <summary>A hash of the weights.</summary>
    public ulong Hash() => _logits.Aggregate(14695981039346656037UL, (hash, z) => (hash ^ BitConverter.DoubleToUInt64Bits(z)) * 1099511628211UL);

    double[] Row(int last, double temperature)
    {
        double[] row = [.. new ArraySegment<double>(_logits, last * vocabularySize, vocabularySize).Select(z => z / temperature)];
        double largest = row.Max(), sum = row.Sum(z => Math.Exp(z - largest));
        return [.. row.Select(z => z - largest - Math.Log(sum))];
    }
}
