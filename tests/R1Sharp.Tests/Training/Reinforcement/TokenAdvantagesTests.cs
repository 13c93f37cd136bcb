using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>Advantages of single tokens in closed form.</summary>
public sealed class TokenAdvantagesTests
{
    [Fact]
    public void A_token_pays_for_itself_and_those_after_it()
    {
        double[] a = TokenAdvantages.ToGo(1, [0.5, 0.25, -0.125]);
        Assert.Equal([0.375, 0.875, 1.125], a);
        Assert.Empty(TokenAdvantages.ToGo(1, []));
    }

    [Fact]
    public void Normalised_over_all_tokens_of_the_batch()
    {
        // 1, 2, 3 and 6: mean 3, variance (4 + 1 + 0 + 9)/4.
        var a = TokenAdvantages.Normalize([[1, 2, 3], [6]], 0);
        double deviation = Math.Sqrt(3.5);
        Assert.Equal(-2 / deviation, a[0][0], 12);
        Assert.Equal(0, a[0][2]);
        Assert.Equal(3 / deviation, a[1][0], 12);
        Assert.Equal([0, 0], TokenAdvantages.Normalize([[0.1, 0.1]], 0)[0]);
    }

    [Fact]
    public void Process_supervision_sums_the_normalised_rewards_of_steps_that_end_at_a_token_or_after_it()
    {
        // Step rewards 0, 1 | 1: mean 2/3, deviation √2/3, so 0 → −√2 and 1 → 1/√2.
        var a = TokenAdvantages.ProcessSupervision([[0, 1], [1]], [[1, 3], [0]], [5, 2], epsilon: 0);
        double low = -Math.Sqrt(2), high = 1 / Math.Sqrt(2);
        double[] expected = [low + high, low + high, high, high, 0];
        for (int t = 0; t < 5; t++)
            Assert.Equal(expected[t], a[0][t], 12);
        Assert.Equal(high, a[1][0], 12);
        Assert.Equal(0, a[1][1]);
    }

    [Fact]
    public void Equal_step_rewards_say_nothing()
    {
        var a = TokenAdvantages.ProcessSupervision([[0.1, 0.1], [0.1]], [[0, 2], [1]], [3, 2], epsilon: 0);
        Assert.All(a.SelectMany(x => x), x => Assert.Equal(0, x));
    }

    [Fact]
    public void One_step_at_the_end_is_outcome_supervision()
    {
        double[] rewards = [0, 1, 1, 0.5];
        var outcome = Advantages.Compute([rewards], AdvantageScaling.Group, epsilon: 1e-4)[0];
        var process = TokenAdvantages.ProcessSupervision([.. rewards.Select(r => new[] { r })], [[2], [2], [2], [2]], [3, 3, 3, 3]);
        for (int i = 0; i < 4; i++)
            Assert.All(process[i], a => Assert.Equal(outcome[i], a, 12));
    }
}
