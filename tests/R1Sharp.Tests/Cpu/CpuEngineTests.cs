using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Cpu;

/// <summary>What the engine makes of one source for each use: the same numbers, and no more than was asked for.</summary>
public sealed class CpuEngineTests
{
    static readonly ModelOptions s_shape = new()
    {
        VocabularySize = 31,
        HiddenSize = 16,
        IntermediateSize = 24,
        LayerCount = 2,
        HeadCount = 2,
        KeyValueHeadCount = 1,
        HeadSize = 8,
        MaxPositions = 40,
        InitializerRange = 0.3,
    };

    static readonly TokenSequence[] s_sequences = [new([1, 2, 3, 4, 5]), new([7, 7, 7])];

    [Theory]
    [InlineData(NetworkUse.Training, true, true)]
    [InlineData(NetworkUse.Scoring, true, false)]
    [InlineData(NetworkUse.Sampling, false, false)]
    public void A_policy_keeps_what_its_use_needs_and_refuses_the_rest(NetworkUse use, bool keepsWeights, bool trains)
    {
        using var engine = new CpuEngine(2);
        using var expected = engine.Policy(WeightSources.Fresh(s_shape, 3), NetworkUse.Training);
        using var policy = engine.Policy(WeightSources.Fresh(s_shape, 3), use);
        foreach (var (one, other) in expected.LogProbs(s_sequences).Zip(policy.LogProbs(s_sequences)))
            Bits.Equal(one, other);
        Assert.Equal(expected.Score([1, 2, 3]).LastArgMax, policy.Score([1, 2, 3]).LastArgMax);
        Assert.Equal(keepsWeights, Record.Exception(() => policy.Weights) is null);
        Assert.Equal(trains, Record.Exception(() => policy.Update(0.1)) is null);
    }

    /// <summary>A network that scores has a thread of its own: it answers while the engine's threads are held.</summary>
    [Fact]
    public void A_scalar_model_for_scoring_is_asked_beside_the_engines_work()
    {
        using var engine = new CpuEngine(2);
        using var policy = engine.Policy(WeightSources.Fresh(s_shape, 3), NetworkUse.Training);
        using var head = WeightSources.WithScalarHead(policy.Weights, headDeviation: 0.5, seed: 2);
        using var trained = engine.ScalarModel(head, NetworkUse.Training);
        using var scoring = engine.ScalarModel(head, NetworkUse.Scoring);
        float[][] beside = [];
        policy.Generate([new() { Prompt = [1], Sampling = new() { MaxCompletionTokens = 3 } }], (_, _, _, _) => beside = Task.Run(() => scoring.Values(s_sequences)).Result);
        foreach (var (one, other) in trained.Values(s_sequences).Zip(beside))
            Bits.Equal(one, other);
        Assert.Throws<InvalidOperationException>(() => scoring.Update(0.1));
    }

    [Fact]
    public void An_estimate_grows_with_what_a_network_is_for()
    {
        using var engine = new CpuEngine(2);
        var estimate = engine.Estimate(s_shape);
        Assert.Equal(new ParameterLayout(s_shape).ParameterCount, estimate.Parameters);
        Assert.True(estimate.ScoringBytes < estimate.ReferenceBytes && estimate.ReferenceBytes < estimate.TrainingBytes);
        Assert.Equal(estimate.BytesPerStep, 2 * engine.Estimate(s_shape, new() { Bfloat16 = true }).BytesPerStep);
        Assert.Equal(engine.MeasureFlops(work => 2), engine.MeasureFlops(work => 1) / 2);
    }
}
