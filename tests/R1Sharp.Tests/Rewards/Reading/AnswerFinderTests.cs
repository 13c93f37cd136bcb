// One reader of answers: what it finds, that grader and reward find the same, and what a prompt has opened.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Learning.Rewards.Reading;
using Xunit;

namespace R1Sharp.Tests.Rewards.Reading;

public sealed partial class AnswerFinderTests
{
    static readonly MathGrader Grader = new();

    static readonly AccuracyReward Accuracy = new();

    static double? Score(string gold, string completion, string prompt = "", FinishReason finish = FinishReason.Stop) =>
        Accuracy.Score(new RewardInput(new Problem { Id = "1", Question = "?", Answer = gold, Family = "texts" }, prompt, completion, 10, finish)).Value;

    static void NoneIsWrong(IEnumerable<(AnswerCase Case, string Fault)> wrong) =>
        Assert.Fail(string.Join('\n', wrong.Select(w => $"{w.Case.Kind}: {w.Case.Mark} {w.Case.Answer} | {w.Case.Text.Replace('\n', '⏎')} -> {w.Fault}").DefaultIfEmpty("")));

    static void Check(Func<AnswerCase, string?> fault)
    {
        var wrong = AnswerTable.Cases.Select(c => (Case: c, Fault: fault(c))).Where(w => w.Fault is not null).ToList();
        if (wrong.Count > 0)
            NoneIsWrong(wrong!);
    }

    [Fact]
    public void The_grader_finds_the_answer()
    {
        Assert.True(AnswerTable.Cases.Count >= 300);
        Check(c => c.Mark == "none" || Grader.Judge(c.Answer, c.Text).IsEqual ? null : Grader.Judge(c.Answer, c.Text).Reason);
    }

    [Fact]
    public void The_accuracy_reward_finds_what_is_said_to_be_the_answer() =>
        Check(c => c.Text is "120" || c.Kind == "bare" || Score(c.Answer, c.Text) == (c.Mark == "=" && !IsBare(c.Text) ? 1 : 0) ? null : $"accuracy {Score(c.Answer, c.Text)}");

    // An answer without a word around it is none for a reward that wants it said.
    static bool IsBare(string text) => text is "5!" or "(B)" or "B)" or "B." or "**B**" or "option b" or "option B";

    [Fact]
    public void Nothing_else_in_the_text_is_found() =>
        Check(c => Others(c).FirstOrDefault(other => Grader.Judge(other, c.Text).IsEqual || Score(other, c.Text) == 1));

    // Numbers and letters of choices that stand in a text.
    static IEnumerable<string> Others(AnswerCase c) => NumberOrLetter().Matches(c.Text).Select(m => m.Value).Distinct()
        .Where(other => c.Mark == "none" || !Grader.Judge(c.Answer, other).IsEqual && !Grader.Judge(other, c.Answer).IsEqual);

    [Theory]
    [InlineData("2+2? <think>easy</think>\n<answer>", "4</answer>", 1)]
    [InlineData("2+2? <think>easy</think>\n<answer>", "4", 1)]
    [InlineData("2+2? <think>easy</think>\n<answer>\n", "5</answer>", 0)]
    [InlineData("2+2?\nAssistant: <answer>", "4</answer>", 1)]
    [InlineData("2+2?\nAssistant: <answer>The answer is \\boxed{", "4}</answer>", 1)]
    [InlineData("2+2?\nAssistant: \\boxed{", "4}", 1)]
    [InlineData("2+2?\nAssistant: $\\boxed{", "4}$.", 1)]
    [InlineData("2+2?\nAssistant: \\boxed{", "4", 1)]
    [InlineData("2+2?\nAssistant: \\boxed{", "\\frac{8}{2}}", 1)]
    [InlineData("2+2?\nAssistant: The answer is", " 4.", 1)]
    [InlineData("2+2?\n答案是", "4。", 1)]
    [InlineData("2+2?\nAssistant: <think>\n", "4</think>The answer is 4.", 1)]
    [InlineData("2+2?\nAssistant: <think>\n", "The answer is 4.", 0)]
    [InlineData("2+2?\nAssistant: <think>\nOkay, let me see.", "The answer is 4.", 0)]
    [InlineData("2+2?\nAssistant: <think>\nOkay, let me see.", "</think>The answer is 4.", 1)]
    [InlineData("2+2?\nAssistant: <think>\n\n</think>\n\n", "The answer is 4.", 1)]
    [InlineData("Think inside <think> and answer inside <answer> tags. 2+2?\nAssistant:", "The answer is 4.", 1)]
    public void What_the_prompt_has_opened_belongs_to_the_completion(string prompt, string completion, double expected) =>
        Assert.Equal(expected, Score("4", completion, prompt));

    [Fact]
    public void A_completion_that_was_cut_off_inside_an_opened_answer_has_none() => Assert.Equal(0, Score("4", "4", "2+2? <answer>", FinishReason.Length));

    [Theory]
    [InlineData("['70']", "70")]
    [InlineData("[\"70\"]", "70")]
    [InlineData("['1', '2']", "1, 2")]
    [InlineData("['$\\\\frac{1}{2}$']", "$\\frac{1}{2}$")]
    [InlineData("[1, 2]", "[1, 2]")]
    [InlineData("x = 5", "x = 5")]
    public void A_list_that_Python_printed_is_its_elements(string gold, string expected) => Assert.Equal(expected, GoldText.WithoutPython(gold));

    [Theory]
    [InlineData("['70']", "\\boxed{70}", 1)]
    [InlineData("['1', '2']", "\\boxed{1, 2}", 1)]
    [InlineData("['1', '2']", "\\boxed{1}", 0)]
    [InlineData("[1, 2]", "\\boxed{[1, 2]}", 1)]
    [InlineData("[1, 2]", "\\boxed{(1, 2)}", 0)]
    public void Gold_answers_that_are_lists(string gold, string completion, double expected) => Assert.Equal(expected, Score(gold, completion));

    [Theory]
    [InlineData("so x=0 and x=1\n#### 0,1", "0,1")]
    [InlineData("b #### c", "c")]
    [InlineData("#### 5\nNote: see above.", "5")]
    [InlineData("#### Note\nThe value 7 is impossible.", null)]
    [InlineData("We get 5.\n#### Conclusion", null)]
    [InlineData("##### 5", null)]
    [InlineData("work\n####", null)]
    [InlineData("#### 1. First we add\nthen", null)]
    [InlineData("#### 3\n#### 4", "4")]
    [InlineData("a\n#### **72**", "72")]
    public void A_heading_is_no_mark(string text, string? expected) => Assert.Equal(expected, GoldMark.Last(text)?.Answer);

    [Fact]
    public void A_tab_or_a_line_s_end_that_is_no_lost_backslash_stays()
    {
        foreach (string text in (string[])["a\tan apple", "x\ty", "first\nequal", "a\rb", "one\ntwo"])
            Assert.Equal(text, LostBackslashes.PutBack(text));
        Assert.Equal("\\boxed{\\frac{1}{2}} \\times \\right)", LostBackslashes.PutBack("\boxed{\frac{1}{2}} \times \right)"));
    }

    [GeneratedRegex(@"(?<![\w.,/])\d+(?:\.\d+)?(?![\w/,.]\d)|\b[A-D]\b")]
    private static partial Regex NumberOrLetter();
}
