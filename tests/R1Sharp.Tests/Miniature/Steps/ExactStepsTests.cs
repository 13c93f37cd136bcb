using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.Steps;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Rewards;
using Xunit;

namespace R1Sharp.Tests.Miniature.Steps;

/// <summary>The exact checkers: traces worked through by hand, and the corpus's own right traces.</summary>
public sealed class ExactStepsTests
{
    static readonly MiniatureWorld s_world = new(new());

    static double[] Score(string family, string question, string completion) =>
        new ExactSteps(s_world).Score(new Problem { Id = "p", Question = question, Answer = "", Family = family }, "", completion);

    [Theory]
    [InlineData("<think>79*11=869,869+15=884,884-42=842</think><answer>842</answer>", "1111")]
    // A mistake that is carried on stays one.
    [InlineData("<think>79*11=859,859+15=874,874-42=832</think><answer>832</answer>", "0000")]
    // The first is wrong, its check is right and mends it.
    [InlineData("<think>79*11=859 wait check 79*10=790,79*1=79,790+79=869 no so 869,869+15=884,884-42=842</think><answer>842</answer>", "01111111")]
    // A check that calculates wrongly, and spoils what was right.
    [InlineData("<think>79*11=869 wait check 79*10=790,79*1=79,790+79=859 no so 859,859+15=874,874-42=832</think><answer>832</answer>", "11100000")]
    // Said at once, rightly and wrongly; a second thought begins again.
    [InlineData("<think>so 842</think><answer>842</answer>", "11")]
    [InlineData("<think>so 800 wait 79*11=869,869+15=884,884-42=842</think><answer>842</answer>", "01111")]
    // The right thoughts and another answer; no answer.
    [InlineData("<think>79*11=869,869+15=884,884-42=842</think><answer>841</answer>", "1110")]
    [InlineData("<think>79*11=869,869+15=884", "10")]
    // More operations than the question has.
    [InlineData("<think>79*11=869,869+15=884,884-42=842,842+1=843</think><answer>842</answer>", "11101")]
    public void Steps_of_a_chain_are_right_where_the_chain_stands_right(string completion, string right) =>
        Assert.Equal(right, string.Concat(Score("arithmetic", "Take 79,*11,+15,-42.", completion)));

    [Theory]
    [InlineData("Edit 40713 reverse drop.", "<think>40713 reverse 31704 drop 1704</think><answer>1704</answer>", "1111")]
    [InlineData("改40713 反转 去首。", "<think>40713 反转 31740 去首 1740</think><answer>1740</answer>", "1000")]
    [InlineData("Edit 40713 reverse drop.", "<think>40713 reverse 31740 wait check 40713 reverse 31704 no so 31704 drop 1704</think><answer>1704</answer>", "1011111")]
    public void Steps_of_edits_are_too(string question, string completion, string right) => Assert.Equal(right, string.Concat(Score("digits", question, completion)));

    [Fact]
    public void Of_other_families_the_equations_and_the_answer_are_judged()
    {
        Assert.Equal([1, 1, 1], Score("countdown", "Use 3,4,5 to make 12.", "<think>3+4=7,7+5=12:12 yes</think><answer>(3+4)+5</answer>"));
        Assert.Equal([0, 1, 0], Score("countdown", "Use 3,4,5 to make 12.", "<think>3*4=7,7+5=12:12 yes</think><answer>3*4</answer>"));
        Assert.Contains("no rule can judge", Assert.Throws<UserErrorException>(() => Score("facts", "?", "1")).Message, StringComparison.Ordinal);
    }

    /// <summary>What the corpus writes ends right exactly where its last step is right, and a trace without a wrong step ends right.</summary>
    [Theory]
    [InlineData("arithmetic")]
    [InlineData("digits")]
    public void They_agree_with_the_graders_about_the_corpus(string family)
    {
        var exact = new ExactSteps(s_world);
        var (wrong, right) = (0, 0);
        for (int i = 0; i < 1500; i++)
            if (s_world.Describe(3, i) is { Problem: { } problem, Answer: { } answer } document && problem.Family == family)
            {
                string completion = document.Text[(document.Text.IndexOf('.') + 1)..].Replace("<|endoftext|>", "", StringComparison.Ordinal);
                int open = document.Text.IndexOf("<think>", StringComparison.Ordinal);
                if (open < 0)
                    continue;
                completion = document.Text[open..document.Text.LastIndexOf('<')];
                completion = completion.EndsWith("</answer>", StringComparison.Ordinal) ? completion : completion[..(completion.IndexOf("</answer>", StringComparison.Ordinal) + 9)];
                double[] scores = exact.Score(problem, "", completion);
                bool isRight = s_world.Family(family).IsCorrect(problem, answer);
                Assert.Equal(isRight, scores[^1] == 1);
                (wrong, right) = isRight ? (wrong, right + 1) : (wrong + 1, right);
                if (!isRight)
                    Assert.Contains(0, scores[..^1]);
            }
        Assert.True(wrong > 10 && right > 10, $"{wrong} wrong, {right} right");
    }
}
