// Sums of rewards: gates, routes, groups.

using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Rewards.Style;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Rewards;

public sealed class RewardSumTests
{
    static RewardInput In(string completion, string domain) => Input(completion) is var input
        ? input with { Problem = input.Problem with { Columns = new Dictionary<string, string> { ["domain"] = domain } } } : throw new InvalidOperationException();

    [Fact]
    public void A_gate_holds_back_what_is_right_in_the_wrong_form()
    {
        var sum = new RewardSum([new(new FormatReward(), 0), new(new AccuracyReward(), 1) { Gate = "format" }]);
        Assert.Equal(1, sum.Score(Input("<think>x</think><answer>42</answer>")).Value);
        var held = sum.Score(Input("<answer>42</answer>"));
        Assert.Equal(0, held.Value);
        Assert.Contains("format: no <think>", held.Parts[1].Score.Reason);
        Assert.Equal(1, new AccuracyReward().Score(Input("<answer>42</answer>")).Value);
    }

    [Fact]
    public void A_gate_lets_penalties_through_and_is_open_where_it_does_not_apply()
    {
        var overlong = new SoftOverlongReward(new SoftOverlongOptions { MaxCompletionLen = 5, SoftPunishCache = 0 });
        Assert.Equal(-1, new RewardSum([new(new FormatReward(), 0), new(overlong, 1) { Gate = "format" }]).Score(Input("x")).Value);
        var language = new WeightedReward(new LanguageConsistencyReward(), 0);
        Assert.Equal(1, new RewardSum([language, new(new AccuracyReward(), 1) { Gate = "language_consistency" }]).Score(Input("<think>1</think><answer>42</answer>")).Value);
    }

    [Fact]
    public void A_gate_must_be_another_reward_of_the_sum()
    {
        Assert.Contains("format", Assert.Throws<UserErrorException>(() => new RewardSum([new(new AccuracyReward(), 1) { Gate = "format" }])).Message);
        Assert.Throws<UserErrorException>(() => new RewardSum([new(new AccuracyReward(), 1) { Gate = "accuracy" }]));
    }

    [Fact]
    public void A_route_sends_problems_to_their_rewards()
    {
        var sum = new RewardSum([new(new AccuracyReward(), 1) { When = new("domain", ["math", "stem"]) }, new(new FormatReward(), 2) { When = new("domain", ["chat"]) }]);
        var math = sum.Score(In("<think>x</think><answer>42</answer>", "math"));
        Assert.Equal((1, 1, null), (math.Value, math["accuracy"], math["format"]));
        Assert.Contains("domain", math.Parts[1].Score.Reason);
        Assert.Equal(2, sum.Score(In("<think>x</think><answer>7</answer>", "chat")).Value);
        Assert.Equal(0, sum.Score(Input("<think>x</think><answer>42</answer>")).Value);
        Assert.Equal(1, new RewardSum([new(new AccuracyReward(), 1) { When = new("family", ["problem"]) }]).Score(Input("<answer>42</answer>")).Value);
    }

    [Fact]
    public void A_label_lets_one_reward_stand_twice()
    {
        var sum = new RewardSum([new(new FormatReward(), 1), new(new FormatReward(), 1) { Label = "again" }]);
        Assert.Equal(["format", "again"], sum.Score(Input("")).Parts.Select(p => p.Name));
    }

    [Fact]
    public void Rewards_that_compare_see_the_whole_group()
    {
        var sum = new RewardSum([new(new AccuracyReward(), 1), new(RewardCatalog.Create("len"), 0.5)]);
        var totals = sum.ScoreGroup([Input("<answer>42</answer>") with { TokenCount = 10 }, Input("<answer>42</answer>") with { TokenCount = 20 }]);
        Assert.Equal([1.25, 0.75], totals.Select(t => t.Value));
    }
}
