using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Thinking;
using Xunit;

namespace R1Sharp.Tests.Rewards.Thinking;

/// <summary>Traces made by hand whose measures are known.</summary>
public sealed class CompletionMeasuresTests
{
    static Problem Problem(string family, string question, string gold) => new() { Id = question, Question = question, Answer = gold, Family = family };

    static readonly Problem s_countdown = Problem("countdown", "Use 11,6,8 to make 40.", "(11-6)*8");
    static readonly Problem s_chain = Problem("arithmetic", "Take 45,+36,+99.", "180");
    static readonly Problem s_sum = Problem("problem", "What is 2 + 3?", "5");

    static CompletionMeasures Of(Problem problem, string completion) => CompletionMeasurement.Measure(MeasuredCompletion.Of(problem, completion));

    // Parts: every tag, word, digit and sign is one.
    static int Parts(string text) => TokenRuler.ByParts(text, null).Total;

    [Fact]
    public void One_right_solution_is_wholly_efficient()
    {
        var one = Of(s_sum, "<think>2 + 3 = 5. So the answer is 5.</think>\\boxed{5}");
        Assert.True(one.IsRight);
        Assert.Equal((1.0, 1.0, null), (one.OutcomeEfficiency, one.ProcessEfficiency, one.Underthinking));
        Assert.Equal((1, 0, 0), (one.Solutions.Count, one.SwitchCount, one.CheckCount));
    }

    [Fact]
    public void Outcome_efficiency_is_the_share_up_to_the_first_right_solution()
    {
        const string First = "<think>2 + 3 = 6, so the answer is 6.", Second = " Wait, 2 + 3 = 5, so the answer is 5.", Third = " Alternatively, 3 + 2 = 5, so the answer is 5.", Rest = "</think>\\boxed{5}";
        var measured = Of(s_sum, First + Second + Third + Rest);
        int total = Parts(First + Second + Third + Rest);
        Assert.Equal([false, true, true], measured.Solutions.Select(s => s.IsRight == true));
        // The first solution begins behind the tag that opens the thoughts, which counts to it.
        Assert.Equal((double)Parts(First + Second) / total, measured.OutcomeEfficiency!.Value, 1e-12);
        Assert.Equal(Parts(First + Second), measured.FirstRight!.EndToken);
        Assert.Equal(total, measured.Solutions.Sum(s => s.TokenCount));
        Assert.Equal((2, 1), (measured.SwitchCount, measured.CorrectionCount));
    }

    [Fact]
    public void Process_efficiency_leaves_out_what_says_the_same_again()
    {
        const string First = "<think>2 + 3 = 5, so the answer is 5.", Second = " Alternatively, 3 + 2 = 5, so the answer is 5.", Third = " Another way: 10 / 2 = 5, so the answer is 5.</think>\\boxed{5}";
        var measured = Of(s_sum, First + Second + Third);
        Assert.Equal([true, false, true], measured.Solutions.Select(s => s.IsNew));
        Assert.Equal((double)(Parts(First) + Parts(Third)) / Parts(First + Second + Third), measured.ProcessEfficiency!.Value, 1e-12);
    }

    [Fact]
    public void Underthinking_is_what_stands_behind_a_right_thought_of_a_wrong_answer()
    {
        const string Right = "<think>11-6=5,5*8=40:40 no", Rest = " wait 11+6=17,17+8=25:40 no</think><answer>11+6+8</answer>";
        var measured = Of(s_countdown, Right + Rest);
        Assert.False(measured.IsRight);
        Assert.Equal(1 - (double)Parts(Right) / Parts(Right + Rest), measured.Underthinking!.Value, 1e-12);
        Assert.Equal(0, Of(s_countdown, "<think>11+6=17,17+8=25:40 no</think><answer>11+6+8</answer>").Underthinking);
        Assert.Null(Of(s_countdown, "<think>11-6=5,5*8=40:40 yes</think><answer>(11-6)*8</answer>").Underthinking);
    }

    [Fact]
    public void A_try_that_shares_steps_is_put_together_again()
    {
        var measured = Of(s_countdown, "<think>try 11+6=17,17+8=25:40 no wait 17-8=9:40 no wait 11-6=5,5+8=13:40 no wait 5*8=40:40 yes wait check 11-6=5,5*8=40:40 yes</think><answer>(11-6)*8</answer>");
        Assert.Equal(["(11-6)*8", "(11-6)*8"], measured.Solutions.Select(s => s.Answer));
        Assert.Equal([true, false], measured.Solutions.Select(s => s.IsNew));
        Assert.Equal((4, 3, 1, 0), (measured.ThoughtCount, measured.SwitchCount, measured.CheckCount, measured.CorrectionCount));
        Assert.True(measured.OutcomeEfficiency < 1);
    }

    [Fact]
    public void What_a_check_comes_to_takes_the_place_of_the_step()
    {
        var measured = Of(s_chain, "<think>45+36=71 wait check 45+30=75,75+6=81 no so 81,81+99=180 wait check 81+90=171,171+9=180 yes</think><answer>180</answer>");
        Assert.Equal(("180", true), (measured.Solutions[0].Answer, measured.Solutions[0].IsRight));
        Assert.Equal((1, 2, 1, 0), (measured.Solutions.Count, measured.CheckCount, measured.CorrectionCount, measured.SwitchCount));
    }

    [Fact]
    public void Chains_passed_through_again_are_solutions_of_their_own()
    {
        var measured = Of(s_chain, "<think>so 700 wait 45+36=81,81+99=180</think><answer>180</answer>");
        Assert.Equal(["700", "180"], measured.Solutions.Select(s => s.Answer));
        Assert.Equal([true, true], measured.Solutions.Select(s => s.IsNew));
        Assert.Equal((1, 1), (measured.SwitchCount, measured.CorrectionCount));
    }

    [Fact]
    public void Thinking_that_is_cut_off_has_come_to_nothing()
    {
        var measured = CompletionMeasurement.Measure(MeasuredCompletion.Of(s_chain, "<think>45+36=81") with { Finish = FinishReason.Length });
        Assert.Empty(measured.Solutions);
        Assert.Equal((0.0, null, 0.0), (measured.OutcomeEfficiency, measured.ProcessEfficiency, measured.Underthinking));
    }

    [Fact]
    public void An_answer_that_no_thought_came_to_is_told_apart()
    {
        var measured = Of(s_countdown, "<think>11-6=5,5*8=40:40 yes</think><answer>11+6+8</answer>");
        Assert.True(measured.AnswersOtherwise);
        Assert.Equal([true, false], measured.Solutions.Select(s => s.IsRight == true));
        Assert.False(Of(s_countdown, "<think>11-6=5,5*8=40:40 yes</think><answer>8*(11-6)</answer>").AnswersOtherwise);
    }

    [Theory]
    [InlineData("<think>A honest,B lies:A says B lies yes yes,B says A B same no yes</think><answer>B</answer>", "B", 0)]
    [InlineData("<think>试试 A 诚实, B 诚实: A 说 B 说谎 不对 不对 等等 A 诚实, B 说谎: A 说 B 说谎 对 对, B 说 A B 相同 不对 对</think><answer>B</answer>", "B", 1)]
    [InlineData("<think>so A</think><answer>A</answer>", "A", 0)]
    public void Suppositions_that_fit_are_solutions(string completion, string answer, int switches)
    {
        var measured = Of(Problem("logic", "Who lies? A says B lies, B says A B same.", "B"), completion);
        Assert.Equal([answer], measured.Solutions.Select(s => s.Answer));
        Assert.Equal(switches, measured.SwitchCount);
    }

    [Fact]
    public void Without_a_gold_answer_nothing_is_graded()
    {
        var measured = Of(s_sum with { Answer = "" }, "<think>2 + 3 = 5. So the answer is 5.</think>\\boxed{5}");
        Assert.Null(measured.IsRight);
        Assert.Equal((null, null), (measured.OutcomeEfficiency, measured.Underthinking));
        Assert.Equal(1, measured.ProcessEfficiency);
    }

    [Fact]
    public void A_ruler_counts_the_tokens_that_begin_before_a_place()
    {
        var ruler = TokenRuler.ByParts("ab 12 c", null);
        Assert.Equal([0, 1, 1, 2, 2, 3, 4], new[] { 0, 1, 2, 3, 4, 5, 7 }.Select(ruler.Before));
        Assert.Equal(8, TokenRuler.ByParts("ab 12 c", 8).Total);
        Assert.Equal(4, TokenRuler.ByParts("ab 12 c", 8).Before(4));
    }
}
