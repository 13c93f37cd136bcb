using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Rewards.Judges;
using Xunit;

namespace R1Sharp.Tests.Rewards.Judges;

/// <summary>What a judge is asked, and what becomes of its reply; the judge is played by a function.</summary>
public sealed class JudgeRewardTests
{
    readonly List<string> _asked = [];
    string _reply = "Fine. 7";

    JudgeReward Judge(JudgeOptions? options = null) =>
        new((options ?? new()) with { Url = "http://localhost/v1", Model = "judge" }, _ => new Endpoint(this));

    static RewardInput Input(string completion) =>
        new(new Problem { Id = "p", Question = "1+1?", Answer = "2", Family = "f" }, "1+1?", completion, 5, FinishReason.Stop);

    [Fact]
    public void The_last_number_over_the_best_mark_is_the_score_and_the_thoughts_are_not_shown()
    {
        var score = Judge().Score(Input("<think>secret</think><answer>two</answer>"));
        Assert.Equal(0.7, score.Value!.Value, 12);
        Assert.Equal("the judge said: Fine. 7", score.Reason);
        string message = Assert.Single(_asked);
        Assert.Contains("1+1?", message);
        Assert.Contains("two", message);
        Assert.DoesNotContain("secret", message);
    }

    [Fact]
    public void A_group_is_judged_as_often_as_asked()
    {
        _reply = "12";
        var scores = Judge(new() { Times = 2, Instruction = "{completion}" }).ScoreGroup([Input("a"), Input("b")]);
        Assert.Equal([1, 1], scores.Select(score => score.Value));
        Assert.Equal(["a", "a", "b", "b"], _asked.Order());
    }

    [Fact]
    public void Scores_stand_in_the_order_of_the_group()
    {
        _reply = "{0}";
        Assert.Equal([0.3, 0.1, 0.2], Judge(new() { Instruction = "{completion}" }).ScoreGroup([Input("3"), Input("1"), Input("2")]).Select(score => score.Value));
    }

    [Fact]
    public void A_reply_without_a_number_is_no_score_and_a_judge_needs_an_address()
    {
        _reply = "well done";
        Assert.Equal(new RewardScore(null, "the judge's reply holds no number: well done"), Judge().Score(Input("a")));
        Assert.Contains("needs url", Assert.Throws<UserErrorException>(() => RewardCatalog.Create("judge")).Message);
    }

    sealed class Endpoint(JudgeRewardTests test) : IChatEndpoint
    {
        public string Ask(string message)
        {
            lock (test._asked)
                test._asked.Add(message);
            return test._reply.Replace("{0}", message, StringComparison.Ordinal);
        }
    }
}
