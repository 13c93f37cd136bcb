using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using Xunit;

namespace OwnReward;

public sealed class OwnRewardTests
{
    static readonly Problem s_problem = new() { Id = "one", Question = "What is 1 + 1?", Answer = "2" };

    [Theory]
    [InlineData("", 1)]
    [InlineData("1234567890", 0.5)]
    [InlineData("123456789012345678901234567890", 0)]
    public void Shorter_is_better(string completion, double expected) =>
        Assert.Equal(expected, new OwnReward { Characters = 20 }.Score(new RewardInput(s_problem, "", completion, 1, FinishReason.Stop)).Value!.Value, 6);
}
