// Right answers get 1; whatever tries to get round the grader gets 0.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using Xunit;

namespace R1Sharp.Tests.Rewards;

public sealed class AccuracyRewardTests
{
    static readonly AccuracyReward Reward = new();

    internal static RewardInput Input(string completion, string family = "problem", string gold = "42", string prompt = "", string language = "en") =>
        new(new Problem { Id = "x", Question = "?", Answer = gold, Family = family, Language = language }, prompt, completion, 10, FinishReason.Stop);

    static double? Score(string completion, string family = "problem", string gold = "42", string prompt = "") =>
        Reward.Score(Input(completion, family, gold, prompt)).Value;

    [Theory]
    [InlineData("<think>x</think><answer>42</answer>", 1)]
    [InlineData("<answer> 42 </answer>", 1)]
    [InlineData("", 0)]
    [InlineData("42", 0)]
    [InlineData("<think>42</think>", 0)]
    [InlineData("<think><answer>42</answer></think>", 0)]
    [InlineData("<think><answer>42</answer></think><answer>7</answer>", 0)]
    [InlineData("<think><answer>7</answer></think><answer>42</answer>", 1)]
    [InlineData("<think>x<answer>42</answer>", 0)]
    [InlineData("<think>x</think><answer>7</answer><answer>42</answer>", 0)]
    [InlineData("<think>x</think><answer>42</answer><answer>42</answer>", 0)]
    [InlineData("<think>x</think><answer><answer>42</answer></answer>", 0)]
    [InlineData("<think>x</think><answer>42", 0)]
    [InlineData("<think>x</think><answer></answer>", 0)]
    [InlineData("<think>x</think></answer>42<answer>", 0)]
    [InlineData("<think>x</think><answer>41 or 42</answer>", 0)]
    [InlineData("<think>x</think><answer>４２</answer>", 1)]
    [InlineData("<think>x</think><answer>٤٢</answer>", 1)]
    public void The_answer_is_the_one_after_the_thoughts(string completion, double expected) => Assert.Equal(expected, Score(completion));

    [Fact]
    public void Where_the_prompt_opens_the_thoughts_an_answer_inside_them_does_not_count()
    {
        Assert.Equal(0, Score("so <answer>42</answer>", prompt: "Assistant: <think>\n"));
        Assert.Equal(1, Score("so</think><answer>42</answer>", prompt: "Assistant: <think>\n"));
    }

    [Theory]
    [InlineData("(12-9)+3", 1)]
    [InlineData("12 - 9 + 3", 1)]
    [InlineData("3-(9-12)", 1)]
    [InlineData("3+12-9", 1)]
    [InlineData("6", 0)]
    [InlineData("12-9", 0)]
    [InlineData("12-9+3+0", 0)]
    [InlineData("12-9+3+12-12", 0)]
    [InlineData("12-3+9", 0)]
    [InlineData("12-9+3=6", 0)]
    [InlineData("(12-9+3", 0)]
    [InlineData("12-9+03", 0)]
    [InlineData("12-9+3.0", 0)]
    [InlineData("12-9+３", 0)]
    [InlineData("12-9+3; 6", 0)]
    public void Countdown_answers(string answer, double expected) =>
        Assert.Equal(expected, Score($"<think></think><answer>{answer}</answer>", "countdown", "(12-9)+3"));

    [Fact]
    public void Huge_and_vicious_expressions_are_refused_at_once()
    {
        string[] vicious = ["9**9**9", "9//3", new string('(', 5000) + "6" + new string(')', 5000), string.Join('+', Enumerable.Repeat("1", 5000)),
            new string('9', 150), "12/(9-9)+3", "__import__('os')", "(12-9)(3)", "-(9-12)+3", "12−9+3"];
        Assert.All(vicious, answer => Assert.Equal(0, Score($"<answer>{answer}</answer>", "countdown", "(12-9)+3")));
    }

    [Fact]
    public void A_quotient_is_exact()
    {
        Assert.Equal(1, Score("<answer>8/(3-8/3)</answer>", "countdown", "8/(3-8/3)"));
        Assert.Equal(1, Score("<answer>(7/3)*9</answer>", "countdown", "7*9/3"));
    }

    [Theory]
    [InlineData("1,000", "1000", 1)]
    [InlineData("$18", "18", 1)]
    [InlineData("18.", "18", 1)]
    [InlineData("0.50", "1/2", 1)]
    [InlineData("50%", "0.5", 1)]
    [InlineData("-3", "3", 0)]
    [InlineData("1,00", "100", 0)]
    [InlineData("18", "She has 9 * 2 = <<9*2=18>>18 dollars.\n#### 18", 1)]
    [InlineData("9", "She has 9 * 2 = <<9*2=18>>18 dollars.\n#### 18", 0)]
    [InlineData("1080", "text\n#### 1,080", 1)]
    [InlineData("Paris", " paris ", 1)]
    [InlineData("1/0", "1/0", 1)]
    public void Values_and_texts(string answer, string gold, double expected) =>
        Assert.Equal(expected, Score($"<answer>{answer}</answer>", gold: gold));

    [Theory]
    [InlineData("logic", "A C", "C,A", 1)]
    [InlineData("logic", "A C", "A", 0)]
    [InlineData("logic", "A C", "A C C", 0)]
    [InlineData("logic", "nobody", "无人", 1)]
    [InlineData("logic", "nobody", "A", 0)]
    [InlineData("digits", "0713", "0713", 1)]
    [InlineData("digits", "0713", "713", 0)]
    [InlineData("digits", "0713", "０７１３", 0)]
    [InlineData("arithmetic", "869", "869", 1)]
    [InlineData("arithmetic", "869", "868", 0)]
    public void Other_families(string family, string gold, string answer, double expected) =>
        Assert.Equal(expected, Score($"<answer>{answer}</answer>", family, gold));

    [Theory]
    [InlineData("<answer>7 or 13 or 42</answer>")]
    [InlineData("<answer>Tom has 6 bags with 7 apples each and gives none away to any of his friends in school, 42</answer>")]
    [InlineData("<answer>{42</answer>")]
    public void The_whole_answer_must_be_the_answer(string completion) => Assert.Equal(0, Score(completion));

    [Fact]
    public void Answers_that_mean_the_same_have_one_canonical_form()
    {
        string? Form(string family, string gold, string answer) => Reward.Score(Input($"<answer>{answer}</answer>", family, gold)).Answer;
        Assert.Equal(Form("countdown", "(12-9)+3", "(12-9)+3"), Form("countdown", "(12-9)+3", "3+(12-9)"));
        Assert.Equal(Form("countdown", "(12-9)+3", "(12-9)+3"), Form("countdown", "(12-9)+3", "12-(9-3)"));
        Assert.NotEqual(Form("countdown", "(12-9)+3", "(12-9)+3"), Form("countdown", "(12-9)+3", "(12-9)*3"));
        Assert.Equal("a*b".Length, Form("countdown", "2*3", "3*2")!.Length);
        Assert.Equal(Form("problem", "0.5", "1/2"), Form("problem", "0.5", "50%"));
        Assert.Null(Form("countdown", "(12-9)+3", "nonsense"));
    }

    [Fact]
    public void A_right_answer_in_the_wrong_form_can_be_refused()
    {
        var strict = new AccuracyReward(requireFormat: true);
        Assert.Equal(1, strict.Score(Input("<think>x</think><answer>42</answer>")).Value);
        Assert.Equal(0, strict.Score(Input("<answer>42</answer>")).Value);
    }

    [Fact]
    public void Gold_answers_that_the_grader_cannot_score_are_found()
    {
        var good = new Problem { Id = "1", Question = "?", Answer = "1+2", Family = "countdown" };
        Problem[] problems = [good, good with { Answer = "1++2" }, good with { Family = "problem", Answer = "work\n####" }, good with { Family = "logic", Answer = "a b" }];
        Assert.Equal([1, 2, 3], GoldCheck.Find(problems).Select(failure => failure.Row));
    }
}
