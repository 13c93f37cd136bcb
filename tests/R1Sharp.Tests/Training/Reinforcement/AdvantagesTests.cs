using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>Advantages in closed form.</summary>
public sealed class AdvantagesTests
{
    [Theory]
    [InlineData(AdvantageScaling.Group, AdvantageBaseline.GroupMean)]
    [InlineData(AdvantageScaling.Group, AdvantageBaseline.LeaveOneOut)]
    [InlineData(AdvantageScaling.Batch, AdvantageBaseline.GroupMean)]
    [InlineData(AdvantageScaling.None, AdvantageBaseline.LeaveOneOut)]
    public void Equal_rewards_give_exactly_zero(AdvantageScaling scaling, AdvantageBaseline baseline)
    {
        // The mean of seven times 0.1 is not 0.1 in floating point: without the exact comparison this would be noise/noise.
        double[] equal = [.. Enumerable.Repeat(0.1, 7)];
        var advantages = Advantages.Compute([equal, [0, 1, 1]], scaling, baseline, epsilon: 0);
        Assert.All(advantages[0], a => Assert.Equal(0.0, a));
        Assert.All(advantages[1], a => Assert.NotEqual(0.0, a));
    }

    [Fact]
    public void Group_scaling_divides_by_the_population_deviation_plus_epsilon()
    {
        // Rewards 0, 0, 0, 1: mean 1/4, population deviation √3/4.
        var a = Advantages.Compute([[0, 0, 0, 1]], AdvantageScaling.Group, epsilon: 0)[0];
        Assert.Equal(Math.Sqrt(3), a[3], 12);
        Assert.Equal(-1 / Math.Sqrt(3), a[0], 12);
        var withEpsilon = Advantages.Compute([[0, 0, 0, 1]], AdvantageScaling.Group, epsilon: 0.1)[0];
        Assert.Equal(0.75 / (Math.Sqrt(3) / 4 + 0.1), withEpsilon[3], 12);
    }

    [Fact]
    public void Without_scaling_the_difference_from_the_mean_remains()
    {
        Assert.Equal([-1, 0, 1], Advantages.Compute([[1, 2, 3]], AdvantageScaling.None)[0]);
    }

    [Fact]
    public void Batch_scaling_divides_by_the_deviation_of_all_rewards()
    {
        var a = Advantages.Compute([[0, 2], [4, 6]], AdvantageScaling.Batch, epsilon: 0);
        Assert.Equal(-1 / Math.Sqrt(5), a[0][0], 12);
        Assert.Equal(1 / Math.Sqrt(5), a[1][1], 12);
    }

    [Fact]
    public void Without_a_baseline_a_completion_is_worth_its_reward_also_where_all_are_alike() =>
        Assert.Equal([[1, 0, 1], [1, 1, 1], [0, 0, 0]], Advantages.Compute([[1, 0, 1], [1, 1, 1], [0, 0, 0]], AdvantageScaling.None, AdvantageBaseline.Zero));

    [Fact]
    public void Leave_one_out_compares_with_the_mean_of_the_others()
    {
        double[] r = [1, 4, 7, 0];
        var a = Advantages.Compute([r], AdvantageScaling.None, AdvantageBaseline.LeaveOneOut)[0];
        for (int i = 0; i < r.Length; i++)
            Assert.Equal(r[i] - (r.Sum() - r[i]) / 3, a[i], 12);
    }

    [Fact]
    public void The_mean_of_the_batch_as_baseline_lets_groups_of_equal_reward_speak()
    {
        // 0, 0 | 1, 3: mean 1, variance (1 + 1 + 0 + 4)/4.
        var a = Advantages.Compute([[0, 0], [1, 3]], AdvantageScaling.Batch, AdvantageBaseline.BatchMean, epsilon: 0);
        Assert.Equal([-1 / Math.Sqrt(1.5), -1 / Math.Sqrt(1.5)], a[0]);
        Assert.Equal([0, 2 / Math.Sqrt(1.5)], a[1]);
        double[] equal = [.. Enumerable.Repeat(0.1, 7)];
        Assert.All(Advantages.Compute([equal, equal], AdvantageScaling.Batch, AdvantageBaseline.BatchMean, epsilon: 0).SelectMany(x => x), x => Assert.Equal(0.0, x));
    }

    [Fact]
    public void Groups_do_not_see_each_other()
    {
        var alone = Advantages.Compute([[0, 1, 1, 0.1]], AdvantageScaling.Group)[0];
        var inCompany = Advantages.Compute([[5, 6], [0, 1, 1, 0.1], [9, 9]], AdvantageScaling.Group)[1];
        Assert.Equal(alone, inCompany);
    }

    [Fact]
    public void A_reward_that_is_not_finite_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Advantages.Compute([[0, 1], [double.NaN, 1]]));
        Assert.Contains("completion 0 of prompt 1", error.Message);
    }
}
