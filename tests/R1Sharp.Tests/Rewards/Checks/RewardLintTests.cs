// The lint passes what is sound and catches what is not.

using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Rewards.Checks;
using R1Sharp.Learning.Rewards.Style;
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

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("Which of the following is a prime number?")]
    [InlineData("Which of these statements is true?")]
    [InlineData("Choose the correct answer.")]
    [InlineData("下列说法正确的是")]
    [InlineData("Solve the following equation.")]
    [InlineData("In the figure, AB is a diameter. What is the angle ACB?")]
    [InlineData("What is the area of the triangle shown below?")]
    [InlineData("The graph below shows the sales of a shop. How many were sold in May?")]
    [InlineData("如图，求阴影部分的面积。")]
    public void A_question_that_cannot_be_answered_as_asked_is_caught(string question)
    {
        var report = RewardLint.Check(RewardCatalog.Create("accuracy"), [new() { Id = "p", Question = question, Answer = "42" }]);
        Assert.Equal(["question"], report.Checks.Where(c => c.Failures.Count > 0).Select(c => c.Name));
        Assert.False(report.IsClean);
    }

    [Theory]
    [InlineData("What is 2+2?")]
    [InlineData("Which of the following is prime?\nA. 4\nB. 5")]
    [InlineData("Which of the following is prime: 4, 5 or 6?")]
    [InlineData("Which of the numbers 4, 5, 6 is the largest?")]
    [InlineData("Which of the following is prime? (A) 4 (B) 5")]
    [InlineData("$\\textbf{(A)}\\ 4 \\textbf{(B)}\\ 5$ Which of the following is prime?")]
    [InlineData("Solve the following equation: $x^2 = 4$.")]
    [InlineData("In the figure, AB is a diameter. [asy] draw((0,0)--(1,1)); [/asy] What is AB?")]
    [InlineData("The table below shows sales.\n| May | June |\n|---|---|\n| 3 | 4 |\nHow many in all?")]
    [InlineData("Find the figure of merit that follows. It figures.")]
    [InlineData("Anna drew a picture of 3 cats on the table. How many ears?")]
    [InlineData("What is shown by the proof that 2 = 1 + 1?")]
    public void A_question_that_holds_what_it_speaks_of_passes(string question) =>
        Assert.Empty(RewardLint.Check(RewardCatalog.Create("accuracy"), [new() { Id = "p", Question = question, Answer = "42" }]).Checks.Single(c => c.Name == "question").Failures);

    [Fact]
    public void Gold_answers_that_look_like_places_of_options_are_caught()
    {
        static bool isCaught(params string[] golds) => RewardLint.Check(RewardCatalog.Create("accuracy"), Problems(golds)).Checks.Single(c => c.Name == "gold range").Failures.Count > 0;
        Assert.True(isCaught("0", "3", "2", "1", "1"));
        Assert.True(isCaught("1", "4", "2", "1"));
        Assert.False(isCaught("0", "3", "2"));
        Assert.False(isCaught("0", "3", "2", "5"));
        Assert.False(isCaught("1", "1", "1", "1"));
        Assert.False(isCaught("0", "3", "2", "x"));
    }

    [Theory]
    [InlineData("0,1")]
    [InlineData("-2500,7500")]
    [InlineData("(100,200)")]
    [InlineData("3,14")]
    [InlineData("12!")]
    [InlineData("#### 0,5")]
    [InlineData("5 pairs")]
    [InlineData("There are 4 groups of 12 pupils each in the 3 rooms")]
    public void A_gold_answer_that_may_be_read_in_two_ways_is_caught(string gold) =>
        Assert.Single(RewardLint.Check(RewardCatalog.Create("accuracy"), Problems(gold)).Checks.Single(c => c.Name == "gold reading").Failures);

    [Theory]
    [InlineData("1,234")]
    [InlineData("1, 2")]
    [InlineData("3,5,7")]
    [InlineData("1,-1")]
    [InlineData("12")]
    [InlineData("x!")]
    [InlineData("12 cm")]
    [InlineData("50%")]
    [InlineData("5\\pi")]
    [InlineData("2x")]
    [InlineData("3\\times10^8")]
    [InlineData("seven")]
    [InlineData("twenty-one")]
    [InlineData("The total is 72 clips")]
    [InlineData("We get 3 and 4, so \\boxed{12}")]
    [InlineData("\\frac{1}{2}")]
    [InlineData("(1, 2)")]
    [InlineData("Paris")]
    public void A_gold_answer_that_can_be_read_in_one_way_passes(string gold) =>
        Assert.Empty(RewardLint.Check(RewardCatalog.Create("accuracy"), Problems(gold)).Checks.Single(c => c.Name == "gold reading").Failures.Select(f => f.Reason));

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
