using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Tests.Engines;

/// <summary>A language model of the second engine; scheduling, steering and tools are the house's.</summary>
sealed class BigramPolicy : IPolicy
{
    readonly BigramWeights _weights;
    readonly Scheduler _scheduler;
    readonly float _samplerError;

    public BigramPolicy(BigramWeights weights, float samplerError)
    {
        (_weights, _samplerError) = (weights, samplerError);
        _scheduler = new Scheduler(
            new BigramDecoders(weights, samplerError), new SchedulerOptions { SlotsPerWorker = 5, PromptRowsPerRound = 7, SamplesPerTask = 3 });
    }

    public IReadOnlyList<int> EndIds => _weights.Shape.EndIds;

    public int? MaxPositions => _weights.Shape.MaxPositions;

    public bool SamplesAreExact => _samplerError == 0;

    public IWeightSource Weights => _weights;

    public Completion[][] Generate(IReadOnlyList<GenerationRequest> requests, TokenProduced? onToken = null, CancellationToken cancellation = default) =>
        _scheduler.Generate(requests, onToken, cancellation);

    public void GenerateAll(IEnumerable<GenerationRequest> requests, int mostInFlight = int.MaxValue, CancellationToken cancellation = default) =>
        _scheduler.GenerateAll(requests, mostInFlight, cancellation);

    public ILiveGeneration Live(LiveOptions options) => _scheduler.Live(options);

    public float[][] LogProbs(IReadOnlyList<TokenSequence> sequences, double temperature = 1) =>
        [.. sequences.Select(s => s.Targets.Select(t => Row(s, t, temperature)[s.Tokens[t]]).ToArray())];

    public SequenceScores Score(int[] tokens)
    {
        float[] last = Row(tokens, tokens.Length, 1);
        return new(LogProbs([new TokenSequence(tokens)])[0], Array.IndexOf(last, last.Max()), last);
    }

    public TargetScores[] Measure(IReadOnlyList<TokenSequence> sequences) =>
        [.. LogProbs(sequences).Zip(sequences, (logProbs, s) => new TargetScores(logProbs, s.Targets.Count(t => Row(s, t, 1)[s.Tokens[t]] == Row(s, t, 1).Max())))];

    public void Backward(IReadOnlyList<TokenSequence> sequences, SequenceLoss loss, double temperature = 1)
    {
        var logProbs = LogProbs(sequences, temperature);
        for (int i = 0; i < sequences.Count; i++)
        {
            float[] entropies = [.. sequences[i].Targets.Select(t => Entropy(Row(sequences[i], t, temperature)))];
            float[] dLogProbs = new float[entropies.Length], dEntropies = new float[entropies.Length];
            loss(i, logProbs[i], entropies, dLogProbs, dEntropies);
            for (int t = 0; t < dLogProbs.Length; t++)
                Accumulate(sequences[i], sequences[i].Targets[t], dLogProbs[t], dEntropies[t], temperature);
        }
    }

    public float[][] Backward(IReadOnlyList<TokenSequence> sequences, float[][] dLogProbs, double temperature = 1)
    {
        var logProbs = LogProbs(sequences, temperature);
        Backward(sequences, (i, _, _, d, _) => dLogProbs[i].CopyTo(d), temperature);
        return logProbs;
    }

    // ∂log p_k/∂z_j = [j = k] − p_j and ∂H/∂z_j = −p_j (log p_j + H), each over the temperature.
    void Accumulate(TokenSequence sequence, int target, double dLogProb, double dEntropy, double temperature)
    {
        float[] row = Row(sequence, target, temperature);
        double entropy = Entropy(row);
        AddGradient(sequence, target, [.. row.Select((p, j) =>
            (float)((dLogProb * ((j == sequence.Tokens[target] ? 1 : 0) - Math.Exp(p)) - dEntropy * Math.Exp(p) * (p + entropy)) / temperature))]);
    }

    // ∂D/∂z_j = p_j (log p_j − log q_j − D), over the temperature.
    public float[][] BackwardDivergence(
        IReadOnlyList<TokenSequence> sequences, IReferencePolicy teacher, IReadOnlyList<double> tokenWeights, double temperature = 1) =>
        [.. sequences.Select((sequence, s) => sequence.Targets.Select(t =>
        {
            float[] p = Row(sequence, t, temperature), q = Own(teacher).Row(sequence, t, temperature);
            double divergence = p.Zip(q, (x, y) => Math.Exp(x) * (x - y)).Sum();
            AddGradient(sequence, t, [.. p.Zip(q, (x, y) => (float)(tokenWeights[s] * Math.Exp(x) * (x - y - divergence) / temperature))]);
            return (float)divergence;
        }).ToArray())];

    public double Update(double learningRate) => _weights.Update(learningRate);

    public IReferencePolicy Freeze() => new BigramPolicy(new BigramWeights(_weights), _samplerError);

    public IReferencePolicy Blend(IReferencePolicy earlier, double share) => new BigramPolicy(_weights.Mixed(Own(earlier)._weights, share), _samplerError);

    public void Restore(IReferencePolicy frozen) => _weights.CopyFrom(Own(frozen)._weights);

    public void ResetOptimizer(OptimizerOptions options) { }

    public void SaveWeights(string directory) => _weights.Save(directory);

    public IReferencePolicy LoadReference(string directory)
    {
        using var weights = WeightSources.Open(directory);
        return new BigramPolicy(new BigramWeights(weights), _samplerError);
    }

    public void SaveState(string directory) => SaveWeights(directory);

    public void LoadState(string directory)
    {
        using var weights = WeightSources.Open(directory);
        _weights.CopyFrom(new BigramWeights(weights));
    }

    public string? FindNonFiniteWeight() => _weights.FindNotFinite();

    public void Dispose() => _scheduler.Dispose();

    static BigramPolicy Own(IReferencePolicy other) => other as BigramPolicy ?? throw new UserErrorException("That network is another engine's.");

    static float Entropy(float[] row) => (float)-row.Sum(p => Math.Exp(p) * p);

    void AddGradient(TokenSequence sequence, int target, float[] dLogits) =>
        _weights.Backward(sequence.Tokens[target - 1], target > 1 ? sequence.Tokens[target - 2] : null, dLogits);

    float[] Row(TokenSequence sequence, int target, double temperature) => Row(sequence.Tokens, target, temperature);

    // log π of every token at a place, in the bits of the sampler.
    float[] Row(int[] tokens, int place, double temperature)
    {
        float[] logits = _weights.Outputs(_weights.State(tokens[place - 1], place > 1 ? tokens[place - 2] : null)), weights = new float[logits.Length];
        TokenLogProbs.ScaleRow(logits, (float)temperature);
        float max = Sampling.Weights(logits, weights), logSum = Sampling.LogSum(weights);
        return [.. logits.Select(z => z - max - logSum)];
    }
}
