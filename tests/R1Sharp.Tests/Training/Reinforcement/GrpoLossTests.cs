using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>The loss of GRPO in closed form and against finite differences.</summary>
public sealed class GrpoLossTests
{
    static readonly GrpoOptions s_plain = new() { EpsilonLow = 0.2, EpsilonHigh = 0.3, KlWeight = 0, EntropyWeight = 0 };

    static (PolicyLossSums Sums, float[] dLogProbs, float[] dEntropies) Compute(GrpoOptions options, float[] logProbs, float[] old,
        double advantage, double weight = 1, float[]? reference = null, float[]? entropies = null)
    {
        var (dLogProbs, dEntropies) = (new float[logProbs.Length], new float[logProbs.Length]);
        var input = new GrpoLossInput
        {
            LogProbs = logProbs,
            OldLogProbs = old,
            ReferenceLogProbs = reference ?? [],
            Entropies = entropies ?? new float[logProbs.Length],
            Advantage = advantage,
            TokenWeight = weight,
        };
        return (GrpoLoss.Compute(input, options, dLogProbs, dEntropies), dLogProbs, dEntropies);
    }

    [Fact]
    public void On_policy_the_ratio_is_exactly_one_and_the_gradient_minus_the_weighted_advantage()
    {
        float[] logProbs = [-0.1f, -2.7182817f, -1e-7f, -13.4f];
        var (sums, dLogProbs, _) = Compute(s_plain, logProbs, logProbs, advantage: 0.75, weight: 0.25);
        Assert.Equal(0.0, sums.RatioDeviation);
        Assert.Equal(0.0, sums.MaxRatioDeviation);
        Assert.All(dLogProbs, d => Assert.Equal(-0.1875f, d));
        Assert.Equal(-0.75, sums.Loss);
    }

    [Theory]
    [InlineData(1.0, 0.5, 1.5, true, false)]     // ratio e^0.5 > 1.3, positive advantage: clipped high
    [InlineData(1.0, -0.5, 1.0, false, false)]   // ratio e^−0.5 < 0.8, positive advantage: the unclipped term is the smaller
    [InlineData(-1.0, -0.5, 1.0, false, true)]   // negative advantage: clipped low
    [InlineData(-1.0, 0.5, 1.0, false, false)]   // negative advantage, large ratio: not clipped
    public void Clipping_stops_the_gradient_on_the_side_that_the_advantage_pushes_to(double advantage, double difference, double _, bool high, bool low)
    {
        var (sums, dLogProbs, _) = Compute(s_plain, [(float)(-2 + difference)], [-2f], advantage);
        Assert.Equal(high ? 1 : 0, sums.ClippedHigh);
        Assert.Equal(low ? 1 : 0, sums.ClippedLow);
        double ratio = Math.Exp(difference);
        double expected = high || low ? 0 : -ratio * advantage;
        Assert.Equal(expected, dLogProbs[0], 6);
        double value = high ? 1.3 * advantage : low ? 0.8 * advantage : ratio * advantage;
        Assert.Equal(-value, sums.Loss, 6);
    }

    [Fact]
    public void An_epsilon_of_ten_never_clips_low_and_clips_high_only_beyond_eleven()
    {
        var options = GrpoProfiles.Find("r1-paper");
        Assert.Equal(0, Compute(options, [-9f], [-1f], -1).Sums.ClippedLow);
        Assert.Equal(0, Compute(options, [-1f], [-3.3f], 1).Sums.ClippedHigh);
        Assert.Equal(1, Compute(options, [-1f], [-3.5f], 1).Sums.ClippedHigh);
    }

    [Fact]
    public void The_divergence_is_zero_only_for_equal_log_probabilities_and_matches_its_formula()
    {
        var options = s_plain with { KlWeight = 2 };
        Assert.Equal(0.0, Compute(options, [-1.25f, -3f], [-1.25f, -3f], 0, reference: [-1.25f, -3f]).Sums.Kl);
        var (sums, dLogProbs, _) = Compute(options, [-1f], [-1f], 0, reference: [-1.5f]);
        double k3 = Math.Exp(-0.5) + 0.5 - 1;
        Assert.Equal(k3, sums.Kl, 7);
        Assert.Equal(2 * k3, sums.Loss, 6);
        Assert.Equal(2 * (1 - Math.Exp(-0.5)), dLogProbs[0], 6);
    }

    [Fact]
    public void The_divergence_is_measured_even_where_it_weighs_nothing()
    {
        var (sums, dLogProbs, _) = Compute(s_plain, [-1f], [-1f], 0, reference: [-2f]);
        Assert.True(sums.Kl > 0.1);
        Assert.Equal(0f, dLogProbs[0]);
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        var options = s_plain with { KlWeight = 0.3, EntropyWeight = 0.05 };
        float[] logProbs = [-0.5f, -1.5f, -2.5f, -0.05f, -4f, -1f], old = [-0.6f, -1.9f, -2.45f, -0.5f, -3.3f, -1f];
        float[] reference = [-0.7f, -1.2f, -2.9f, -0.1f, -4.4f, -1f], entropies = [0.4f, 1.1f, 2f, 0.1f, 1.7f, 0.9f];
        foreach (double advantage in new[] { 1.3, -0.8 })
        {
            var (_, dLogProbs, dEntropies) = Compute(options, logProbs, old, advantage, 0.125, reference, entropies);
            for (int t = 0; t < logProbs.Length; t++)
            {
                AssertDerivative(x => Compute(options, With(logProbs, t, x), old, advantage, 0.125, reference, entropies).Sums.Loss, logProbs[t], dLogProbs[t]);
                AssertDerivative(x => Compute(options, logProbs, old, advantage, 0.125, reference, With(entropies, t, x)).Sums.Loss, entropies[t], dEntropies[t]);
            }
        }
    }

    [Theory]
    [InlineData(-500f, -1f)]
    [InlineData(-1f, -500f)]
    public void Nothing_overflows_however_far_the_policies_are_apart(float logProb, float old)
    {
        var (sums, dLogProbs, _) = Compute(s_plain with { KlWeight = 1 }, [logProb], [old], -1, reference: [old]);
        Assert.True(double.IsFinite(sums.Loss) && float.IsFinite(dLogProbs[0]));
    }

    [Fact]
    public void The_first_token_that_is_not_finite_is_remembered()
    {
        Assert.Equal(1, Compute(s_plain, [-1f, float.NaN, float.NegativeInfinity], [-1f, -1f, -1f], 1).Sums.FirstNotFinite);
        Assert.Null(Compute(s_plain, [-1f], [-1f], 1).Sums.FirstNotFinite);
    }

    [Fact]
    public void Aggregations_weigh_tokens_as_they_say()
    {
        int[] counts = [2, 6, 0];
        Assert.Equal([1 / 6.0, 1 / 18.0, 0], GrpoLoss.TokenWeights(counts, LossAggregation.Sequence, 10));
        Assert.Equal([1 / 8.0, 1 / 8.0, 0], GrpoLoss.TokenWeights(counts, LossAggregation.Token, 10));
        var constant = GrpoLoss.TokenWeights(counts, LossAggregation.Constant, 10);
        Assert.Equal(1 / 30.0, constant[0], 15);
        Assert.Equal(1 / 30.0, constant[1], 15);
    }

    static float[] With(float[] values, int index, double value)
    {
        float[] copy = [.. values];
        copy[index] = (float)value;
        return copy;
    }

    // The step is exact in binary, so that the float inputs differ by exactly 2h.
    static void AssertDerivative(Func<double, double> function, double at, double derivative)
    {
        const double h = 1.0 / 1024;
        double lower = (float)(at - h), upper = (float)(at + h);
        Assert.Equal((function(upper) - function(lower)) / (upper - lower), derivative, 1e-5);
    }
}
