using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>Networks with a scalar head: against PyTorch in float64 and finite differences, under the numerical contract, on disk.</summary>
public sealed class ScalarModelTests : IDisposable
{
    static readonly JsonSerializerOptions s_snakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    readonly CpuEngine _one = new(1);
    readonly CpuEngine _two = new(2);
    readonly string _folder = Directory.CreateTempSubdirectory("r1-scalar").FullName;

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    sealed record Expected(double Loss, ExpectedSequence[] Sequences);

    sealed record ExpectedSequence(int[] Tokens, int[] Lengths, double[] A, double[] B, double[] Values);

    static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", "Scalar", name);

    static Expected Read(string name) => JsonSerializer.Deserialize<Expected>(File.ReadAllText(Path.Combine(Golden(name), "expected.json")), s_snakeCase)!;

    static TokenSequence[] Sequences(Expected expected) => [.. expected.Sequences.Select(s => TokenSequence.OfStates(s.Tokens, s.Lengths))];

    // Σ a · v + ½ Σ b · v².
    static ValueLoss Loss(Expected expected) => (s, values, dValues) =>
    {
        for (int i = 0; i < values.Length; i++)
            dValues[i] = (float)(expected.Sequences[s].A[i] + expected.Sequences[s].B[i] * values[i]);
    };

    static double Value(Expected expected, float[][] values) => values.Select((v, s) => v.Select((x, i) =>
        expected.Sequences[s].A[i] * x + expected.Sequences[s].B[i] * (double)x * x / 2).Sum()).Sum();

    static Span<float> All(Weights weights) => weights.Values.Span(0, (int)weights.Values.Length);

    [Theory]
    [InlineData("qwen2", 1000, 1)]
    [InlineData("qwen2", 1, 3)]
    [InlineData("qwen2", 60, 2)]
    [InlineData("llama", 60, 2)]
    public void Values_and_gradients_are_those_of_PyTorch_in_any_packing(string name, int microBatchTokens, int lanes)
    {
        var expected = Read(name);
        using var model = _two.LoadScalar(Golden(name), new MemoryLayout { MicroBatchTokens = microBatchTokens, GradientLanes = lanes });
        float[][] values = model.Values(Sequences(expected));
        Truth.Matches([.. expected.Sequences.SelectMany(s => s.Values)], [.. values.SelectMany(v => v)]);
        model.Backward(Sequences(expected), Loss(expected));
        var gradient = model.Gradient;
        using var file = SafeTensorsFile.Open(Path.Combine(Golden(name), "gradients.safetensors"));
        Assert.Equal(gradient.Layout.Tensors.Select(t => t.Name).Order(), file.Header.Tensors.Select(t => t.Name).Order());
        foreach (var entry in file.Header.Tensors)
            Truth.Matches([.. file.Values(entry).Select(v => (double)v)], gradient.Tensor(gradient.Layout.ByName[entry.Name]), 3e-5);
    }

    [Fact]
    public void The_gradient_says_how_the_loss_changes_along_it()
    {
        var expected = Read("qwen2");
        using var model = _two.LoadScalar(Golden("qwen2"));
        model.Backward(Sequences(expected), Loss(expected));
        float[] gradient = All(model.Gradient).ToArray(), weights = All(model.Weights).ToArray();
        double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        double At(double step)
        {
            for (int i = 0; i < weights.Length; i++)
                All(model.Weights)[i] = (float)(weights[i] + step * gradient[i] / norm);
            model.WeightsChanged();
            return Value(expected, model.Values(Sequences(expected)));
        }
        const double step = 2e-3;
        Assert.Equal(norm, (8 * (At(step) - At(-step)) - (At(2 * step) - At(-2 * step))) / (12 * step), 2e-3 * norm);
    }

    [Fact]
    public void Threads_packing_company_and_checkpointing_change_no_value()
    {
        var sequences = Sequences(Read("qwen2"));
        using var model = _two.LoadScalar(Golden("qwen2"));
        float[][] values = model.Values(sequences);
        foreach (var (pool, layout) in new[] { (_one, new MemoryLayout { MicroBatchTokens = 1 }), (_two, new MemoryLayout { MicroBatchTokens = 100_000, ActivationCheckpointing = true }) })
        {
            using var other = pool.LoadScalar(Golden("qwen2"), layout);
            float[][] reversed = other.Values([.. sequences.Reverse()]);
            for (int s = 0; s < sequences.Length; s++)
                Bits.Equal(values[s], reversed[^(s + 1)]);
        }
    }

    [Fact]
    public void Threads_and_checkpointing_change_no_bit_of_training()
    {
        float[] expected = Train(_one, new MemoryLayout());
        Bits.Equal(expected, Train(_two, new MemoryLayout()));
        Bits.Equal(expected, Train(_two, new MemoryLayout { ActivationCheckpointing = true }));
    }

    static float[] Train(CpuEngine pool, MemoryLayout layout)
    {
        using var model = pool.LoadScalar(Golden("qwen2"), layout with { MicroBatchTokens = 50 });
        Steps(model, 3);
        return All(model.Weights).ToArray();
    }

    static void Steps(IScalarModel model, int count)
    {
        var expected = Read("qwen2");
        for (int step = 0; step < count; step++)
        {
            model.Backward(Sequences(expected), Loss(expected));
            model.Update(0.01);
        }
    }

    [Fact]
    public void State_that_was_saved_and_loaded_goes_on_in_the_same_bits_and_a_frozen_copy_stays()
    {
        var sequences = Sequences(Read("qwen2"));
        using var whole = _two.LoadScalar(Golden("qwen2"));
        Steps(whole, 2);
        whole.SaveState(_folder);
        using var frozen = whole.Freeze();
        using var resumed = _two.CreateScalar(whole.Options, 9);
        resumed.LoadState(_folder);
        Bits.Equal(frozen.Values(sequences)[1], resumed.Values(sequences)[1]);
        Steps(whole, 2);
        Steps(resumed, 2);
        Bits.Equal(All(whole.Weights), All(resumed.Weights));
        Assert.NotEqual(frozen.Values(sequences)[1], whole.Values(sequences)[1]);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_changes_nothing()
    {
        using var model = _two.LoadScalar(Golden("llama"));
        float[] before = All(model.Weights).ToArray();
        model.Backward(Sequences(Read("llama")), (_, _, dValues) => dValues.Fill(float.NaN));
        Assert.False(double.IsFinite(model.Update(0.01)));
        Bits.Equal(before, All(model.Weights));
        Assert.Null(model.FindNonFiniteWeight());
        model.Weights.Head[0, 3] = float.NaN;
        Assert.Equal("score.weight", model.FindNonFiniteWeight());
    }

    [Fact]
    public void A_head_of_zero_values_everything_at_zero_and_one_update_moves_the_head_alone()
    {
        using var policy = _two.Load(new Golden("tied").Directory);
        using var model = _two.ScalarOver(policy);
        Assert.Equal(policy.Weights.Layout.ParameterCount + 64, model.Weights.Layout.ParameterCount);
        var sequence = TokenSequence.OfStates([3, 1, 4, 1, 5], 2, 5);
        Assert.Equal([0f, 0f], model.Values([sequence])[0]);
        model.Backward([sequence], (_, _, dValues) => dValues.Fill(-1));
        model.Update(0.01);
        const string Down = "model.layers.1.mlp.down_proj.weight";
        Bits.Equal(policy.Weights.Tensor(policy.Weights.Layout.ByName[Down]), model.Weights.Tensor(model.Weights.Layout.ByName[Down]));
        Bits.Equal(policy.Weights.Embedding.Row(3), model.Weights.Embedding.Row(3));
        Assert.All(model.Values([sequence])[0], v => Assert.True(v > 0));
        using var random = _one.ScalarOver(policy, headDeviation: 0.1, seed: 5);
        Assert.InRange(Math.Sqrt(random.Weights.Head.Row(0).ToArray().Average(w => (double)w * w)), 0.07, 0.13);
    }

    [Fact]
    public void The_directory_is_one_of_sequence_classification_with_one_label()
    {
        using var model = _two.LoadScalar(Golden("qwen2"));
        model.Save(_folder);
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "config.json"))).RootElement;
        Assert.Equal("Qwen2ForSequenceClassification", config.GetProperty("architectures")[0].GetString());
        Assert.Equal("LABEL_0", config.GetProperty("id2label").GetProperty("0").GetString());
        Assert.Equal(JsonValueKind.Null, config.GetProperty("pad_token_id").ValueKind);
        using (var file = SafeTensorsFile.Open(Path.Combine(_folder, "model.safetensors")))
            Assert.Equal([1, 24], file.Header.Tensors.Single(t => t.Name == "score.weight").Shape);
        using var again = _one.LoadScalar(_folder);
        Bits.Equal(All(model.Weights), All(again.Weights));
    }

    [Fact]
    public void Heads_are_not_mistaken_for_each_other()
    {
        string message = Assert.Throws<UserErrorException>(() => _two.Load(Golden("qwen2")).Dispose()).Message;
        Assert.Contains("of the kind Qwen2ForSequenceClassification, whose head gives one number (a reward or value model) and no tokens", message);
        Assert.Equal(message, Assert.Throws<UserErrorException>(() => _two.LoadForSampling(Golden("qwen2")).Dispose()).Message);
        Assert.Equal(message, Assert.Throws<UserErrorException>(() => _two.LoadForSampling(Golden("qwen2")).Dispose()).Message);
        Assert.Contains("the network is a language model", Assert.Throws<UserErrorException>(() => _two.LoadScalar(new Golden("tied").Directory)).Message);
        using (var either = Checkpoint.Open(Golden("qwen2"), output: null))
            Assert.Equal(OutputHead.Scalar, either.Options.Output);
        File.WriteAllText(Path.Combine(_folder, "config.json"), File.ReadAllText(Path.Combine(Golden("qwen2"), "config.json")).Replace("\"0\": \"LABEL_0\"", "\"0\": \"bad\", \"1\": \"good\"", StringComparison.Ordinal));
        Assert.Contains("the network has 2 labels", Assert.Throws<UserErrorException>(() => _two.LoadScalar(_folder)).Message);
    }

    [Fact]
    public void A_policy_has_no_log_probability_for_the_state_after_the_last_token()
    {
        using var policy = _two.Load(new Golden("tied").Directory);
        Assert.Throws<ArgumentException>(() => policy.LogProbs([TokenSequence.OfStates([3, 1, 4], 3)]));
        Bits.Equal(policy.LogProbs([new TokenSequence([3, 1, 4], 1)])[0], policy.LogProbs([TokenSequence.OfStates([3, 1, 4], 1, 2)])[0]);
        Assert.Throws<ArgumentException>(() => TokenSequence.OfStates([3, 1, 4], 4));
        Assert.Throws<ArgumentException>(() => TokenSequence.OfStates([3, 1, 4], 2, 2));
        Assert.Throws<ArgumentException>(() => TokenSequence.OfStates([3, 1, 4], 0));
    }
}
