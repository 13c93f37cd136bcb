using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Architectures;
using R1Sharp.Learning.Model.Parts;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>Networks of parts that the program does not have: they are made, packed, trained, sampled from and estimated all the same.</summary>
public sealed class OpenPartsTests : IDisposable
{
    static readonly TokenSequence[] s_sequences = [new(Tokens(40, 1)), new(Tokens(9, 2)), new(Tokens(25, 3))];

    readonly CpuEngine _one = new(1);
    readonly CpuEngine _two = new(2);

    public static TheoryData<string> Names => ["experts", "adapters", "adapters on post-norm", "adapters on experts"];

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_in_any_direction_changes_the_loss_as_the_gradient_says(string name)
    {
        const float Step = 2e-4f;
        using var policy = Varied(name, _two);
        policy.Backward(s_sequences, (_, _, _, dLogProbs, _) => dLogProbs.Fill(1));
        float[] gradient = All(policy.Gradient).ToArray();
        var random = new RandomStream(5, RandomPurpose.Test, 1);
        float[] direction = [.. gradient.Select(_ => (float)random.NextNormal())];
        double expected = gradient.Zip(direction, (g, d) => (double)g * d).Sum(), size = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.Equal(expected, (Loss(Step) - Loss(-2 * Step)) / (2 * Step), 0.01 * size);

        double Loss(float step)
        {
            Move(policy, direction, step);
            return policy.LogProbs(s_sequences).Sum(s => s.Sum(l => (double)l));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sampled_log_probs_have_the_bits_of_whole_sequences_with_any_threads(string name)
    {
        using var policy = Varied(name, _two);
        using var single = Varied(name, _one);
        foreach (int length in new[] { 1, 31, 45 })
        {
            var request = new GenerationRequest { Prompt = Tokens(length, length), SampleCount = 3, Seed = 3, Sampling = new() { MaxCompletionTokens = 30 } };
            foreach (var (sample, other) in policy.Generate([request])[0].Zip(single.Generate([request])[0]))
            {
                Assert.Equal(sample.Tokens, other.Tokens);
                Bits.Equal(sample.LogProbs, other.LogProbs);
                Bits.Equal(sample.LogProbs, single.LogProbs([new TokenSequence([.. request.Prompt, .. sample.Tokens], length)])[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Checkpointing_and_panels_alone_change_no_bit(string name)
    {
        Bits.Equal(Gradient(new() { MicroBatchTokens = 30 }), Gradient(new() { MicroBatchTokens = 30, ActivationCheckpointing = true }));
        using var training = _one.Create(Shape(name), 4);
        using var sampling = _two.CreateForSampling(Shape(name), 4);
        var request = new GenerationRequest { Prompt = Tokens(12, 1), Sampling = new() { MaxCompletionTokens = 20 } };
        Bits.Equal(training.Generate([request])[0][0].LogProbs, sampling.Generate([request])[0][0].LogProbs);

        float[] Gradient(MemoryLayout layout)
        {
            using var policy = Varied(name, _two, layout);
            policy.Backward(s_sequences, (_, _, _, dLogProbs, _) => dLogProbs.Fill(1));
            return All(policy.Gradient).ToArray();
        }
    }

    [Fact]
    public void Fresh_adapters_change_no_bit_and_are_counted()
    {
        var inner = Shape("experts");
        var shape = Shape("adapters on experts");
        using var plain = _one.Create(inner, 4);
        using var adapted = _one.Create(shape, 4);
        foreach (var tensor in plain.Weights.Layout.Tensors)
            plain.Weights.Tensor(tensor).CopyTo(adapted.Weights.Tensor(adapted.Weights.Layout.ByName[tensor.Name]));
        adapted.WeightsChanged();
        foreach (var (one, other) in plain.LogProbs(s_sequences).Zip(adapted.LogProbs(s_sequences)))
            Bits.Equal(one, other);
        long more = new ParameterLayout(shape).ParameterCount - new ParameterLayout(inner).ParameterCount;
        Assert.Equal(2.0 * more, new NetworkParts(shape).Flops(0) - new NetworkParts(inner).Flops(0));
        Assert.Contains("model.layers.1.mlp.experts.2.down_proj.lora_B.weight", new ParameterLayout(shape).ByName.Keys);
        Assert.True(_one.Estimate(shape).TrainingBytes > _one.Estimate(inner).TrainingBytes);
    }

    static ModelOptions Shape(string name) => new()
    {
        VocabularySize = 41,
        HiddenSize = 24,
        IntermediateSize = 36,
        LayerCount = 2,
        HeadSize = 8,
        InitializerRange = 0.2,
        Architecture = name switch
        {
            "experts" => new ExpertNetwork(3, 20),
            "adapters" => new AdaptedNetwork(new Qwen3 { AttentionBias = true }, 3),
            "adapters on post-norm" => new AdaptedNetwork(new Olmo2(), 3),
            _ => new AdaptedNetwork(new ExpertNetwork(3, 20), 3),
        },
    };

    /// <summary>All weights away from their first values: zeros and ones would hide mistakes.</summary>
    static CpuPolicy Varied(string name, CpuEngine engine, MemoryLayout? layout = null)
    {
        var policy = engine.Create(Shape(name), 4, layout);
        var random = new RandomStream(6, RandomPurpose.Test, 2);
        float[] by = new float[All(policy.Weights).Length];
        foreach (ref float value in by.AsSpan())
            value = (float)random.NextNormal();
        Move(policy, by, 0.1f);
        return policy;
    }

    static void Move(CpuPolicy policy, float[] direction, float step)
    {
        var weights = All(policy.Weights);
        for (int i = 0; i < weights.Length; i++)
            weights[i] += step * direction[i];
        policy.WeightsChanged();
    }

    static Span<float> All(Weights weights) => weights.Values.Span(0, (int)weights.Values.Length);

    static int[] Tokens(int count, int key)
    {
        var random = new RandomStream(4, RandomPurpose.Test, key);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt(41))];
    }
}
