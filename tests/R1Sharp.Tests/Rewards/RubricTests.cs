// Rubrics in closed form: what each condition gives, and how grades come together.

using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Learning.Rewards.Style;
using Xunit;

namespace R1Sharp.Tests.Rewards;

public sealed class RubricTests
{
    [Theory]
    [InlineData("has red|红", "It is RED.", 1)]
    [InlineData("has red|红", "是红。", 1)]
    [InlineData("has red", "It is hundred.", 0)]
    [InlineData("prefer sorry", "No.", 0.5)]
    [InlineData("prefer sorry", "Sorry, no.", 1)]
    [InlineData("lacks no|不对", "I know.", 1)]
    [InlineData("lacks no|不对", "Not no.", 0)]
    [InlineData("avoid a1|b1|c1", "x", 1)]
    [InlineData("avoid a1|b1|c1", "a1", 0.4)]
    [InlineData("avoid a1|b1|c1", "c1 a1", 0)]
    [InlineData("is red cat", "Red cat.", 1)]
    [InlineData("is red cat", "blue cat", 0.5)]
    [InlineData("is 红猫", "红猫蓝猫", 2.0 / 3)]
    [InlineData("is red cat", "猫", 0)]
    [InlineData("brief 4", "a b c d", 1)]
    [InlineData("brief 4", "a b c d e f g h", 0.5)]
    [InlineData("brief 4", "a b c d e f g h i j k l m n", 0)]
    [InlineData("brief 2", "红猫", 1)]
    [InlineData("count 2 of cat|dog|cow", "dog, cat", 1)]
    [InlineData("count 2 of cat|dog|cow", "dog, dog", 0)]
    [InlineData("count 2 of cat|dog|cow", "dog, cat, cat", 0)]
    [InlineData("count 2 of cat|dog|cow", "Gladly! dog, cat", 0)]
    [InlineData("count 2 of cat|dog|cow", "dog, cat, done", 0)]
    [InlineData("count 2 of cat|dog|cow but done", "dog, cat, done", 1)]
    [InlineData("count 2 of 猫|狗", "猫, 狗", 1)]
    [InlineData("words 3", "red, cat\nhill", 1)]
    [InlineData("words 3", "red cat", 0.4)]
    [InlineData("words 3", "red", 0)]
    [InlineData("count 2 of cat|dog|cow", "dog", 0.4)]
    [InlineData("count 3 of cat|dog|cow", "dog", 0)]
    [InlineData("lines", "red\ncat", 1)]
    [InlineData("lines", "red cat", 0)]
    [InlineData("lines", "red cat\ndog", 0)]
    [InlineData("capitals", "RED, CAT", 1)]
    [InlineData("capitals", "RED, Cat", 0)]
    [InlineData("capitals", "红", 0)]
    [InlineData("ends done", "cat, DONE.\"", 1)]
    [InlineData("ends done", "done cat", 0)]
    [InlineData("quoted", " \"cat\" ", 1)]
    [InlineData("quoted", "\"", 0)]
    [InlineData("quoted", "cat\"", 0)]
    public void A_condition_gives(string condition, string answer, double grade) =>
        Assert.Equal(grade, new RubricCondition(condition).Grade(answer), 12);

    [Fact]
    public void Musts_multiply_and_shares_are_averaged()
    {
        var rubric = Rubric.Read("must prefer sorry\nshare words 2\nshare capitals");
        Assert.Equal(0.5, rubric.Grade("red cat") * 2, 12);
        Assert.Equal(0.5, rubric.Grade("RED CAT"), 12);
        Assert.Equal(0.5, rubric.Grade("Sorry cat"), 12);
        Assert.Equal(1, rubric.Grade("SORRY CAT"), 12);
        Assert.Equal(0, rubric.Grade(" "), 12);
        Assert.Equal(["prefer sorry", "capitals"], rubric.Missed("red cat"));
    }

    [Theory]
    [InlineData("maybe has red")]
    [InlineData("must shine")]
    [InlineData("must brief long")]
    [InlineData("must count 3")]
    public void What_is_no_rubric_is_refused(string text) => Assert.Throws<UserErrorException>(() => Rubric.Read(text));

    [Fact]
    public void A_problem_with_a_rubric_is_graded_by_it()
    {
        var problem = new Problem { Id = "1", Question = "?", Answer = "red", Columns = new Dictionary<string, string> { [Rubric.Column] = "must has red\nmust avoid blue" } };
        double? Accuracy(string completion) => new AccuracyReward().Score(new RewardInput(problem, "", completion, 9, FinishReason.Stop)).Value;
        Assert.Equal(1, Accuracy("<think></think><answer>It is red.</answer>"));
        Assert.Equal(0, Accuracy("<think></think><answer>It is red or blue.</answer>"));
        Assert.Equal(0, Accuracy("<think>red</think>It is red."));
        Assert.Empty(GoldCheck.Find([problem]));
    }

    [Fact]
    public void A_summary_before_the_answer_is_right_where_it_is_allowed()
    {
        var problem = new Problem { Id = "1", Question = "?", Answer = "7" };
        double? Format(bool summary, string completion) => new FormatReward(new FormatOptions { Newlines = false, Summary = summary })
            .Score(new RewardInput(problem, "", completion, 9, FinishReason.Stop)).Value;
        Assert.Equal((0, 1), (Format(false, "<think>x</think>So it is <answer>7</answer>"), Format(true, "<think>x</think>So it is <answer>7</answer>")));
        Assert.Equal((0, 0), (Format(false, "<think>x</think><answer>7</answer>."), Format(true, "<think>x</think><answer>7</answer>.")));
        Assert.Equal(0, Format(true, "So<think>x</think><answer>7</answer>"));
    }
}
