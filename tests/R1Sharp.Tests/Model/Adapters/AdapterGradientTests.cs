using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model.Adapters;

/// <summary>The gradients of adapters: against finite differences, and against those of merged weights.</summary>
public sealed class AdapterGradientTests : IDisposable
{
    readonly CpuEngine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("qwen2", "all-linear", false)]
    [InlineData("qwen3", "all-linear", true)]
    [InlineData("olmo2", "k_proj up_proj o_proj", false)]
    [InlineData("untied", "q_proj v_proj", true)]
    public void A_step_in_any_direction_changes_the_loss_as_the_gradient_says(string name, string targets, bool rslora)
    {
        const float Step = 2e-4f;
        var sequences = AdapterExamples.Sequences(5);
        using var policy = AdapterExamples.Varied(_engine, AdapterExamples.Of(name), new() { Rank = 3, Alpha = 7, Targets = targets.Split(' '), Rslora = rslora });
        policy.Backward(sequences, (_, _, _, dLogProbs, _) => dLogProbs.Fill(1));
        float[] gradient = AdapterExamples.Values(policy.Gradient).ToArray(), direction = AdapterExamples.Direction(policy, 9);
        double expected = gradient.Zip(direction, (g, d) => (double)g * d).Sum(), size = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.Equal(expected, (Loss(Step) - Loss(-2 * Step)) / (2 * Step), 0.01 * size);

        double Loss(float step)
        {
            AdapterExamples.Move(policy, direction, step);
            return policy.LogProbs(sequences).Sum(s => s.Sum(l => (double)l));
        }
    }

    /// <summary>dB = s·dW·Aᵀ and dA = s·Bᵀ·dW with the gradient dW that the merged network has, in double precision.</summary>
    [Fact]
    public void Gradients_are_those_of_the_merged_weights_taken_to_the_factors()
    {
        var sequences = AdapterExamples.Sequences(7);
        using var policy = AdapterExamples.Varied(_engine);
        using var merged = _engine.Network(AdapterSources.Merged(((IPolicy)policy).Weights), NetworkUse.Training);
        policy.Backward(sequences, AdapterExamples.Loss);
        merged.Backward(sequences, AdapterExamples.Loss);
        var (layout, whole) = (policy.Weights.Layout, merged.Weights.Layout);
        foreach (var place in policy.Options.Adapter!.Places)
        {
            var (down, up) = (layout.ByName[place.Module + ".lora_A.weight"], layout.ByName[place.Module + ".lora_B.weight"]);
            var weight = whole.ByName[place.Module + ".weight"];
            float[] dW = merged.Gradient.Tensor(weight).ToArray(), a = policy.Weights.Tensor(down).ToArray(), b = policy.Weights.Tensor(up).ToArray();
            double scale = policy.Options.Adapter.ScaleOf(place);
            double[] dA = new double[a.Length], dB = new double[b.Length];
            for (int o = 0; o < weight.Rows; o++)
                for (int r = 0; r < place.Rank; r++)
                    for (int i = 0; i < weight.Columns; i++)
                    {
                        dB[o * place.Rank + r] += scale * dW[o * weight.Columns + i] * a[r * weight.Columns + i];
                        dA[r * weight.Columns + i] += scale * dW[o * weight.Columns + i] * b[o * place.Rank + r];
                    }
            Truth.Matches(dA, policy.Gradient.Tensor(down), 2e-4);
            Truth.Matches(dB, policy.Gradient.Tensor(up), 2e-4);
        }
    }

    [Fact]
    public void Merged_weights_say_what_the_network_with_adapters_says()
    {
        var sequences = AdapterExamples.Sequences(7);
        using var policy = AdapterExamples.Varied(_engine, options: AdapterExamples.Options with { Rslora = true });
        using var merged = _engine.Network(AdapterSources.Merged(((IPolicy)policy).Weights), NetworkUse.Sampling);
        using var plain = _engine.Create(AdapterExamples.Shape, 1);
        Assert.Null(merged.Options.Adapter);
        foreach (var (one, other) in policy.LogProbs(sequences).Zip(merged.LogProbs(sequences)).Where(pair => pair.First.Length > 0))
            Truth.Matches([.. one.Select(v => (double)v)], other, 3e-5);
        Assert.NotEqual(plain.LogProbs(sequences)[4][0], merged.LogProbs(sequences)[4][0], 0.01);
    }

    [Fact]
    public void Adapters_learn_a_sequence_that_the_base_finds_improbable()
    {
        using var policy = AdapterExamples.Fresh(_engine);
        var sequence = AdapterExamples.Sequences(4)[3];
        double before = policy.LogProbs([sequence])[0].Sum();
        for (int step = 0; step < 40; step++)
        {
            policy.Backward([sequence], (_, _, _, dLogProbs, _) => dLogProbs.Fill(-1));
            policy.Update(0.01);
        }
        Assert.InRange(policy.LogProbs([sequence])[0].Sum(), 0.1 * before, 0);
    }

    /// <summary>A scalar model over a policy's base: its adapters and its head learn, and are saved together.</summary>
    [Fact]
    public void Scalar_models_learn_adapters_and_their_head()
    {
        var states = AdapterExamples.Sequences(6);
        using var policy = AdapterExamples.Fresh(_engine);
        using var values = _engine.ScalarOver(policy, headDeviation: 0.2, seed: 3);
        Assert.Contains("score.weight", values.Weights.Layout.ByName.Keys);
        Assert.Equal(policy.Weights.Layout.Tensors.Count + 1, values.Weights.Layout.Tensors.Count);
        double before = Error();
        using var frozen = values.Freeze();
        float[] first = values.Values(states)[2];
        for (int step = 0; step < 20; step++)
        {
            values.Backward(states, (_, v, d) =>
            {
                for (int i = 0; i < v.Length; i++)
                    d[i] = v[i] - 1;
            });
            values.Update(0.01);
        }
        Assert.InRange(Error(), 0, 0.5 * before);
        Bits.Equal(first, frozen.Values(states)[2]);
        Assert.All(values.Weights.Layout.Tensors.Where(t => t.Initial == Learning.Model.Parts.InitialValues.Zero),
            t => Assert.True(values.Weights.Tensor(t).ContainsAnyExcept(0f)));

        double Error() => values.Values(states).Sum(s => s.Sum(v => Math.Pow(v - 1, 2)));
    }

    [Fact]
    public void What_is_estimated_is_small_and_counts_what_learns()
    {
        var shape = new ModelOptions
        {
            VocabularySize = 151936,
            HiddenSize = 896,
            IntermediateSize = 4864,
            LayerCount = 24,
            HeadCount = 14,
            KeyValueHeadCount = 2,
            HeadSize = 64,
        };
        var adapted = shape with { Adapter = AdapterShape.Of(new(), shape) };
        var (full, own) = (_engine.Estimate(shape), _engine.Estimate(adapted, new() { Bfloat16 = true, ActivationCheckpointing = true }));
        Assert.Equal((494_032_768, 8_798_208), (own.Parameters, own.LearnedParameters));
        Assert.Equal((494_032_768, 494_032_768), (full.Parameters, full.LearnedParameters));
        Assert.InRange(own.TrainingBytes, 1.0e9, 1.6e9);
        Assert.InRange(own.ReferenceBytes, 0.05e9, 0.3e9);
    }
}
