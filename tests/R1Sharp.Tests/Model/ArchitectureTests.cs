using System.Text.Json.Nodes;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>Every architecture that config.json may name: against PyTorch in float64, and under the numerical contract.</summary>
public sealed class ArchitectureTests : IDisposable
{
    readonly CpuEngine _one = new(1);
    readonly CpuEngine _two = new(2);

    /// <summary>The folders of Golden/Architectures.</summary>
    public static TheoryData<string> Names =>
        ["qwen2", "qwen2-tied", "qwen2-window", "qwen3", "qwen3-window", "llama-biases", "llama-llama3", "llama-linear", "llama-dynamic", "llama-yarn", "olmo2", "olmo2-biases"];

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Log_probs_and_gradients_are_those_of_PyTorch(string name)
    {
        var golden = Golden(name);
        using var policy = _two.Load(golden.Directory, new MemoryLayout { MicroBatchTokens = 60, GradientLanes = 2 });
        float[][] logProbs = policy.LogProbs(golden.Sequences);
        for (int s = 0; s < logProbs.Length; s++)
            for (int i = 0; i < logProbs[s].Length; i++)
                Assert.Equal(golden.Expected.Sequences[s].LogProbs[i], logProbs[s][i], 2e-5);
        policy.Backward(golden.Sequences, golden.Loss);
        var expected = golden.Tensors("gradients.safetensors");
        var gradient = policy.Gradient;
        Assert.Equal(gradient.Layout.Tensors.Select(t => t.Name).Order(), expected.Keys.Order());
        foreach (var tensor in gradient.Layout.Tensors)
            Truth.Matches(expected[tensor.Name], gradient.Tensor(tensor), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cached_and_uncached_have_the_same_bits_in_any_company_with_any_threads(string name)
    {
        string directory = Golden(name).Directory;
        using var policy = _two.Load(directory);
        using var single = _one.Load(directory);
        var requests = Requests();
        var completions = policy.Generate(requests);
        var alone = requests.Reverse().Select(r => single.Generate([r])[0]).Reverse().ToArray();
        foreach (var (request, samples, others) in requests.Zip(completions, alone))
            foreach (var (sample, other) in samples.Zip(others))
            {
                Assert.Equal(sample.Tokens, other.Tokens);
                Bits.Equal(sample.LogProbs, other.LogProbs);
                Bits.Equal(sample.LogProbs, single.LogProbs([new TokenSequence([.. request.Prompt, .. sample.Tokens], request.Prompt.Length)], 0.8)[0]);
            }
    }

    // In bfloat16 the files' own numbers lie in memory; the policy for training holds the same numbers in 32 bits.
    [Theory]
    [MemberData(nameof(Names))]
    public void A_policy_for_sampling_has_the_bits_of_one_for_training(string name)
    {
        using var source = _two.Load(Golden(name).Directory);
        foreach (var type in new[] { WeightType.F32, WeightType.BF16, WeightType.F16 })
        {
            string directory = Directory.CreateTempSubdirectory("r1-sampling").FullName;
            try
            {
                source.Save(directory, new CheckpointFormat { Type = type });
                using var training = _two.Load(directory, new MemoryLayout { Bfloat16 = type == WeightType.BF16 });
                using var sampling = _two.LoadForSampling(directory);
                foreach (var (expected, actual) in training.Generate(Requests()).Zip(sampling.Generate(Requests())))
                    foreach (var (sample, other) in expected.Zip(actual))
                    {
                        Assert.Equal(sample.Tokens, other.Tokens);
                        Bits.Equal(sample.LogProbs, other.LogProbs);
                    }
                Assert.Throws<InvalidOperationException>(() => sampling.Save(directory));
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_do_not_depend_on_packing_nor_checkpointing(string name)
    {
        var golden = Golden(name);
        double[] expected = [.. Gradient(golden, new() { MicroBatchTokens = 100_000, GradientLanes = 1 }).Select(g => (double)g)];
        Truth.Matches(expected, Gradient(golden, new() { MicroBatchTokens = 1, GradientLanes = 3 }));
        Bits.Equal(Gradient(golden, new() { MicroBatchTokens = 60 }), Gradient(golden, new() { MicroBatchTokens = 60, ActivationCheckpointing = true }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_saved_is_read_again(string name)
    {
        using var policy = _one.Load(Golden(name).Directory);
        string directory = Directory.CreateTempSubdirectory("r1-architecture").FullName;
        try
        {
            policy.Save(directory);
            using var again = _one.Load(directory);
            Assert.Equal(policy.Options with { PadId = again.Options.PadId }, again.Options);
            Assert.Equal(EndOf(directory, "config.json"), EndOf(directory, "generation_config.json"));
            Assert.Equal(name == "llama-llama3" ? "[2,5,7]" : "2", EndOf(directory, "config.json"));
            Bits.Equal(policy.Weights.Values.Span(0, (int)policy.Weights.Values.Length), again.Weights.Values.Span(0, (int)again.Weights.Values.Length));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>(L(w + εd) − L(w − εd)) / 2ε = g · d along a direction of all weights.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_in_any_direction_changes_the_loss_as_the_gradient_says(string name)
    {
        const float Step = 1e-3f;
        using var policy = _two.Load(Golden(name).Directory);
        TokenSequence[] sequences = [new(Tokens(30, 1)), new(Tokens(9, 2))];
        policy.Backward(sequences, (_, _, _, dLogProbs, _) => dLogProbs.Fill(1));
        float[] gradient = All(policy.Gradient).ToArray();
        var random = new RandomStream(5, RandomPurpose.Test, 1);
        float[] direction = [.. gradient.Select(_ => (float)random.NextNormal())];
        double expected = gradient.Zip(direction, (g, d) => (double)g * d).Sum(), size = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.Equal(expected, (Loss(Step) - Loss(-2 * Step)) / (2 * Step), 0.01 * size);

        double Loss(float step)
        {
            var now = All(policy.Weights);
            for (int i = 0; i < now.Length; i++)
                now[i] += step * direction[i];
            policy.WeightsChanged();
            return policy.LogProbs(sequences).Sum(s => s.Sum(l => (double)l));
        }
    }

    [Theory]
    [InlineData("qwen3", "model.layers.0.self_attn.k_norm.weight")]
    [InlineData("qwen3-window", "model.layers.1.self_attn.o_proj.bias")]
    [InlineData("llama-biases", "model.layers.0.mlp.up_proj.bias")]
    [InlineData("llama-biases", "model.layers.0.mlp.down_proj.bias")]
    [InlineData("olmo2", "model.layers.1.self_attn.q_norm.weight")]
    [InlineData("olmo2", "model.layers.0.post_feedforward_layernorm.weight")]
    [InlineData("olmo2-biases", "model.layers.0.self_attn.v_proj.bias")]
    public void A_weight_that_is_a_little_off_is_seen(string name, string tensor)
    {
        var golden = Golden(name);
        using var policy = _one.Load(golden.Directory);
        policy.Weights.Tensor(policy.Weights.Layout.ByName[tensor])[3] += 0.01f;
        policy.WeightsChanged();
        float[][] logProbs = policy.LogProbs(golden.Sequences);
        Assert.Contains(golden.Expected.Sequences[0].LogProbs.Zip(logProbs[0]), p => Math.Abs(p.First - p.Second) > 2e-5);
    }

    [Fact]
    public void A_sequence_beyond_the_positions_is_refused_in_one_sentence()
    {
        using var policy = _one.Load(Golden("llama-dynamic").Directory);
        var sequence = new TokenSequence(new int[policy.Options.MaxPositions + 1]);
        Assert.Contains("257 tokens is longer than the 256 positions", Assert.Throws<UserErrorException>(() => policy.LogProbs([sequence])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_scorer_gives_the_bits_of_the_policy_and_the_whole_distribution()
    {
        var golden = Golden("qwen3-window");
        using var policy = _one.Load(golden.Directory);
        using var scorer = _two.LoadForSampling(golden.Directory);
        foreach (var sequence in golden.Sequences)
        {
            var scores = scorer.Score(sequence.Tokens);
            Bits.Equal(policy.LogProbs([new TokenSequence(sequence.Tokens)])[0], scores.NextLogProbs);
            for (int token = 0; token < policy.Options.VocabularySize; token++)
                Bits.Equal(policy.LogProbs([new TokenSequence([.. sequence.Tokens, token], sequence.Tokens.Length)])[0], [scores.LastLogProbs[token]]);
            Assert.Equal(scores.LastLogProbs.Max(), scores.LastLogProbs[scores.LastArgMax]);
        }
        Assert.Empty(scorer.Score([3]).NextLogProbs);
    }

    static string EndOf(string directory, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(directory, file)))!["eos_token_id"]!.ToJsonString();

    static Golden Golden(string name) => new(Path.Combine("Architectures", name));

    static Span<float> All(Weights weights) => weights.Values.Span(0, (int)weights.Values.Length);

    float[] Gradient(Golden golden, MemoryLayout layout)
    {
        using var policy = _two.Load(golden.Directory, layout);
        policy.Backward(golden.Sequences, golden.Loss);
        return policy.Gradient.Values.Span(0, (int)policy.Gradient.Values.Length).ToArray();
    }

    /// <summary>Prompts shorter and longer than the windows and the cache's pages of 32 positions.</summary>
    static GenerationRequest[] Requests() =>
    [
        .. new[] { (1, 3), (31, 2), (33, 5), (70, 2) }.Select((r, i) => new GenerationRequest
        {
            Prompt = Tokens(r.Item1, i),
            SampleCount = r.Item2,
            Sampling = new SamplingOptions { Temperature = 0.8, MaxCompletionTokens = 40, StopTokens = [7] },
            Seed = 11,
            PromptKey = i,
        }),
    ];

    static int[] Tokens(int count, int key)
    {
        var random = new RandomStream(4, RandomPurpose.Test, key);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt(41))];
    }
}
