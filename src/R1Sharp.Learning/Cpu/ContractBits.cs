// Hashes of what the engine computes on a small network with odd sizes. The same on every machine and with any number of
// threads, or the numerical contract is broken.

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Cpu;

/// <summary>The hashes, each 16 hexadecimal digits.</summary>
/// <param name="InitialWeights">Fresh weights.</param>
/// <param name="LogProbs">Log-probabilities of sequences.</param>
/// <param name="SampledTokens">Tokens that were sampled.</param>
/// <param name="SampledLogProbs">What was recorded with them.</param>
/// <param name="TrainedWeights">The weights after two steps of training.</param>
sealed partial record ContractBits(string InitialWeights, string LogProbs, string SampledTokens, string SampledLogProbs, string TrainedWeights)
{
    const int SequenceCount = 7, TrainingSteps = 2;

    static readonly ModelOptions s_shape = new()
    {
        VocabularySize = 211,
        HiddenSize = 72,
        IntermediateSize = 120,
        LayerCount = 2,
        HeadCount = 6,
        KeyValueHeadCount = 2,
        HeadSize = 12,
        MaxPositions = 160,
        InitializerRange = 0.1,
    };

    /// <summary>Computes them, with all work cut for the engine's threads though it is little.</summary>
    public static ContractBits Of(CpuEngine engine) => WithCutWork(engine, () => OfCutWork(() => Plain(engine)));

    static CpuPolicy Plain(CpuEngine engine)
    {
        using var fresh = WeightSources.Fresh(s_shape, seed: 1);
        return engine.Network(fresh, NetworkUse.Training);
    }

    static T WithCutWork<T>(CpuEngine engine, Func<T> work)
    {
        bool cut = engine.Pool.CutsAlways;
        engine.Pool.CutsAlways = true;
        try
        {
            return work();
        }
        finally
        {
            engine.Pool.CutsAlways = cut;
        }
    }

    static ContractBits OfCutWork(Func<CpuPolicy> make)
    {
        using var policy = make();
        string initial = Hash(Weights(policy)), logProbs = Hash(Flat(policy.LogProbs(Sequences(0))));
        var completions = policy.Generate(Requests()).SelectMany(group => group).ToArray();
        Train(policy);
        return new(initial, logProbs, Hash<int>([.. completions.SelectMany(c => c.Tokens)]),
            Hash(Flat(completions.Select(c => c.LogProbs))), Hash(Weights(policy)));
    }

    static void Train(CpuPolicy policy)
    {
        for (int step = 0; step < TrainingSteps; step++)
        {
            policy.Backward(Sequences(step), Loss);
            policy.Update(0.01);
        }
    }

    static void Loss(int sequence, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> entropies, Span<float> dLogProbs, Span<float> dEntropies)
    {
        dLogProbs.Fill(-1);
        dEntropies.Fill(0.01f);
    }

    static Span<float> Weights(CpuPolicy policy) => policy.Weights.Values.Span(0, checked((int)policy.Weights.Values.Length));

    static Span<float> Flat(IEnumerable<float[]> rows) => rows.SelectMany(row => row).ToArray();

    static string Hash<T>(Span<T> values) where T : unmanaged => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)))[..16];

    static TokenSequence[] Sequences(int step) => [.. Enumerable.Range(0, SequenceCount).Select(i => new TokenSequence(Tokens(3 + 11 * i, 100 * step + i)))];

    static GenerationRequest[] Requests() =>
    [
        .. Enumerable.Range(0, 5).Select(i => new GenerationRequest
        {
            Prompt = Tokens(1 + 16 * i, 1000 + i),
            SampleCount = 3 + 4 * i,
            Sampling = new SamplingOptions { MaxCompletionTokens = 40, Temperature = 0.9, StopTokens = [5] },
            Seed = 1,
            PromptKey = i,
        }),
    ];

    static int[] Tokens(int count, int key)
    {
        var random = new RandomStream(1, RandomPurpose.Test, key);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt(s_shape.VocabularySize))];
    }
}
