using R1Sharp.Learning.Training.Reinforcement;
using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>The loss of the value model in closed form and against finite differences.</summary>
public sealed class PpoValueLossTests
{
    [Fact]
    public void The_values_loss_is_half_the_squared_error()
    {
        float[] dValues = new float[2];
        var sums = PpoValueLoss.Compute([1, -0.5f], [1, -0.5f], [3, 0], clip: null, tokenWeight: 0.25, dValues);
        Assert.Equal([-0.5f, -0.125f], dValues);
        Assert.Equal(new ValueLossSums(0.25 * 0.5 * (4 + 0.25), 2, 0), sums);
    }

    // From left to right: moved little; moved far towards the return; moved far away from it; moved past it, now further off than the clip.
    [Fact]
    public void A_value_that_moved_too_far_towards_its_return_gives_no_gradient()
    {
        float[] dValues = new float[4];
        var sums = PpoValueLoss.Compute([0.1f, 1, -1, 5], [0, 0, 0, 0], [2, 2, 2, 2], clip: 0.5, tokenWeight: 1, dValues);
        Assert.Equal([-1.9f, 0, -3, 3], dValues);
        Assert.Equal(1, sums.Clipped);
        Assert.Equal(0.5 * (1.9 * 1.9 + 1.5 * 1.5 + 9 + 9), sums.Loss, 6);
    }

    [Fact]
    public void The_gradient_is_that_of_finite_differences()
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
        float[] values = Draw(0, 1), oldValues = Draw(0, 1);
        double[] returns = [.. Draw(0, 1).Select(r => (double)r)];
        float[] dValues = new float[n];
        PpoValueLoss.Compute(values, oldValues, returns, 0.3, 0.5, dValues);
        const float step = 1e-3f;
        for (int i = 0; i < n; i++)
        {
            double At(float change)
            {
                float[] moved = [.. values];
                moved[i] += change;
                return PpoValueLoss.Compute(moved, oldValues, returns, 0.3, 0.5, new float[n]).Loss;
            }
            Assert.Equal((At(step) - At(-step)) / (2 * step), dValues[i], 2e-3);
        }
        Assert.Contains(dValues, d => d == 0);
    }
}
