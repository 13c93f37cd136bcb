using R1Sharp.App.Charts;
using Xunit;

namespace R1Sharp.Tests.Charts;

/// <summary>Scales hold their values, and their ticks are round, inside and few.</summary>
public sealed class ScaleTests
{
    [Theory]
    [InlineData(0, 1, 4, 0.25), InlineData(0, 175, 5, 50), InlineData(0, 8.3, 4, 2.5), InlineData(0, 1e-4, 5, 2e-5)]
    public void Steps_are_one_two_two_and_a_half_or_five_times_a_power_of_ten(double min, double max, int wanted, double step) =>
        Assert.Equal(step, Scale.TickStep(max - min, wanted), 12);

    [Fact]
    public void Ticks_lie_inside_and_are_not_many_more_than_wanted()
    {
        for (int i = 1; i < 200; i++)
        {
            var scale = Scale.Fit(new Axis(), [-i * 0.37, i * i * 1.7], 0, 100, round: false);
            var ticks = scale.Ticks(5);
            Assert.InRange(ticks.Count, 2, 7);
            Assert.All(ticks, t => Assert.InRange(t, scale.Min - 1e-6, scale.Max + 1e-6));
        }
    }

    [Fact]
    public void Pixels_follow_values_linearly_or_by_ratio()
    {
        var linear = Scale.Fit(new Axis(), [0, 10], 100, 200, round: false);
        Assert.Equal(150, linear.At(5), 9);
        var log = Scale.Fit(new Axis { Log = true }, [1, 100], 0, 200, round: false);
        Assert.Equal(100, log.At(10), 9);
        Assert.Equal([1, 10, 100], log.Ticks(4));
        Assert.False(log.Holds(0));
        Assert.False(linear.Holds(double.NaN));
    }

    [Fact]
    public void Open_ends_go_out_to_round_numbers_and_fixed_ends_stay()
    {
        var scale = Scale.Fit(new Axis { Min = 0 }, [3, 141], 0, 1, round: true);
        Assert.Equal((0, 150), (scale.Min, scale.Max));
        Assert.Equal((0, 1), (Scale.Fit(new Axis { Min = 0, Max = 1 }, [0.2, 0.7], 0, 1, round: true) is var s ? (s.Min, s.Max) : default));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void Values_that_agree_or_are_missing_still_give_a_scale(bool log)
    {
        foreach (double[] values in (double[][])[[], [double.NaN], [5, 5], [0, 0], [-3]])
        {
            var scale = Scale.Fit(new Axis { Log = log }, values, 0, 100, round: true);
            Assert.True(scale.Max > scale.Min);
            Assert.True(scale.Ticks(4).Count >= 2);
        }
    }

    [Theory]
    [InlineData(0.25, NumberFormat.Percent, 0.25, "25%"), InlineData(0.125, NumberFormat.Percent, 0.125, "12.5%"), InlineData(2.5, NumberFormat.Plain, 2.5, "2.5")]
    [InlineData(5, NumberFormat.Plain, 2.5, "5.0"), InlineData(20_000_000, NumberFormat.Plain, 5_000_000, "20M"), InlineData(12_500, NumberFormat.Plain, 2_500, "12.5k")]
    [InlineData(0.00002, NumberFormat.Plain, 0.00002, "2e-5"), InlineData(0, NumberFormat.Plain, 50, "0"), InlineData(1500, NumberFormat.Plain, 500, "1500")]
    public void Numbers_at_ticks_are_short(double value, object format, double step, string text) =>
        Assert.Equal(text, ChartText.Tick(value, (NumberFormat)format, step));

    [Theory]
    [InlineData(0.7641, NumberFormat.Percent, "76.4%"), InlineData(141.3, NumberFormat.Plain, "141"), InlineData(7.049, NumberFormat.Plain, "7.05")]
    [InlineData(20_054_016, NumberFormat.Plain, "20.05M"), InlineData(12, NumberFormat.Plain, "12"), InlineData(double.NaN, NumberFormat.Plain, "–"), InlineData(53_210, NumberFormat.Plain, "53.2k")]
    public void Numbers_in_labels_have_three_digits(double value, object format, string text) =>
        Assert.Equal(text, ChartText.Value(value, (NumberFormat)format));

    [Fact]
    public void Texts_are_measured_wrapped_and_shortened()
    {
        Assert.True(ChartText.Width("WWW", 11) > 2 * ChartText.Width("iii", 11));
        Assert.Equal(2 * ChartText.Width("等", 10), ChartText.Width("等等", 10), 9);
        Assert.Equal(["one two", "three"], ChartText.Wrap("one two three", 50, 11));
        Assert.EndsWith("…", ChartText.Shorten("a very long category", 60, 11));
    }
}
