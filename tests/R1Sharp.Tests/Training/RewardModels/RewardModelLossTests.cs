using R1Sharp.Learning.Training.RewardModels;
using Xunit;

namespace R1Sharp.Tests.Training.RewardModels;

/// <summary>The losses of reward models in closed form and against finite differences.</summary>
public sealed class RewardModelLossTests
{
    [Fact]
    public void Equal_scores_cost_ln_2_and_pull_by_a_half()
    {
        Assert.Equal((Math.Log(2), -0.5, 0.5), RewardModelLoss.Pairwise(3, 3));
        Assert.Equal((Math.Log(2), -0.5), RewardModelLoss.Labelled(0, 1));
        Assert.Equal((Math.Log(2), 0.5), RewardModelLoss.Labelled(0, 0));
    }

    [Fact]
    public void A_difference_of_ln_3_is_a_preference_of_three_quarters()
    {
        var (loss, dChosen, dRejected) = RewardModelLoss.Pairwise(1 + Math.Log(3), 1);
        Assert.Equal(-Math.Log(0.75), loss, 12);
        Assert.Equal((-0.25, 0.25), (Math.Round(dChosen, 12), Math.Round(dRejected, 12)));
        Assert.Equal(-Math.Log(0.75), RewardModelLoss.Labelled(Math.Log(3), 1).Loss, 12);
        Assert.Equal(-Math.Log(0.25), RewardModelLoss.Labelled(Math.Log(3), 0).Loss, 12);
    }

    [Fact]
    public void A_margin_moves_the_difference_and_centering_adds_the_squared_sum()
    {
        Assert.Equal(RewardModelLoss.Pairwise(1, 0.5).Loss, RewardModelLoss.Pairwise(1.75, 0.5, margin: 0.75).Loss, 12);
        Assert.Equal(RewardModelLoss.Pairwise(1, 0.5).Loss + 0.01 * 2.25, RewardModelLoss.Pairwise(1, 0.5, centering: 0.01).Loss, 12);
        Assert.Equal(RewardModelLoss.Pairwise(1, -1).Loss, RewardModelLoss.Pairwise(1, -1, centering: 5).Loss, 12);
    }

    [Fact]
    public void Scores_far_apart_do_not_overflow()
    {
        Assert.Equal((2000.0, -1.0, 1.0), RewardModelLoss.Pairwise(-1000, 1000));
        Assert.Equal((0.0, 0.0), RewardModelLoss.Labelled(1000, 1));
        Assert.Equal((1000.0, 1.0), RewardModelLoss.Labelled(1000, 0));
    }

    [Theory]
    [InlineData(0.3, -1.2, 0.0, 0.0)]
    [InlineData(-2.0, 1.5, 0.7, 0.0)]
    [InlineData(4.0, 1.0, 0.2, 0.05)]
    public void The_gradients_are_those_of_finite_differences(double chosen, double rejected, double margin, double centering)
    {
        const double step = 1e-6;
        double At(double c, double r) => RewardModelLoss.Pairwise(c, r, margin, centering).Loss;
        var (_, dChosen, dRejected) = RewardModelLoss.Pairwise(chosen, rejected, margin, centering);
        Assert.Equal((At(chosen + step, rejected) - At(chosen - step, rejected)) / (2 * step), dChosen, 7);
        Assert.Equal((At(chosen, rejected + step) - At(chosen, rejected - step)) / (2 * step), dRejected, 7);
        double label = 0.3;
        Assert.Equal((RewardModelLoss.Labelled(chosen + step, label).Loss - RewardModelLoss.Labelled(chosen - step, label).Loss) / (2 * step), RewardModelLoss.Labelled(chosen, label).DScore, 7);
    }
}
