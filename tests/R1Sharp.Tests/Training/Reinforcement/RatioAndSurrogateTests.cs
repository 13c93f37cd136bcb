using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>Ratios and what is made of them, value by value: PPO's clip, the dual clip, CISPO's weight.</summary>
public sealed class RatioAndSurrogateTests
{
    static readonly GrpoOptions s_options = new() { EpsilonLow = 0.2, EpsilonHigh = 0.3 };

    static GrpoSurrogate Of(double ratio, double advantage, GrpoOptions options, double logProb = -1) => GrpoSurrogate.Of(new(ratio, ratio), logProb, advantage, options);

    [Fact]
    public void The_ratio_is_the_exponential_of_the_difference_and_its_own_derivative()
    {
        Assert.Equal(new ImportanceRatio(1, 1), ImportanceRatio.Of(0));
        var twice = ImportanceRatio.Of(MathF.Log(2));
        Assert.Equal(2, twice.Value, 6);
        Assert.Equal(twice.Value, twice.Derivative);
    }

    [Fact]
    public void Beyond_twenty_nats_the_ratio_stands_still_and_has_no_derivative()
    {
        Assert.Equal(new ImportanceRatio(Math.Exp(20), 0), ImportanceRatio.Of(1000));
        Assert.Equal(new ImportanceRatio(Math.Exp(-20), 0), ImportanceRatio.Of(-1000));
    }

    [Fact]
    public void The_completions_ratio_is_the_geometric_mean_of_its_tokens()
    {
        float[] old = [-1, -2, -3], now = [-1 + MathF.Log(2), -2 + MathF.Log(4), -3 + MathF.Log(8)];
        Assert.Equal(4, ImportanceRatio.Of(ImportanceRatio.MeanLogDifference(now, old)).Value, 5);
    }

    [Theory]
    [InlineData(1.25, 2, 2.5, 2.5, ClippedSide.None)]    // inside
    [InlineData(1.5, 2, 2.6, 0, ClippedSide.High)]       // good and likelier already: (1 + ε_high) Â
    [InlineData(0.5, 2, 1.0, 1.0, ClippedSide.None)]     // good and less likely: not clipped
    [InlineData(0.5, -2, -1.6, 0, ClippedSide.Low)]      // bad and less likely already: (1 − ε_low) Â
    [InlineData(1.5, -2, -3.0, -3.0, ClippedSide.None)]  // bad and likelier: not clipped
    [InlineData(5.0, 0, 0, 0, ClippedSide.None)]
    public void Ppos_minimum_clips_only_what_went_far_enough(double ratio, double advantage, double value, double derivative, object side) =>
        Same(value, derivative, (ClippedSide)side, Of(ratio, advantage, s_options));

    [Theory]
    [InlineData(3.5, -2, -6.0, 0, ClippedSide.High)]
    [InlineData(2.5, -2, -5.0, -5.0, ClippedSide.None)]
    [InlineData(3.5, 2, 2.6, 0, ClippedSide.High)]
    public void The_dual_clip_bounds_what_a_bad_token_can_cost(double ratio, double advantage, double value, double derivative, object side) =>
        Same(value, derivative, (ClippedSide)side, Of(ratio, advantage, s_options with { DualClip = 3 }));

    [Theory]
    [InlineData(7.0, 2, 5.0, ClippedSide.High)]
    [InlineData(7.0, -2, 5.0, ClippedSide.High)]
    [InlineData(0.01, 2, 0.01, ClippedSide.None)]
    public void Cispo_cuts_the_weight_and_every_token_keeps_a_gradient(double ratio, double advantage, double weight, object side) =>
        Same(weight * advantage * -1.5, weight * advantage, (ClippedSide)side,
            Of(ratio, advantage, new() { RatioClip = RatioClip.Weight, EpsilonLow = 1, EpsilonHigh = 4 }, logProb: -1.5));

    static void Same(double value, double derivative, ClippedSide side, GrpoSurrogate found)
    {
        Assert.Equal(value, found.Value, 12);
        Assert.Equal(derivative, found.Derivative, 12);
        Assert.Equal(side, found.Clipped);
    }

    /// <summary>SAPO: 2/τ and unit slope at 1, and the derivative is that of the value.</summary>
    [Theory]
    [InlineData(0.0, 1.5)]
    [InlineData(0.0, -1.5)]
    [InlineData(0.7, 2.0)]
    [InlineData(-1.2, -0.5)]
    public void The_gate_is_smooth_and_closes_with_the_distance(float difference, double advantage)
    {
        double tau = advantage > 0 ? 1 : 1.05, rho = Math.Exp(difference), sigma = 1 / (1 + Math.Exp(-tau * (rho - 1)));
        var found = GrpoSurrogate.Gated(ImportanceRatio.Of(difference), advantage);
        Assert.Equal(4 / tau * sigma * advantage, found.Value, 5);
        Assert.Equal(4 * sigma * (1 - sigma) * rho * advantage, found.Derivative, 5);
        if (difference == 0)
            Assert.Equal((2 / tau * advantage, advantage), (found.Value, found.Derivative));
        Assert.Equal(found, GrpoSurrogate.Of(ImportanceRatio.Of(difference), -1, advantage, new() { RatioClip = RatioClip.Gate }));
        Assert.True(Math.Abs(GrpoSurrogate.Gated(ImportanceRatio.Of(2), 1).Derivative) < Math.Exp(2) * 0.02);
    }
}
