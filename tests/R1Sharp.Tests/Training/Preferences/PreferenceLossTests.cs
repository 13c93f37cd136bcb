using R1Sharp.Learning.Training.Preferences;
using Xunit;

namespace R1Sharp.Tests.Training.Preferences;

/// <summary>DPO, RPO and SimPO in closed form and against finite differences.</summary>
public sealed class PreferenceLossTests
{
    static readonly double s_ln3 = Math.Log(3);

    [Fact]
    public void At_the_reference_dpo_costs_ln_2_and_pulls_by_half_of_beta()
    {
        var loss = new DpoLoss { Beta = 0.1 }.Of(new(-5, 3, -70, 30, -5, -70));
        Assert.Equal((Math.Log(2), 0.0, 0.0, -0.05, 0.05), (loss.Loss, loss.ChosenReward, loss.RejectedReward, loss.DChosen, loss.DRejected));
    }

    [Fact]
    public void Dpo_counts_what_has_moved_since_the_reference_and_nothing_else()
    {
        // Rewards that differ by ln 3 are preferred with three quarters.
        var loss = new DpoLoss { Beta = 2 }.Of(new(-4 + 0.25 * s_ln3, 7, -9 - 0.25 * s_ln3, 2, -4, -9));
        Assert.Equal(0.5 * s_ln3, loss.ChosenReward, 12);
        Assert.Equal(-0.5 * s_ln3, loss.RejectedReward, 12);
        Assert.Equal(-Math.Log(0.75), loss.Loss, 12);
        Assert.Equal((-0.5, 0.5), (Math.Round(loss.DChosen, 12), Math.Round(loss.DRejected, 12)));
        Assert.Equal(loss, new DpoLoss { Beta = 2 }.Of(new(-4 + 0.25 * s_ln3, 70, -9 - 0.25 * s_ln3, 20, -4, -9)));
    }

    [Fact]
    public void Smoothed_labels_are_a_mixture_of_both_ways_round_and_stop_pulling_at_their_own_odds()
    {
        var pair = new PairLogProbs(-3, 4, -6, 5, -3.5, -4);
        var swapped = new PairLogProbs(-6, 5, -3, 4, -4, -3.5);
        var trusting = new DpoLoss { Beta = 0.7 };
        double mixed = 0.75 * trusting.Of(pair).Loss + 0.25 * trusting.Of(swapped).Loss;
        Assert.Equal(mixed, new DpoLoss { Beta = 0.7, LabelSmoothing = 0.25 }.Of(pair).Loss, 12);
        // σ(r_w − r_l) = 3/4 is where a quarter of wrong labels wants it to be.
        Assert.Equal(0, new DpoLoss { Beta = 1, LabelSmoothing = 0.25 }.Of(new(s_ln3, 1, 0, 1)).DChosen, 12);
        Assert.Equal(0, new DpoLoss { Beta = 1, LabelSmoothing = 0.5 }.Of(new(1, 1, 1, 1)).DChosen, 12);
    }

    [Fact]
    public void Rpo_adds_the_mean_surprisal_of_the_chosen_tokens()
    {
        var pair = new PairLogProbs(-3, 4, -6, 5, -3.5, -4);
        var (dpo, rpo) = (new DpoLoss { Beta = 0.3 }.Of(pair), new RpoLoss { Beta = 0.3, Alpha = 2 }.Of(pair));
        Assert.Equal(dpo.Loss + 2 * 0.75, rpo.Loss, 12);
        Assert.Equal(dpo.DChosen - 0.5, rpo.DChosen, 12);
        Assert.Equal((dpo.DRejected, dpo.ChosenReward, dpo.RejectedReward), (rpo.DRejected, rpo.ChosenReward, rpo.RejectedReward));
        Assert.Equal(dpo, new RpoLoss { Beta = 0.3, Alpha = 0 }.Of(pair));
    }

    [Fact]
    public void Simpo_rewards_a_token_and_wants_a_margin_and_knows_no_reference()
    {
        // Means of −0.5 and −0.5 − ½ ln 3: with β = 2 the rewards differ by ln 3.
        var pair = new PairLogProbs(-2, 4, -5 - 5 * s_ln3, 10);
        var loss = new SimpoLoss { Beta = 2, Gamma = 0 }.Of(pair);
        Assert.Equal((-1.0, Math.Round(-1 - s_ln3, 12)), (loss.ChosenReward, Math.Round(loss.RejectedReward, 12)));
        Assert.Equal(-Math.Log(0.75), loss.Loss, 12);
        Assert.Equal((-0.25 * 2 / 4, 0.25 * 2 / 10), (Math.Round(loss.DChosen, 12), Math.Round(loss.DRejected, 12)));
        Assert.Equal(Math.Log(2), new SimpoLoss { Beta = 2, Gamma = s_ln3 }.Of(pair).Loss, 12);
        Assert.Equal(loss, new SimpoLoss { Beta = 2, Gamma = 0 }.Of(pair with { ReferenceChosen = -9, ReferenceRejected = -1 }));
    }

    [Fact]
    public void Pairs_far_apart_do_not_overflow()
    {
        Assert.Equal((0.0, 0.0), (new DpoLoss { Beta = 1 }.Of(new(0, 1, -2000, 1)).Loss, new DpoLoss { Beta = 1 }.Of(new(0, 1, -2000, 1)).DChosen));
        Assert.Equal((2000.0, -1.0), (new DpoLoss { Beta = 1 }.Of(new(-2000, 1, 0, 1)).Loss, new DpoLoss { Beta = 1 }.Of(new(-2000, 1, 0, 1)).DChosen));
        Assert.Equal(2000, new SimpoLoss { Beta = 1, Gamma = 0 }.Of(new(-2000, 1, 0, 1)).Loss);
    }

    public static TheoryData<IPreferenceLoss> Losses =>
        [new DpoLoss { Beta = 0.4 }, new DpoLoss { Beta = 1.5, LabelSmoothing = 0.2 }, new RpoLoss { Beta = 0.4, Alpha = 0.7 }, new SimpoLoss { Beta = 2.5, Gamma = 0.8 }];

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_gradients_are_those_of_finite_differences(IPreferenceLoss loss)
    {
        const double step = 1e-6;
        foreach (var pair in new PairLogProbs[] { new(-3, 4, -6, 5, -3.5, -4), new(-8, 9, -2, 3, -6, -2.5), new(-1, 1, -1, 12, -1, -1) })
        {
            double Chosen(double by) => loss.Of(pair with { Chosen = pair.Chosen + by }).Loss;
            double Rejected(double by) => loss.Of(pair with { Rejected = pair.Rejected + by }).Loss;
            var at = loss.Of(pair);
            Assert.Equal((Chosen(step) - Chosen(-step)) / (2 * step), at.DChosen, 7);
            Assert.Equal((Rejected(step) - Rejected(-step)) / (2 * step), at.DRejected, 7);
            Assert.NotEqual(0, at.DRejected);
        }
    }
}
