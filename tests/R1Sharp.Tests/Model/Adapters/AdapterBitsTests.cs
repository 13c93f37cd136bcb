using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model.Adapters;

/// <summary>The numerical contract of networks with adapters, by bits.</summary>
public sealed class AdapterBitsTests : IDisposable
{
    readonly CpuEngine _one = new(1);
    readonly CpuEngine _three = new(3);

    public static TheoryData<string> Names => ["qwen2", "qwen3", "olmo2", "untied"];

    public void Dispose()
    {
        _one.Dispose();
        _three.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fresh_adapters_leave_the_bits_of_the_base(string name)
    {
        var shape = AdapterExamples.Of(name);
        using var plain = _one.Create(shape, 1);
        using var adapted = AdapterExamples.Fresh(_three, shape);
        var sequences = AdapterExamples.Sequences(9);
        Same(plain.LogProbs(sequences), adapted.LogProbs(sequences));
        using var halves = _one.Create(shape, 1, new() { Bfloat16 = true });
        using var adaptedHalves = AdapterExamples.Fresh(_three, shape, layout: new() { Bfloat16 = true });
        Same(halves.LogProbs(sequences), adaptedHalves.LogProbs(sequences));
        Assert.NotEqual(plain.LogProbs(sequences)[3], halves.LogProbs(sequences)[3]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sampled_log_probs_are_the_trainers(string name)
    {
        foreach (bool bfloat16 in new[] { false, true })
        {
            using var policy = AdapterExamples.Varied(_three, AdapterExamples.Of(name), layout: new() { Bfloat16 = bfloat16 });
            SamplesAreTheTrainers(policy);
        }
    }

    /// <summary>A base in blocks of 8 and 4 bits: sampler and trainer round alike.</summary>
    [Theory]
    [InlineData(GgufTensorType.Q8)]
    [InlineData(GgufTensorType.Q4K)]
    public void Over_a_base_in_stored_blocks_they_are_too(GgufTensorType type)
    {
        var shape = AdapterExamples.Shape with { HiddenSize = 256, IntermediateSize = 256, HeadSize = 64, HeadCount = 4 };
        using var plain = WeightSources.Fresh(shape, 1);
        using var blocks = WeightSources.InBlocks(plain, type);
        using var policy = _three.Network(AdapterSources.WithFresh(blocks, AdapterExamples.Options, 7), NetworkUse.Training, new() { AsStored = true });
        using var scorer = _one.Network(blocks, NetworkUse.Sampling, new() { AsStored = true });
        Assert.True(policy.SamplesAreExact);
        Same(scorer.LogProbs(AdapterExamples.Sequences(4)), policy.LogProbs(AdapterExamples.Sequences(4)));
        AdapterExamples.Move(policy, AdapterExamples.Direction(policy, 2), 0.05f);
        SamplesAreTheTrainers(policy);
        AdapterExamples.Steps(policy, 0, 1);
        SamplesAreTheTrainers(policy);
    }

    static void SamplesAreTheTrainers(CpuPolicy policy)
    {
        var requests = AdapterExamples.Requests();
        foreach (var (request, samples) in requests.Zip(policy.Generate(requests)))
            foreach (var sample in samples)
                Bits.Equal(policy.LogProbs([new TokenSequence([.. request.Prompt, .. sample.Tokens], request.Prompt.Length)], 0.8)[0], sample.LogProbs);
    }

    [Fact]
    public void What_is_learned_does_not_depend_on_threads_packing_of_work_or_checkpointing()
    {
        float[] expected = Train(_one, new());
        Bits.Equal(expected, Train(_three, new()));
        Bits.Equal(expected, Train(_three, new() { ActivationCheckpointing = true }));
        using var together = new CpuEngine(5) { WorksTogether = true };
        Bits.Equal(expected, Train(together, new()));
        together.Pool.CutsAlways = true;
        Bits.Equal(expected, Train(together, new()));
        Assert.NotEqual(expected, Train(_one, new() { MicroBatchTokens = 60 }));
    }

    float[] Train(CpuEngine engine, MemoryLayout layout)
    {
        using var policy = AdapterExamples.Fresh(engine, layout: layout);
        AdapterExamples.Steps(policy, 0, 3);
        return AdapterExamples.Values(policy.Weights).ToArray();
    }

    [Fact]
    public void Nothing_but_adapters_changes()
    {
        using var source = WeightSources.Fresh(AdapterExamples.Shape, 1);
        using var policy = AdapterExamples.Fresh(_three);
        AdapterExamples.Steps(policy, 0, 3);
        var present = ((IPolicy)policy).Weights;
        foreach (var tensor in new ParameterLayout(AdapterExamples.Shape).Tensors)
        {
            float[] expected = new float[tensor.Length], actual = new float[tensor.Length];
            source.Read(tensor, 0, expected);
            present.Read(tensor, 0, actual);
            Bits.Equal(expected, actual);
        }
        Assert.All(policy.Weights.Layout.Tensors, t => Assert.Contains(".lora_", t.Name, StringComparison.Ordinal));
        Assert.Equal(2 * 7, policy.Weights.Layout.Tensors.Count / 2);
    }

    [Fact]
    public void A_reference_is_the_base_while_adapters_are_fresh_and_a_copy_of_them_later()
    {
        var sequences = AdapterExamples.Sequences(5);
        using var plain = _one.Create(AdapterExamples.Shape, 1);
        using var policy = AdapterExamples.Fresh(_three);
        using var first = policy.Freeze();
        AdapterExamples.Steps(policy, 0, 2);
        Same(plain.LogProbs(sequences), first.LogProbs(sequences));
        float[][] before = policy.LogProbs(sequences);
        using var second = policy.Freeze();
        using var copy = policy.Blend(first, 1);
        AdapterExamples.Steps(policy, 2, 3);
        Same(before, second.LogProbs(sequences));
        Same(before, copy.LogProbs(sequences));
        Assert.NotEqual(before[3], policy.LogProbs(sequences)[3]);
        policy.Restore(second);
        Same(before, policy.LogProbs(sequences));
        Assert.Contains("mixture", Assert.Throws<UserErrorException>(() => policy.Blend(first, 0.5)).Message);
    }

    [Fact]
    public void State_that_was_saved_and_loaded_goes_on_in_the_same_bits_and_holds_adapters_alone()
    {
        string directory = Directory.CreateTempSubdirectory("r1-adapters").FullName;
        try
        {
            using var uninterrupted = AdapterExamples.Fresh(_three);
            using var reference = uninterrupted.Freeze();
            AdapterExamples.Steps(uninterrupted, 0, 2);
            uninterrupted.SaveState(directory);
            Assert.Equal(["adapter_config.json", "adapter_model.safetensors", "optimizer.safetensors"],
                Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            AdapterExamples.Steps(uninterrupted, 2, 4);
            using var resumed = AdapterExamples.Fresh(_one);
            resumed.LoadState(directory);
            AdapterExamples.Steps(resumed, 2, 4);
            Bits.Equal(AdapterExamples.Values(uninterrupted.Weights), AdapterExamples.Values(resumed.Weights));
            using var loaded = resumed.LoadReference(directory);
            using var other = AdapterExamples.Fresh(_one, options: AdapterExamples.Options with { Rank = 4 });
            Assert.Contains("another shape", Assert.Throws<UserErrorException>(() => other.LoadState(directory)).Message);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    static void Same(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Bits.Equal(expected[i], actual[i]);
    }
}
