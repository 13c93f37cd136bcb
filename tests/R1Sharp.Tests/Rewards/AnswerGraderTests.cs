using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using Xunit;

namespace R1Sharp.Tests.Rewards;

/// <summary>The grader by itself.</summary>
public sealed class AnswerGraderTests
{
    [Theory]
    [InlineData("The answer is 0.5", "\\frac{1}{2}", true)]
    [InlineData("<think>7</think><answer>8</answer>", "7", false)]
    [InlineData("no idea", "7", false)]
    [InlineData("It is \\boxed{8}.", "", null)]
    public void Answers_are_found_and_compared_by_meaning(string completion, string gold, bool? isRight)
    {
        var grade = new AnswerGrader().Grade(completion, gold);
        Assert.Equal(isRight, grade.IsRight);
        Assert.NotEmpty(grade.Reason);
    }

    [Fact]
    public void A_problem_is_graded_as_its_family_is_and_options_are_obeyed()
    {
        var problem = new Problem { Id = "1", Question = "", Answer = "12", Family = "arithmetic" };
        Assert.True(new AnswerGrader().Grade("<think>6*2</think><answer>12</answer>", problem).IsRight);
        Assert.False(new AnswerGrader().Grade("The answer is 12", problem).IsRight);
        Assert.False(new AnswerGrader(new() { Extract = "tags" }).Grade("The answer is 12", "12").IsRight);
    }

    [Fact]
    public void A_function_is_a_reward()
    {
        IReward reward = new FunctionReward("short", input => input.Completion.Length == 0 ? null : 1.0 / input.Completion.Length, input => $"{input.Completion.Length}");
        var input = new RewardInput(new() { Id = "1", Question = "", Answer = "" }, "", "ab", 1, Learning.Policies.FinishReason.Stop);
        Assert.Equal(("short", new RewardScore(0.5, "2")), (reward.Name, reward.Score(input)));
        Assert.Null(reward.Score(input with { Completion = "" }).Value);
    }
}
