using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;

namespace R1Sharp.Tests.Model.Adapters;

/// <summary>Small networks with adapters.</summary>
static class AdapterExamples
{
    public static readonly ModelOptions Shape = EquivalenceTests.Shape;

    public static readonly AdapterOptions Options = new() { Rank = 5, Alpha = 10 };

    public static ModelOptions Of(string name) => name switch
    {
        "qwen3" => Shape with { Architecture = new Qwen3 { AttentionBias = true } },
        "olmo2" => Shape with { Architecture = new Olmo2() },
        "untied" => Shape with { TieWordEmbeddings = false },
        _ => Shape,
    };

    /// <summary>A network of seed 1 with fresh adapters.</summary>
    public static CpuPolicy Fresh(
        CpuEngine engine, ModelOptions? shape = null, AdapterOptions? options = null, MemoryLayout? layout = null, NetworkUse use = NetworkUse.Training) =>
        engine.Network(AdapterSources.WithFresh(WeightSources.Fresh(shape ?? Shape, 1), options ?? Options, 7), use, layout);

    /// <summary>The same with A and B away from their first values: zeros would hide mistakes.</summary>
    public static CpuPolicy Varied(CpuEngine engine, ModelOptions? shape = null, AdapterOptions? options = null, MemoryLayout? layout = null)
    {
        var policy = Fresh(engine, shape, options, layout);
        Move(policy, Direction(policy, 2), 0.1f);
        return policy;
    }

    public static float[] Direction(CpuPolicy policy, long key)
    {
        var random = new RandomStream(6, RandomPurpose.Test, key);
        return [.. Enumerable.Range(0, Values(policy.Weights).Length).Select(_ => (float)random.NextNormal())];
    }

    public static void Move(CpuPolicy policy, float[] direction, float step)
    {
        var weights = Values(policy.Weights);
        for (int i = 0; i < weights.Length; i++)
            weights[i] += step * direction[i];
        policy.WeightsChanged();
    }

    public static Span<float> Values(Weights weights) => weights.Values.Span(0, checked((int)weights.Values.Length));

    public static void Steps(CpuPolicy policy, int from, int to, double rate = 0.01)
    {
        for (int step = from; step < to; step++)
        {
            policy.Backward(Sequences(17 + step), Loss);
            policy.Update(rate);
        }
    }

    public static void Loss(int sequence, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> entropies, Span<float> dLogProbs, Span<float> dEntropies)
    {
        for (int i = 0; i < dLogProbs.Length; i++)
            (dLogProbs[i], dEntropies[i]) = (-1 + 0.1f * sequence, 0.01f * i);
    }

    public static TokenSequence[] Sequences(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TokenSequence(Tokens(2 + i * 37 % 120, 100 + i), 1 + i % 2))];

    public static GenerationRequest[] Requests() =>
    [
        .. new[] { (1, 3), (31, 2), (32, 20), (33, 1), (90, 2) }.Select((r, i) => new GenerationRequest
        {
            Prompt = Tokens(r.Item1, i),
            SampleCount = r.Item2,
            Sampling = new SamplingOptions { Temperature = 0.8, MaxCompletionTokens = 20, StopTokens = [7] },
            Seed = 11,
            PromptKey = i,
        }),
    ];

    static int[] Tokens(int count, int key)
    {
        var random = new RandomStream(4, RandomPurpose.Test, key);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt(Shape.VocabularySize))];
    }
}
