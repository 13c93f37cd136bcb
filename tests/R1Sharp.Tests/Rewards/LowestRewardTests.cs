using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Rewards;

/// <summary>Of several rewards the lowest counts.</summary>
public sealed class LowestRewardTests
{
    sealed class Fixed(params double?[] values) : IReward
    {
        public string Name => "fixed";

        public RewardScore Score(RewardInput input) => new(values[0], "first");

        public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group) => [.. group.Select((_, i) => new RewardScore(values[i], $"sample {i}"))];
    }

    [Fact]
    public void The_lowest_counts_and_what_does_not_apply_is_passed_over()
    {
        var lowest = new LowestReward("helpful", [new Fixed(0.9, 0.2, null), new Fixed(0.4, null, null), new Fixed(0.7, 0.8, null)]);
        var input = Input("x");
        Assert.Equal([0.4, 0.2, null], lowest.ScoreGroup([input, input, input]).Select(s => s.Value));
        Assert.Equal((0.4, "helpful"), (lowest.Score(input).Value, lowest.Name));
    }
}
