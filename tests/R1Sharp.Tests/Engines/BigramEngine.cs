// A second engine, as small as one can be: it reads and writes the same files as the first, but of a network it takes the
// embedding and the head alone. What follows depends on the last two tokens.
//
//   state = E[last] + ½ E[the one before],   z = state · Hᵀ

using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Tests.Engines;

/// <summary>Networks of bigrams and a half.</summary>
/// <param name="samplerError">Added to what the sampler records: its samples are then not exact, and it says so.</param>
sealed class BigramEngine(float samplerError = 0) : IEngine
{
    public string Name => "bigram";

    public int Workers => 1;

    /// <summary>Networks made so far, by what they are for.</summary>
    public List<NetworkUse> Made { get; } = [];

    public IPolicy Policy(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null)
    {
        Made.Add(use);
        return new BigramPolicy(new BigramWeights(weights), samplerError);
    }

    public IScalarModel ScalarModel(IWeightSource weights, NetworkUse use, MemoryLayout? layout = null)
    {
        Made.Add(use);
        return new BigramScalarModel(new BigramWeights(weights));
    }

    public INetworkEstimate Estimate(ModelOptions shape, MemoryLayout? layout = null) => new OneOfEach(new ParameterLayout(shape).ParameterCount);

    public double MeasureFlops(Func<Action, double> secondsOf) => 1e9;

    public double MeasureReading(long bytes, Func<Action, double> secondsOf) => 1e9;

    public void Dispose() { }

    sealed class OneOfEach(long parameters) : INetworkEstimate
    {
        public long Parameters => parameters;

        public long TrainingBytes => 1;

        public long ReferenceBytes => 1;

        public long ScoringBytes => 1;

        public long BytesPerStep => 1;

        public long CacheBytes(long sequences, int tokens) => 1;

        public double SamplingSeconds(double tokens, double flops) => 1;

        public double DecodingSeconds(double tokens, double flops, double bytesPerSecond) => 1;

        public double TrainingSeconds(double tokens, double flops) => 1;

        public double ScoringSeconds(double tokens, double flops) => 1;
    }
}
