using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Model;

/// <summary>The whole network against PyTorch in float64: log-probabilities, entropies, gradients, a course of AdamW.</summary>
public sealed class GoldenTests : IDisposable
{
    readonly CpuEngine _pool = new(2);

    public void Dispose() => _pool.Dispose();

    [Theory]
    [InlineData("tied")]
    [InlineData("untied")]
    public void Log_probs_and_entropies(string name)
    {
        var golden = new Golden(name);
        using var policy = Load(golden);
        float[][] logProbs = policy.LogProbs(golden.Sequences, golden.Expected.Temperature);
        var entropies = new float[logProbs.Length][];
        policy.Backward(golden.Sequences, (s, _, h, _, _) => entropies[s] = h.ToArray(), golden.Expected.Temperature);
        for (int s = 0; s < logProbs.Length; s++)
        {
            Truth.Matches(golden.Expected.Sequences[s].LogProbs, logProbs[s]);
            Truth.Matches(golden.Expected.Sequences[s].Entropies, entropies[s]);
        }
    }

    [Theory]
    [InlineData("tied", 1000, 1)]
    [InlineData("tied", 1, 3)]
    [InlineData("untied", 1000, 4)]
    [InlineData("untied", 40, 2)]
    public void Gradient_of_every_tensor(string name, int microBatchTokens, int lanes)
    {
        var golden = new Golden(name);
        using var policy = Load(golden, new MemoryLayout { MicroBatchTokens = microBatchTokens, GradientLanes = lanes });
        policy.Backward(golden.Sequences, golden.Loss, golden.Expected.Temperature);
        Compare(policy, golden.Tensors("gradients.safetensors"), policy.Gradient, 2e-5);
    }

    [Fact]
    public void Gradient_with_checkpointing_has_the_same_bits()
    {
        var golden = new Golden("tied");
        using var kept = Load(golden);
        using var computedAgain = Load(golden, new MemoryLayout { ActivationCheckpointing = true });
        foreach (var policy in new[] { kept, computedAgain })
            policy.Backward(golden.Sequences, golden.Loss);
        Bits.Equal(All(kept.Gradient), All(computedAgain.Gradient));
    }

    [Theory]
    [InlineData("tied", 1)]
    [InlineData("tied", 3)]
    [InlineData("untied", 2)]
    public void A_course_of_AdamW(string name, int lanes)
    {
        var golden = new Golden(name);
        var o = golden.Expected.Optimizer;
        using var policy = Load(golden, new MemoryLayout { MicroBatchTokens = 1, GradientLanes = lanes });
        policy.ResetOptimizer(new OptimizerOptions { Beta1 = o.Beta1, Beta2 = o.Beta2, Epsilon = o.Epsilon, WeightDecay = o.WeightDecay, MaxGradientNorm = o.MaxNorm });
        for (int step = 0; step < o.Steps; step++)
        {
            policy.Backward(golden.Sequences, golden.Loss, golden.Expected.Temperature);
            Assert.Equal(golden.Expected.Norms[step], policy.Update(o.Lr), golden.Expected.Norms[step] * 1e-4);
        }
        // Where a gradient nearly vanishes, AdamW divides noise by noise: the weights agree to a thousandth of the way travelled.
        Compare(policy, golden.Tensors("trained.safetensors"), policy.Weights, 1e-4);
    }

    [Fact]
    public void A_wrong_network_is_told_from_the_golden_one()
    {
        var golden = new Golden("tied");
        using var policy = Load(golden);
        policy.Weights.Tensor(policy.Weights.Layout.ByName["model.layers.1.self_attn.q_proj.bias"])[5] += 0.01f;
        policy.WeightsChanged();
        float[][] logProbs = policy.LogProbs(golden.Sequences);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Truth.Matches(golden.Expected.Sequences[1].LogProbs, logProbs[1]));
        policy.Backward(golden.Sequences, golden.Loss);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Compare(policy, golden.Tensors("gradients.safetensors"), policy.Gradient, 2e-5));
    }

    CpuPolicy Load(Golden golden, MemoryLayout? layout = null) => _pool.Load(golden.Directory, layout);

    static void Compare(CpuPolicy policy, Dictionary<string, double[]> expected, R1Sharp.Learning.Model.Weights actual, double tolerance)
    {
        Assert.Equal(policy.Weights.Layout.Tensors.Select(t => t.Name).Order(), expected.Keys.Order());
        foreach (var tensor in policy.Weights.Layout.Tensors)
            Truth.Matches(expected[tensor.Name], actual.Tensor(tensor), tolerance);
    }

    static Span<float> All(R1Sharp.Learning.Model.Weights weights) => weights.Values.Span(0, checked((int)weights.Values.Length));
}
