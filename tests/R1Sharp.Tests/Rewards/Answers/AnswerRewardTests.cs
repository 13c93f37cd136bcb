// Graders beside the math grader, and where answers are looked for.

using R1Sharp.Learning.Rewards.Catalog;
using Xunit;
using static R1Sharp.Tests.Rewards.AccuracyRewardTests;

namespace R1Sharp.Tests.Rewards.Answers;

public sealed class AnswerRewardTests
{
    static double? Score(string reward, string completion, string gold, params (string Name, object? Value)[] parameters) =>
        RewardCatalog.Create(reward, parameters.ToDictionary(p => p.Name, p => p.Value)).Score(Input(completion, gold: gold)).Value;

    [Theory]
    [InlineData("so \\boxed{42}", 1)]
    [InlineData("\\boxed{7} no, \\boxed{42}", 1)]
    [InlineData("\\boxed{42} no, \\boxed{7}", 0)]
    [InlineData("<think>\\boxed{42}</think> done", 0)]
    [InlineData("<think>\\boxed{7}</think> \\boxed{42}", 1)]
    [InlineData("<think>\\boxed{42}", 0)]
    [InlineData("<answer>\\boxed{42}</answer>", 1)]
    [InlineData("<answer>7</answer> \\boxed{42}", 0)]
    [InlineData("The answer is 42.", 1)]
    [InlineData("The final answer is: 42", 1)]
    [InlineData("**Answer:** 42", 1)]
    [InlineData("答案是42。", 1)]
    [InlineData("because of this\n#### 42", 1)]
    [InlineData("42", 0)]
    [InlineData("What is 6 times 7? Perhaps 42", 0)]
    [InlineData("\\boxed{1} \\boxed{2} \\boxed{3} \\boxed{4} \\boxed{42}", 0)]
    [InlineData("\\boxed{42", 0)]
    [InlineData("\\boxed{7 and then \\boxed{42}", 1)]
    [InlineData("\\boxed{7} and \\boxed{42}", 0)]
    [InlineData("\\boxed{}", 0)]
    public void Accuracy_takes_what_is_said_to_be_the_answer(string completion, double expected) => Assert.Equal(expected, Score("accuracy", completion, "42"));

    [Fact]
    public void Accuracy_can_take_less_or_more()
    {
        Assert.Equal(0, Score("accuracy", "\\boxed{42}", "42", ("extract", "tags")));
        Assert.Equal(1, Score("accuracy", "42", "42", ("extract", "any")));
        Assert.Equal(0, Score("accuracy", "\\boxed{42}", "42", ("require_format", true)));
    }

    [Theory]
    [InlineData("B", 1)]
    [InlineData("(b)", 1)]
    [InlineData("The answer is (B).", 1)]
    [InlineData("\\boxed{\\text{B}}", 1)]
    [InlineData("<answer>B) Paris</answer>", 1)]
    [InlineData("<answer>(B) A dog or a cat</answer>", 1)]
    [InlineData("<answer>C</answer>", 0)]
    [InlineData("The field is $\\boxed{2.5\\times10^{-3}}$ T, i.e. option B.\n\n**Answer: B**", 1)]
    [InlineData("It is $\\boxed{\\text{2-butanone}}$.\n\nAnswer: B", 1)]
    [InlineData("It is $\\boxed{\\text{2-butanone}}$.\n\nAnswer: C", 0)]
    [InlineData("$\\boxed{C}$ and so\n\nAnswer: B", 0)]
    [InlineData("```json\n{\n  \"reasoning\": \"With $\\frac{1}{2}$ of {a} it is\n more.\",\n  \"answer\": \"B\"\n}\n```", 1)]
    [InlineData("```json\n{\"reasoning\": \"By \\(x^2\\) and \\\"so\\\" on.\", \"answer\": \"B\"}\n```\nThat is my answer.", 1)]
    [InlineData("{\"reasoning\": \"{}}\", \"answer\": \"B\"}", 1)]
    [InlineData("{\"reasoning\": \"none\", \"answer\": \"C\"}", 0)]
    [InlineData("<answer>A, B, C, D</answer>", 0)]
    [InlineData("<answer>(A) (B) (C) (D)</answer>", 0)]
    [InlineData("<answer>B or C</answer>", 0)]
    [InlineData("<answer>B) Paris C) Rome</answer>", 0)]
    [InlineData("<answer>Paris</answer>", 0)]
    [InlineData("<answer>E</answer>", 0)]
    [InlineData("<think>B</think>", 0)]
    [InlineData("", 0)]
    public void Multiple_choice(string completion, double expected) => Assert.Equal(expected, Score("multiple_choice", completion, "B"));

    [Fact]
    public void Multiple_choice_with_more_options_and_with_a_gold_that_is_none()
    {
        Assert.Equal(1, Score("multiple_choice", "J", "(J)", ("choices", 10)));
        Assert.Null(Score("multiple_choice", "B", "Paris"));
    }

    [Theory]
    [InlineData("<answer>New  York</answer>", 1, 1)]
    [InlineData("<answer>new york</answer>", 0, 1)]
    [InlineData("<answer>New York City</answer>", 0, 0)]
    [InlineData("<answer></answer>", 0, 0)]
    public void Exact_match(string completion, double expected, double withoutCase)
    {
        Assert.Equal(expected, Score("exact_match", completion, "New York"));
        Assert.Equal(withoutCase, Score("exact_match", completion, "New York", ("ignore_case", true)));
    }

    [Theory]
    [InlineData("3.14", 0.01, 0, 1)]
    [InlineData("3.1", 0.01, 0, 0)]
    [InlineData("3.1", 0, 0.02, 1)]
    [InlineData("314e-2", 0.01, 0, 1)]
    [InlineData("22/7", 0.01, 0, 1)]
    [InlineData("NaN", 1, 1, 0)]
    [InlineData("three", 1, 0, 0)]
    public void Numeric(string answer, double absolute, double relative, double expected) =>
        Assert.Equal(expected, Score("numeric", $"<answer>{answer}</answer>", "3.1416", ("abs_tol", absolute), ("rel_tol", relative)));

    [Theory]
    [InlineData("{1, 2, 3}", "3, 2, 1", 1, 0)]
    [InlineData("[1; 2; 3]", "1, 2, 3", 1, 1)]
    [InlineData("1, 2", "1, 2, 3", 0, 0)]
    [InlineData("1, 2, 3, 3", "1, 2, 3", 0, 0)]
    [InlineData("0.5 and 2", "1/2, 2", 1, 1)]
    [InlineData("(1,2), (3,4)", "(3,4), (1,2)", 1, 0)]
    [InlineData("red, Blue", "blue, red", 1, 0)]
    public void Sets_and_lists(string answer, string gold, double set, double list)
    {
        Assert.Equal(set, Score("set_match", $"<answer>{answer}</answer>", gold));
        Assert.Equal(list, Score("list_match", $"<answer>{answer}</answer>", gold));
    }

    [Fact]
    public void A_part_of_a_set_or_list_can_be_worth_its_share()
    {
        Assert.Equal(0.5, Score("set_match", "<answer>1, 2, 9</answer>", "1, 2, 3", ("partial", true)));
        Assert.Equal(2 / 3.0, Score("list_match", "<answer>1, 9, 3</answer>", "1, 2, 3", ("partial", true)));
    }

    [Theory]
    [InlineData("<answer>(12-9)+3</answer>", "(12-9)+3", 1.0)]
    [InlineData("<answer>12-9+3 = 6</answer>", "{\"target\": 6, \"nums\": [12, 9, 3]}", 1.0)]
    [InlineData("<answer>12+9+3</answer>", "{\"target\": 6, \"numbers\": [12, 9, 3]}", 0.1)]
    [InlineData("<answer>12-9</answer>", "(12-9)+3", 0.0)]
    [InlineData("<answer>9**9**9</answer>", "(12-9)+3", 0.0)]
    [InlineData("<answer>12-9+3 = 7</answer>", "(12-9)+3", 0.0)]
    [InlineData("<answer>12-9+3</answer>", "six", null)]
    public void Countdown(string completion, string gold, double? expected) => Assert.Equal(expected, Score("countdown", completion, gold, ("format_score", 0.1)));

    [Theory]
    [InlineData("(1) Zoey is a knave\n(2) Oliver is a knight", 1)]
    [InlineData("Oliver is a knight, and Zoey is a knave.", 1)]
    [InlineData("Zoey: knave, Oliver: knight", 1)]
    [InlineData("Zoey is a knight, Oliver is a knight", 0)]
    [InlineData("Zoey is a knave", 0)]
    [InlineData("Zoey is a knave, Oliver is a knight, Jack is a knight", 0)]
    [InlineData("Zoey is a knave, Zoey is a knight, Oliver is a knight", 0)]
    public void Knights(string answer, double expected) =>
        Assert.Equal(expected, Score("knights_and_knaves", $"<answer>{answer}</answer>", "(1) Zoey is a knave, (2) Oliver is a knight"));

    [Theory]
    [InlineData("the cat sat", "cat sat", 1)]
    [InlineData("The Cat, sat!", "a cat sat", 1)]
    [InlineData("cat sat on mat", "cat sat", 2 / 3.0)]
    [InlineData("dog", "cat", 0)]
    [InlineData("<think>cat sat</think>dog", "cat sat", 0)]
    [InlineData("cat cat cat", "cat", 0.5)]
    public void F1(string completion, string gold, double expected) => Assert.Equal(expected, Score("f1", completion, gold)!.Value, 12);
}
