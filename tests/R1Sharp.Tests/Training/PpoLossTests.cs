using R1Sharp.Learning.Training;
using R1Sharp.Numerics;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Training;

/// <summary>Both losses of PPO in closed form and against finite differences.</summary>
public sealed class PpoLossTests
{
    static readonly PpoOptions s_options = new() { EpsilonLow = 0.2, EpsilonHigh = 0.3, KlWeight = 0.4, KlPlace = KlPlace.Loss, EntropyWeight = 0.05 };

    static (GrpoLossSums Sums, float[] DLogProbs, float[] DEntropies) Policy(PpoOptions options, float[] logProbs, float[] old, double[] advantages, float[]? reference = null, float[]? entropies = null)
    {
        var (dLogProbs, dEntropies) = (new float[logProbs.Length], new float[logProbs.Length]);
        var input = new PpoLossInput
        {
            LogProbs = logProbs,
            OldLogProbs = old,
            ReferenceLogProbs = reference,
            Entropies = entropies ?? new float[logProbs.Length],
            Advantages = advantages,
            TokenWeight = 0.5,
        };
        return (PpoLoss.Policy(input, options, dLogProbs, dEntropies), dLogProbs, dEntropies);
    }

    [Fact]
    public void On_policy_the_gradient_is_minus_each_tokens_advantage()
    {
        float[] logProbs = [-0.5f, -2, -3];
        var (sums, dLogProbs, _) = Policy(s_options with { EntropyWeight = 0 }, logProbs, logProbs, [1, -2, 0.25]);
        Assert.Equal([-0.5f, 1, -0.125f], dLogProbs);
        Assert.Equal(-0.5 * (1 - 2 + 0.25), sums.Loss, 12);
    }

    [Fact]
    public void A_ratio_that_moved_far_enough_in_the_wanted_direction_gives_no_gradient()
    {
        float up = MathF.Log(1.5f), down = MathF.Log(0.5f);
        var (sums, dLogProbs, _) = Policy(s_options with { EntropyWeight = 0 }, [up, down, up, down], new float[4], [1, -1, -1, 1]);
        Assert.Equal([0f, 0f], dLogProbs[..2]);
        Assert.Equal(0.5 * 1.5, dLogProbs[2], 6);
        Assert.Equal(-0.5 * 0.5, dLogProbs[3], 6);
        Assert.Equal((1L, 1L), (sums.ClippedLow, sums.ClippedHigh));
        Assert.Equal(-0.5 * (1.3 - 0.8 - 1.5 + 0.5), sums.Loss, 6);
    }

    [Fact]
    public void With_one_advantage_for_all_tokens_it_is_the_loss_of_GRPO()
    {
        float[] logProbs = [-0.5f, -2, -3], old = [-0.6f, -1.2f, -3], reference = [-0.4f, -2.2f, -2], entropies = [1, 2, 3];
        var (sums, dLogProbs, dEntropies) = Policy(s_options, logProbs, old, [0.7, 0.7, 0.7], reference, entropies);
        var (dGrpo, dGrpoEntropies) = (new float[3], new float[3]);
        var grpo = GrpoLoss.Compute(new() { LogProbs = logProbs, OldLogProbs = old, ReferenceLogProbs = reference, Entropies = entropies, Advantage = 0.7, TokenWeight = 0.5 },
            new() { EpsilonLow = 0.2, EpsilonHigh = 0.3, KlWeight = 0.4, EntropyWeight = 0.05 }, dGrpo, dGrpoEntropies);
        Assert.Equal(grpo, sums);
        Bits.Equal(dGrpo, dLogProbs);
        Bits.Equal(dGrpoEntropies, dEntropies);
    }

    [Fact]
    public void A_divergence_in_the_reward_is_measured_but_not_part_of_the_loss()
    {
        float[] logProbs = [-0.5f, -2], reference = [-0.4f, -2.5f];
        var (sums, dLogProbs, _) = Policy(s_options with { KlPlace = KlPlace.Reward, EntropyWeight = 0 }, logProbs, logProbs, [0, 0], reference);
        Assert.Equal([0f, 0f], dLogProbs);
        Assert.Equal(0.0, sums.Loss);
        Assert.Equal(Math.Exp(0.1) - 0.1 - 1 + Math.Exp(-0.5) + 0.5 - 1, sums.Kl, 6);
    }

    [Fact]
    public void The_values_loss_is_half_the_squared_error()
    {
        float[] dValues = new float[2];
        var sums = PpoLoss.Value([1, -0.5f], [1, -0.5f], [3, 0], clip: null, tokenWeight: 0.25, dValues);
        Assert.Equal([-0.5f, -0.125f], dValues);
        Assert.Equal(new ValueLossSums(0.25 * 0.5 * (4 + 0.25), 2, 0), sums);
    }

    // From left to right: moved little; moved far towards the return; moved far away from it; moved past it, now further off than the clip.
    [Fact]
    public void A_value_that_moved_too_far_towards_its_return_gives_no_gradient()
    {
        float[] dValues = new float[4];
        var sums = PpoLoss.Value([0.1f, 1, -1, 5], [0, 0, 0, 0], [2, 2, 2, 2], clip: 0.5, tokenWeight: 1, dValues);
        Assert.Equal([-1.9f, 0, -3, 3], dValues);
        Assert.Equal(1, sums.Clipped);
        Assert.Equal(0.5 * (1.9 * 1.9 + 1.5 * 1.5 + 9 + 9), sums.Loss, 6);
    }

    [Fact]
    public void The_gradients_are_those_of_finite_differences()
    {
        var random = new RandomStream(1, RandomPurpose.Test);
        const int n = 40;
        float[] Draw(double mean, double deviation)
        {
            var values = new float[n];
            for (int i = 0; i < n; i++)
                values[i] = (float)(mean + deviation * random.NextNormal());
            return values;
        }
        float[] logProbs = Draw(-3, 0.5), old = Draw(-3, 0.5), reference = Draw(-3, 0.5), values = Draw(0, 1), oldValues = Draw(0, 1);
        double[] advantages = [.. Draw(0, 1).Select(a => (double)a)], returns = [.. Draw(0, 1).Select(r => (double)r)];
        var (_, dLogProbs, _) = Policy(s_options, logProbs, old, advantages, reference);
        float[] dValues = new float[n];
        PpoLoss.Value(values, oldValues, returns, 0.3, 0.5, dValues);
        const float step = 1e-3f;
        for (int i = 0; i < n; i++)
        {
            double PolicyAt(float change)
            {
                float[] moved = [.. logProbs];
                moved[i] += change;
                return Policy(s_options, moved, old, advantages, reference).Sums.Loss;
            }
            double ValueAt(float change)
            {
                float[] moved = [.. values];
                moved[i] += change;
                return PpoLoss.Value(moved, oldValues, returns, 0.3, 0.5, new float[n]).Loss;
            }
            Assert.Equal((PolicyAt(step) - PolicyAt(-step)) / (2 * step), dLogProbs[i], 2e-3);
            Assert.Equal((ValueAt(step) - ValueAt(-step)) / (2 * step), dValues[i], 2e-3);
        }
        Assert.Contains(dValues, d => d == 0);
    }
}
