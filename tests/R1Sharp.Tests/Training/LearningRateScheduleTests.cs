using R1Sharp.Learning.Training;
using Xunit;

namespace R1Sharp.Tests.Training;

/// <summary>The learning rate of each step, in closed form.</summary>
public sealed class LearningRateScheduleTests
{
    static double[] Rates(LearningRateSchedule schedule, int steps) => [.. Enumerable.Range(0, steps).Select(i => schedule.At(i, steps))];

    static void Same(double[] expected, double[] rates) => Assert.All(expected.Zip(rates), pair => Assert.Equal(pair.First, pair.Second, 15));

    [Fact]
    public void The_warm_up_rises_in_equal_parts_and_its_first_step_already_moves() =>
        Same([0.25, 0.5, 0.75, 1, 1, 1], Rates(new() { Peak = 1, WarmupSteps = 4 }, 6));

    [Fact]
    public void A_linear_decay_goes_from_the_peak_to_the_floor_in_equal_parts() =>
        Same([1, 2, 2, 1.5, 1, 0.5], Rates(new() { Peak = 2, WarmupSteps = 2, Decay = LearningRateDecay.Linear, FloorShare = 0.25 }, 6));

    [Fact]
    public void A_cosine_is_at_the_mean_of_peak_and_floor_half_way_and_at_the_floor_at_the_end() =>
        Same([1, 0.1 + 0.9 * (1 + Math.Sqrt(0.5)) / 2, 0.55, 0.1 + 0.9 * (1 - Math.Sqrt(0.5)) / 2, 0.1], Rates(new() { Peak = 1, Decay = LearningRateDecay.Cosine, FloorShare = 0.1 }, 5));

    [Fact]
    public void The_papers_cosine_ends_at_a_tenth()
    {
        var paper = new LearningRateSchedule { Peak = 5e-5, Decay = LearningRateDecay.Cosine, FloorShare = 0.1 };
        Assert.Equal(5e-5, paper.At(0, 1000));
        Assert.Equal(5e-6, paper.At(999, 1000), 1e-18);
    }

    [Theory]
    [InlineData(1, 1), InlineData(3, 4)]
    public void Where_nothing_is_left_after_the_warm_up_the_peak_is_the_last_rate(int warmup, int steps) =>
        Assert.Equal(1, new LearningRateSchedule { Peak = 1, WarmupSteps = warmup, Decay = LearningRateDecay.Linear }.At(steps - 1, steps));

    [Fact]
    public void Beyond_the_last_step_the_rate_stays_at_the_floor() =>
        Assert.Equal(0.25, new LearningRateSchedule { Peak = 1, Decay = LearningRateDecay.Cosine, FloorShare = 0.25 }.At(50, 10), 15);
}
