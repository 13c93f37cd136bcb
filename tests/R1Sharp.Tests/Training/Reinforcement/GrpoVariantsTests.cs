using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>The parts in which GRPO's variants differ, in closed form.</summary>
public sealed class GrpoVariantsTests
{
    static readonly GrpoOptions s_plain = new() { EpsilonLow = 0.2, EpsilonHigh = 0.3, KlWeight = 0, EntropyWeight = 0 };

    static (PolicyLossSums Sums, float[] dLogProbs) Compute(GrpoOptions options, float[] logProbs, float[] old, double advantage, double[]? byToken = null, float[]? reference = null)
    {
        var dLogProbs = new float[logProbs.Length];
        var input = new GrpoLossInput
        {
            LogProbs = logProbs,
            OldLogProbs = old,
            ReferenceLogProbs = reference ?? [],
            Entropies = new float[logProbs.Length],
            Advantage = advantage,
            TokenAdvantages = byToken,
            TokenWeight = 1.0 / logProbs.Length,
        };
        return (GrpoLoss.Compute(input, options, dLogProbs, new float[logProbs.Length]), dLogProbs);
    }

    [Fact]
    public void Gspo_gives_every_token_the_geometric_mean_of_the_ratios()
    {
        // Ratios e^0.1, e^−0.3, e^0.5: the geometric mean is e^0.1. The loss is −s A, and each token's derivative −s A/3.
        var (sums, d) = Compute(s_plain with { RatioLevel = RatioLevel.Sequence }, [-1.9f, -2.3f, -1.5f], [-2f, -2f, -2f], 0.5);
        Assert.Equal(-Math.Exp(0.1) * 0.5, sums.Loss, 6);
        Assert.All(d, x => Assert.Equal(-Math.Exp(0.1) * 0.5 / 3, x, 6));
        Assert.Equal(3 * (Math.Exp(0.1) - 1), sums.RatioDeviation, 5);
        Assert.Equal(0.5, sums.MaxLogDifference, 6);
    }

    [Fact]
    public void Gspo_clips_whole_completions_or_none_of_their_tokens()
    {
        var gspo = GrpoProfiles.Find("gspo");
        // Two tokens far from their old probabilities whose changes cancel: the mean is 0, nothing is clipped.
        Assert.Equal(0, Compute(gspo, [-1f, -3f], [-2f, -2f], 1).Sums.ClippedHigh);
        // A mean change of 5e-4 is above ε_high = 4e-4, one of 3.5e-4 is not.
        Assert.Equal((2L, 0f), (Compute(gspo, [-1.999f, -2f], [-2f, -2f], 1).Sums.ClippedHigh, Compute(gspo, [-1.999f, -2f], [-2f, -2f], 1).dLogProbs[0]));
        Assert.Equal(0, Compute(gspo, [-1.9993f, -2f], [-2f, -2f], 1).Sums.ClippedHigh);
        // Downwards ε_low = 3e-4 already clips 3.5e-4.
        Assert.Equal(2, Compute(gspo, [-2.0007f, -2f], [-2f, -2f], -1).Sums.ClippedLow);
    }

    [Theory]
    [InlineData(RatioLevel.Token)]
    [InlineData(RatioLevel.Sequence)]
    public void Gradients_agree_with_finite_differences(RatioLevel level)
    {
        var options = s_plain with { RatioLevel = level, KlWeight = 0.3, KlPenalty = KlPenalty.LossK2, DualClip = 2 };
        float[] logProbs = [-0.5f, -1.5f, -2.5f, -1.25f], old = [-0.625f, -1.75f, -2.375f, -2.375f], reference = [-0.75f, -1.25f, -2.875f, -1f];
        foreach (double advantage in new[] { 1.3, -0.8 })
        {
            var (_, d) = Compute(options, logProbs, old, advantage, reference: reference);
            for (int t = 0; t < d.Length; t++)
                Assert.Equal(Slope(x => Compute(options, With(logProbs, t, x), old, advantage, reference: reference).Sums.Loss, logProbs[t]), d[t], 1e-5);
        }
    }

    [Fact]
    public void Cispo_cuts_the_weight_and_keeps_the_gradient_of_every_token()
    {
        var cispo = GrpoProfiles.Find("cispo");
        // Ratios e, e³ and e⁻³ with caps 5 and 0: weights e, 5, e⁻³; S = weight · A · log π.
        float[] logProbs = [-1f, -1f, -4f], old = [-2f, -4f, -1f];
        double[] weights = [Math.E, 5, Math.Exp(-3)];
        foreach (double advantage in new[] { 1.5, -1.5 })
        {
            var (sums, d) = Compute(cispo, logProbs, old, advantage);
            for (int t = 0; t < 3; t++)
                Assert.Equal(-weights[t] * advantage / 3, d[t], 5);
            Assert.Equal(-advantage / 3 * weights.Zip(logProbs, (w, p) => w * p).Sum(), sums.Loss, 5);
            Assert.Equal((0L, 1L), (sums.ClippedLow, sums.ClippedHigh));
        }
    }

    [Theory]
    [InlineData(-1.0, 2.0, 3.0, true)]    // ratio e² > 3, negative advantage: max(ρA, cA) = −3
    [InlineData(-1.0, 1.0, 0.0, false)]   // ratio e < 3: −e
    [InlineData(1.0, 2.0, 1.3, true)]     // positive advantage: PPO's own clip at 1 + ε_high
    public void The_dual_clip_bounds_what_a_token_of_negative_advantage_can_lose(double advantage, double difference, double bound, bool clipped)
    {
        var (sums, d) = Compute(s_plain with { DualClip = 3 }, [(float)(-4 + difference)], [-4f], advantage);
        Assert.Equal(clipped ? 1 : 0, sums.ClippedHigh);
        Assert.Equal(-(clipped ? bound : Math.Exp(difference)) * advantage, sums.Loss, 6);
        Assert.Equal(clipped ? 0 : -Math.Exp(difference) * advantage, d[0], 5);
        Assert.Equal(-Math.Exp(difference) * -1, Compute(s_plain, [(float)(-4 + difference)], [-4f], -1).dLogProbs[0], 5);
    }

    [Fact]
    public void Estimators_of_the_divergence_match_their_formulas()
    {
        Assert.Equal(0.5, KlToReference.K1(-1f, -1.5f), 7);
        Assert.Equal((0.125, 0.5), KlToReference.K2(-1f, -1.5f));
        var (k3, dK3) = KlToReference.K3(-1f, -1.5f);
        Assert.Equal(Math.Exp(-0.5) + 0.5 - 1, k3, 12);
        Assert.Equal(1 - Math.Exp(-0.5), dK3, 12);
        var (sums, d) = Compute(s_plain with { KlWeight = 2, KlPenalty = KlPenalty.LossK2 }, [-1f], [-1f], 0, reference: [-1.5f]);
        Assert.Equal((0.25, 1f), (sums.Loss, d[0]));
        Assert.Equal(k3, sums.Kl, 12);
    }

    [Fact]
    public void A_divergence_that_the_rewards_pay_for_is_only_measured_by_the_loss()
    {
        var (sums, d) = Compute(s_plain with { KlWeight = 2, KlPenalty = KlPenalty.TokenReward }, [-1f], [-1f], 0, reference: [-1.5f]);
        Assert.Equal((0.0, 0f), (sums.Loss, d[0]));
        Assert.True(sums.Kl > 0.1);
    }

    [Fact]
    public void Tokens_may_have_advantages_of_their_own()
    {
        var (sums, d) = Compute(s_plain, [-1f, -2f], [-1f, -2f], 99, byToken: [0.5, -1.5]);
        Assert.Equal([-0.25f, 0.75f], d);
        Assert.Equal(0.5, sums.Loss, 12);
    }

    static float[] With(float[] values, int index, double value)
    {
        float[] copy = [.. values];
        copy[index] = (float)value;
        return copy;
    }

    static double Slope(Func<double, double> function, double at)
    {
        const double h = 1.0 / 1024;
        return (function(at + h) - function(at - h)) / (2 * h);
    }
}
