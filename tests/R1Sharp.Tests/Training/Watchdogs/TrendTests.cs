using R1Sharp.Learning.Training.Watchdogs;
using Xunit;

namespace R1Sharp.Tests.Training.Watchdogs;

/// <summary>The test for a trend in closed form.</summary>
public sealed class TrendTests
{
    [Fact]
    public void A_steady_rise_of_eight_has_the_textbook_z()
    {
        // S = 28, Var S = 8·7·21/18 = 65.333, z = 27/8.083 = 3.3404; 1 − Φ(3.3404) = 0.000418.
        Assert.Equal(0.000418, Trend.PValueOfRise([1, 2, 3, 4, 5, 6, 7, 8]), 6);
        Assert.Equal(1 - 0.000418, Trend.PValueOfRise([8, 7, 6, 5, 4, 3, 2, 1]), 6);
    }

    [Fact]
    public void Ties_lessen_the_variance()
    {
        // 1, 1, 2, 2: S = 4, Var S = (4·3·13 − 2·(2·1·9))/18 = 120/18, z = 3/2.58199 = 1.16190; 1 − Φ = 0.12264.
        Assert.Equal(0.12264, Trend.PValueOfRise([1, 1, 2, 2]), 4);
    }

    [Fact]
    public void Without_a_trend_nothing_is_significant()
    {
        Assert.Equal(1, Trend.PValueOfRise([3, 3, 3, 3]));
        Assert.Equal(0.5, Trend.PValueOfRise([1, 2, 2, 1]), 6);
    }

    [Fact]
    public void Only_the_order_of_the_values_matters()
    {
        double[] values = [0.1, 0.4, 0.2, 0.9, 0.5, 1.1];
        Assert.Equal(Trend.PValueOfRise(values), Trend.PValueOfRise([.. values.Select(v => Math.Exp(10 * v))]));
    }
}
