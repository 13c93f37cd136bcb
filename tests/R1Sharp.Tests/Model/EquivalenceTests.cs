using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>The numerical contract on a whole network: what must not change a result, by bits.</summary>
public sealed class EquivalenceTests : IDisposable
{
    internal static readonly ModelOptions Shape = new()
    {
        VocabularySize = 101,
        HiddenSize = 72,
        IntermediateSize = 88,
        LayerCount = 2,
        HeadCount = 6,
        KeyValueHeadCount = 2,
        HeadSize = 12,
        MaxPositions = 200,
        InitializerRange = 0.2,
    };

    readonly CpuEngine _one = new(1);
    readonly CpuEngine _two = new(2);
    readonly CpuEngine _three = new(3);

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _three.Dispose();
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.7)]
    public void Sampled_log_probs_are_the_trainers(double temperature)
    {
        using var policy = _two.Create(Shape, 1);
        var requests = Requests(temperature);
        var completions = policy.Generate(requests);
        foreach (var (request, samples) in requests.Zip(completions))
            foreach (var completion in samples)
            {
                var sequence = new TokenSequence([.. request.Prompt, .. completion.Tokens], request.Prompt.Length);
                Bits.Equal(completion.LogProbs, policy.LogProbs([sequence], temperature)[0]);
            }
        Assert.Contains(completions.SelectMany(c => c), c => c.Finish == FinishReason.Stop);
        Assert.Contains(completions.SelectMany(c => c), c => c.Finish == FinishReason.Length);
    }

    [Fact]
    public void A_request_gives_the_same_tokens_alone_and_in_company_with_any_threads()
    {
        using var policy = _two.Create(Shape, 1);
        using var single = _one.Create(Shape, 1);
        var requests = Requests(1);
        var together = policy.Generate(requests);
        SameCompletions(together, single.Generate(requests));
        SameCompletions(together, [.. requests.Select(r => policy.Generate([r])[0])]);
        SameCompletions(together, [.. policy.Generate([.. requests.Reverse()]).Reverse()]);
    }

    [Fact]
    public void Log_probs_are_the_same_in_any_packing_and_order()
    {
        var sequences = Sequences(23);
        float[][] expected;
        using (var policy = _two.Create(Shape, 1))
        {
            expected = policy.LogProbs(sequences);
            for (int s = 0; s < sequences.Length; s++)
                Bits.Equal(expected[s], policy.LogProbs([sequences[s]])[0]);
            float[][] reversed = policy.LogProbs([.. sequences.Reverse()]);
            for (int s = 0; s < sequences.Length; s++)
                Bits.Equal(expected[s], reversed[^(s + 1)]);
        }
        foreach (int tokens in new[] { 1, 50, 333, 100_000 })
        {
            using var policy = _one.Create(Shape, 1, new MemoryLayout { MicroBatchTokens = tokens });
            float[][] packed = policy.LogProbs(sequences);
            for (int s = 0; s < sequences.Length; s++)
                Bits.Equal(expected[s], packed[s]);
        }
    }

    [Fact]
    public void Both_backward_passes_see_the_log_probs_of_the_forward_pass()
    {
        using var policy = _two.Create(Shape, 1);
        var sequences = Sequences(9);
        float[][] expected = policy.LogProbs(sequences), zeros = [.. sequences.Select(s => new float[s.Targets.Length])];
        policy.Backward(sequences, (s, logProbs, _, _, _) => Bits.Equal(expected[s], logProbs));
        float[][] returned = policy.Backward(sequences, zeros);
        for (int s = 0; s < sequences.Length; s++)
            Bits.Equal(expected[s], returned[s]);
    }

    [Fact]
    public void Weights_after_training_do_not_depend_on_threads()
    {
        float[] expected = Train(_one, new MemoryLayout());
        Bits.Equal(expected, Train(_two, new MemoryLayout()));
        Bits.Equal(expected, Train(_three, new MemoryLayout()));
        Bits.Equal(expected, Train(_two, new MemoryLayout { ActivationCheckpointing = true }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Working_together_on_a_micro_batch_changes_no_bit(int lanes)
    {
        using var together = new CpuEngine(5) { WorksTogether = true };
        var layout = new MemoryLayout { MicroBatchTokens = 60, GradientLanes = lanes };
        float[] expected = Train(_one, layout);
        Bits.Equal(expected, Train(together, layout));
        together.Pool.CutsAlways = true;
        Bits.Equal(expected, Train(together, layout));
        Bits.Equal(Gradient(_two, layout), Gradient(together, layout));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(64)]
    public void The_contract_holds_for_any_number_of_threads(int threads)
    {
        using var engine = new CpuEngine(threads);
        Assert.Equal(ContractBits.Of(_one), ContractBits.Of(engine));
    }

    [Fact]
    public void Any_packing_and_split_gives_the_same_gradient()
    {
        double[] expected = [.. Gradient(_one, new MemoryLayout { MicroBatchTokens = 100_000, GradientLanes = 1 }).Select(g => (double)g)];
        foreach (var (tokens, lanes) in new[] { (1, 1), (1, 7), (100, 2), (333, 4) })
            Truth.Matches(expected, Gradient(_two, new MemoryLayout { MicroBatchTokens = tokens, GradientLanes = lanes }));
    }

    [Fact]
    public void A_frozen_copy_keeps_its_weights()
    {
        using var policy = _two.Create(Shape, 1);
        var sequences = Sequences(5);
        var reference = policy.Freeze();
        float[][] before = policy.LogProbs(sequences);
        policy.Backward(sequences, (_, _, _, dLogProbs, _) => dLogProbs.Fill(-1));
        policy.Update(0.01);
        for (int s = 0; s < sequences.Length; s++)
            Bits.Equal(before[s], reference.LogProbs(sequences)[s]);
        Assert.NotEqual(before[0], policy.LogProbs(sequences)[0]);
        reference.Dispose();
    }

    [Fact]
    public void State_that_was_saved_and_loaded_goes_on_in_the_same_bits()
    {
        string directory = Directory.CreateTempSubdirectory("r1-state").FullName;
        try
        {
            using var uninterrupted = _two.Create(Shape, 1);
            Steps(uninterrupted, 0, 2);
            uninterrupted.SaveState(directory);
            Steps(uninterrupted, 2, 4);
            using var resumed = _two.Create(Shape, 99);
            resumed.LoadState(directory);
            Steps(resumed, 2, 4);
            Bits.Equal(Values(uninterrupted.Weights), Values(resumed.Weights));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_gradient_that_is_not_finite_changes_nothing()
    {
        using var policy = _two.Create(Shape, 1);
        float[] before = Values(policy.Weights).ToArray();
        policy.Backward(Sequences(3), (_, _, _, dLogProbs, _) => dLogProbs.Fill(float.NaN));
        Assert.False(double.IsFinite(policy.Update(0.01)));
        Bits.Equal(before, Values(policy.Weights));
        Steps(policy, 0, 1);
        Assert.Null(policy.FindNonFiniteWeight());
    }

    float[] Train(CpuEngine pool, MemoryLayout layout)
    {
        using var policy = pool.Create(Shape, 1, layout);
        Steps(policy, 0, 3);
        return Values(policy.Weights).ToArray();
    }

    static void Steps(CpuPolicy policy, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            policy.Backward(Sequences(17 + step), Loss);
            policy.Update(0.01);
        }
    }

    static float[] Gradient(CpuEngine pool, MemoryLayout layout)
    {
        using var policy = pool.Create(Shape, 1, layout);
        policy.Backward(Sequences(23), Loss);
        return Values(policy.Gradient).ToArray();
    }

    static void Loss(int sequence, ReadOnlySpan<float> logProbs, ReadOnlySpan<float> entropies, Span<float> dLogProbs, Span<float> dEntropies)
    {
        for (int i = 0; i < dLogProbs.Length; i++)
            (dLogProbs[i], dEntropies[i]) = (-1 + 0.1f * sequence, 0.01f * i);
    }

    static Span<float> Values(Weights weights) => weights.Values.Span(0, checked((int)weights.Values.Length));

    static void SameCompletions(Completion[][] expected, Completion[][] actual)
    {
        foreach (var (e, a) in expected.SelectMany(c => c).Zip(actual.SelectMany(c => c)))
        {
            Assert.Equal(e.Tokens, a.Tokens);
            Bits.Equal(e.LogProbs, a.LogProbs);
            Assert.Equal(e.Finish, a.Finish);
        }
    }

    /// <summary>Prompts of lengths around the cache's page of 32 positions, groups of several sizes, one stop token.</summary>
    static GenerationRequest[] Requests(double temperature) =>
    [
        .. new[] { (1, 3), (31, 2), (32, 20), (33, 1), (64, 5), (90, 2) }.Select((r, i) => new GenerationRequest
        {
            Prompt = Tokens(r.Item1, i),
            SampleCount = r.Item2,
            Sampling = new SamplingOptions { Temperature = temperature, MaxCompletionTokens = 20, StopTokens = [7] },
            Seed = 11,
            PromptKey = i,
        }),
    ];

    static TokenSequence[] Sequences(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TokenSequence(Tokens(2 + i * 37 % 120, 100 + i), 1 + i % 2))];

    static int[] Tokens(int count, int key)
    {
        var random = new RandomStream(4, RandomPurpose.Test, key);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt(Shape.VocabularySize))];
    }
}
