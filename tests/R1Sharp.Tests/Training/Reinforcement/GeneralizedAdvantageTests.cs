using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>Advantages of tokens in closed form.</summary>
public sealed class GeneralizedAdvantageTests
{
    static readonly double[] s_rewards = [0.5, -0.25, 0, 2];
    static readonly float[] s_values = [1, -2, 0.5f, 3];

    static void Equal(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 12);
    }

    [Fact]
    public void With_gamma_and_lambda_1_it_is_the_reward_to_come_minus_the_value()
    {
        var (advantages, returns) = GeneralizedAdvantage.Compute(s_rewards, s_values, 1, 1);
        Equal([2.25 - 1, 1.75 + 2, 2 - 0.5, 2 - 3], advantages);
        Equal([2.25, 1.75, 2, 2], returns);
    }

    [Fact]
    public void With_lambda_0_it_is_the_error_of_one_step()
    {
        var (advantages, returns) = GeneralizedAdvantage.Compute(s_rewards, s_values, 0.9, 0);
        Equal([0.5 + 0.9 * -2 - 1, -0.25 + 0.9 * 0.5 + 2, 0.9 * 3 - 0.5, 2 - 3], advantages);
        Equal([0.5 + 0.9 * -2, -0.25 + 0.9 * 0.5, 0.9 * 3, 2], returns);
    }

    // Equation 16 as it stands: a sum over all later errors.
    [Theory]
    [InlineData(1.0, 0.95)]
    [InlineData(0.9, 0.5)]
    [InlineData(0.99, 1.0)]
    public void It_is_the_discounted_sum_of_the_errors(double gamma, double lambda)
    {
        double Delta(int t) => s_rewards[t] + (t + 1 < 4 ? gamma * s_values[t + 1] : 0) - s_values[t];
        double[] expected = [.. Enumerable.Range(0, 4).Select(t => Enumerable.Range(0, 4 - t).Sum(l => Math.Pow(gamma * lambda, l) * Delta(t + l)))];
        Equal(expected, GeneralizedAdvantage.Compute(s_rewards, s_values, gamma, lambda).Advantages);
    }

    // The bias of λ < 1 when the reward comes at the end: far from it a value model of zero sees λ^(T − t) of it (the paper's claim 13).
    [Fact]
    public void Lambda_below_1_hides_a_late_reward_from_early_tokens()
    {
        double[] rewards = new double[100];
        rewards[^1] = 1;
        Assert.Equal(Math.Pow(0.95, 99), GeneralizedAdvantage.Compute(rewards, new float[100], 1, 0.95).Advantages[0], 12);
        Assert.Equal(1.0, GeneralizedAdvantage.Compute(rewards, new float[100], 1, 1).Advantages[0]);
    }

    [Fact]
    public void A_right_value_model_leaves_only_luck()
    {
        // The last token wins 1 with probability ¼: V = ¼ before it and before.
        Equal([0.75, 0.75], GeneralizedAdvantage.Compute([0, 1], [0.25f, 0.25f], 1, 1).Advantages);
        Equal([0, 0.75], GeneralizedAdvantage.Compute([0, 1], [0.25f, 0.25f], 1, 0).Advantages);
    }

    [Fact]
    public void The_divergence_is_paid_at_every_token_and_the_reward_at_the_last()
    {
        Equal([0, 0, 1.5], GeneralizedAdvantage.TokenRewards(1.5, [-1, -2, -3], [], KlPenalty.TokenReward, 0.1));
        Equal([0, 0, 1.5], GeneralizedAdvantage.TokenRewards(1.5, [-1, -2, -3], [-2, -2, -2], KlPenalty.LossK3, 0.1));
        Equal([-0.1 * 0.5, 0.1 * 1, 1.5 - 0.1 * 2], GeneralizedAdvantage.TokenRewards(1.5, [-1, -2, -3], [-1.5f, -1, -5], KlPenalty.TokenReward, 0.1));
        Equal([0, 0, 1.5 - 0.1 * 1.5], GeneralizedAdvantage.TokenRewards(1.5, [-1, -2, -3], [-1.5f, -1, -5], KlPenalty.SequenceReward, 0.1));
    }

    [Fact]
    public void One_value_belongs_to_each_reward() => Assert.Throws<ArgumentException>(() => GeneralizedAdvantage.Compute(s_rewards, [1f], 1, 1));
}
