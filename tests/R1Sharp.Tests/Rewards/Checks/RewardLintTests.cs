// The lint passes what is sound and catches what is not.

using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Checks;
using Xunit;

namespace R1Sharp.Tests.Rewards.Checks;

public sealed class RewardLintTests
{
    static Problem[] Problems(params string[] golds) => [.. golds.Select((gold, i) => new Problem { Id = $"{i}", Question = $"Question {i}: is it {gold}?", Answer = gold })];

    // The empty answer is a substring of every gold answer: a grader that was used in the field.
    sealed class SubstringReward : IReward
    {
        public string Name => "substring";

        public RewardScore Score(RewardInput input)
        {
            string answer = input.Completion.Split("<answer>")[^1].Split("</answer>")[0].Trim();
            return new RewardScore(input.Problem.Answer.Contains(answer) ? 1 : 0, "");
        }
    }

    [Theory]
    [InlineData("accuracy", "42", "1/2", "Paris", "3.5")]
    [InlineData("multiple_choice", "A", "C", "B", "D")]
    [InlineData("exact_match", "42", "New York", "x", "y")]
    [InlineData("numeric", "42", "0.5", "17", "-3")]
    [InlineData("set_match", "1, 2", "3, 4, 5", "a, b", "x")]
    [InlineData("list_match", "1, 2", "3, 4, 5", "a, b", "x")]
    [InlineData("countdown", "(12-9)+3", "1+2*3", "8/(3-8/3)", "4*5")]
    [InlineData("knights_and_knaves", "Zoey is a knave", "Ann is a knight, Bob is a knave", "Cy is a knight", "Di is a knave")]
    [InlineData("f1", "the tall tower", "a river", "forty two", "Paris")]
    public void Our_graders_pass(string reward, params string[] golds)
    {
        var report = RewardLint.Check(RewardCatalog.Create(reward), Problems(golds));
        Assert.True(report.IsClean, string.Join("\n", report.Checks.SelectMany(c => c.Failures.Select(f => $"{c.Name} {f.Row} {f.Score} {f.Reason} {f.Completion[..Math.Min(80, f.Completion.Length)]}"))));
        Assert.Equal(golds.Length, report.Checks[0].Passed);
    }

    [Fact]
    public void A_hackable_reward_is_caught()
    {
        var report = RewardLint.Check(new SubstringReward(), Problems("42", "Paris"));
        Assert.Empty(report.Checks[0].Failures);
        Assert.Equal(2, report.Checks.Single(c => c.Name == "attack: empty answer").Failures.Count);
        Assert.False(report.IsClean);
    }

    [Fact]
    public void A_gold_answer_that_cannot_be_used_is_listed_with_its_row()
    {
        var failures = RewardLint.Check(RewardCatalog.Create("numeric"), Problems("42", "about seven", "7")).Checks[0].Failures;
        Assert.Equal([1], failures.Select(f => f.Row));
        Assert.Null(failures[0].Score);
    }

    [Fact]
    public void A_style_reward_has_no_truth() => Assert.Contains("graders are", Assert.Throws<UserErrorException>(() => RewardLint.Check(new FormatReward(), Problems("1"))).Message);

    [Theory]
    [InlineData("42", "43")]
    [InlineData("1/9", "1/0")]
    [InlineData("Paris", "Qaris")]
    [InlineData("\\frac{a}{b}", "\\frac{b}{b}")]
    [InlineData("∞", null)]
    public void Damage(string gold, string? expected) => Assert.Equal(expected, Truth.Damaged(gold));
}
