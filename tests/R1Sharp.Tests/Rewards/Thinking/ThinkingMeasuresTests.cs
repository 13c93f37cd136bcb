using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Thinking;
using Xunit;

namespace R1Sharp.Tests.Rewards.Thinking;

/// <summary>Means over completions in closed form.</summary>
public sealed class ThinkingMeasuresTests
{
    static Problem Sum(string id) => new() { Id = id, Question = "What is 2 + 3?", Answer = "5", Family = "problem" };

    static MeasuredCompletion Completion(string id, int answer, int tokens, string more = "") =>
        MeasuredCompletion.Of(Sum(id), $"<think>2 + 3 = {answer}, so the answer is {answer}.{more}</think>\\boxed{{{answer}}}", tokens);

    [Fact]
    public void Lengths_of_wrong_and_right_over_all_and_within_problems()
    {
        var measures = ThinkingMeasures.Of([Completion("a", 5, 10), Completion("a", 6, 20), Completion("b", 5, 30), Completion("b", 6, 30), Completion("c", 6, 100)]);
        Assert.Equal(0.4, measures.RightShare!.Value, 1e-12);
        Assert.Equal((20, 50, 38), (measures.RightTokens, measures.WrongTokens, measures.Tokens));
        Assert.Equal(2.5, measures.WrongToRightTokens!.Value, 1e-12);
        Assert.Equal((20.0 / 10 + 30.0 / 30) / 2, measures.WrongToRightTokensWithin!.Value, 1e-12);
    }

    [Fact]
    public void Switches_of_wrong_over_right()
    {
        const string Turn = " Alternatively, count on fingers.";
        var measures = ThinkingMeasures.Of([Completion("a", 5, 10, Turn), Completion("a", 6, 10, Turn + Turn + Turn)]);
        Assert.Equal((2, 3, 3), (measures.Switches, measures.WrongToRightSwitches, measures.WrongToRightSwitchesWithin));
    }

    [Fact]
    public void Efficiencies_are_means_over_completions_and_wrong_ones_have_none()
    {
        var measures = ThinkingMeasures.Of([Completion("a", 5, 10), Completion("a", 6, 10)]);
        Assert.Equal((0.5, 1.0, 0.0), (measures.OutcomeEfficiency, measures.ProcessEfficiency, measures.Underthinking));
        Assert.Equal((1.0, 0.0), (measures.FirstSolutionRight, measures.WrongWithRightThought));
    }

    [Fact]
    public void Corrections_and_what_becomes_of_them()
    {
        var mended = Completion("a", 6, 10, " Wait, 2 + 3 = 5, so the answer is 5.");
        mended = mended with { Text = mended.Text.Replace("\\boxed{6}", "\\boxed{5}") };
        var measures = ThinkingMeasures.Of([mended, Completion("a", 5, 10), Completion("a", 6, 10)]);
        Assert.Equal(1.0 / 3, measures.CorrectedShare!.Value, 1e-12);
        Assert.Equal((1, 1.0 / 3, 0), (measures.RightAfterCorrection, measures.FixedShare, measures.BrokenShare));
        Assert.Equal(0.5, measures.FirstSolutionRight);
    }

    [Fact]
    public void The_order_of_completions_does_not_count_and_none_give_nulls()
    {
        MeasuredCompletion[] completions = [Completion("a", 5, 10), Completion("a", 6, 20), Completion("b", 5, 30)];
        Assert.Equal(ThinkingMeasures.Of(completions), ThinkingMeasures.Of(completions.Reverse()));
        var none = ThinkingMeasures.Of(Array.Empty<MeasuredCompletion>());
        Assert.Equal((0, null, null, null), (none.CompletionCount, none.RightShare, none.Tokens, none.OutcomeEfficiency));
    }

    sealed class Groups(params int[] groups) : IStrategyJudge
    {
        IReadOnlyList<int>? IStrategyJudge.Groups(Problem problem, IReadOnlyList<string> solutions) => groups.Length == solutions.Count ? groups : null;
    }

    static readonly string[] s_three = ["2 + 3 = 5", "3 + 2 = 5", "10 / 2 = 5"];

    static bool[] New(IStrategyJudge? judge) => StrategyGroups.AreNew(Sum("a"), [.. s_three.Select(s => (s, Formulas.In(s)))], judge);

    [Fact]
    public void A_judge_takes_the_place_of_the_rules_where_its_answer_is_usable()
    {
        Assert.Equal([true, false, true], New(null));
        Assert.Equal([true, true, false], New(new Groups(1, 2, 1)));
        Assert.Equal([true, false, true], New(new Groups(1, 2)));
    }

    sealed class Replies(string reply) : R1Sharp.Learning.Rewards.IChatEndpoint
    {
        public string Ask(string message) => message.Contains("Solution 3:\n10 / 2 = 5", StringComparison.Ordinal) ? reply : "";
    }

    [Theory]
    [InlineData("1, 1, 2", true)]
    [InlineData("I think:\n**1,1,2**", true)]
    [InlineData("1, 2", false)]
    [InlineData("All the same.", false)]
    public void A_reply_is_usable_where_it_has_a_group_for_each(string reply, bool isUsable)
    {
        var groups = ((IStrategyJudge)new ChatStrategyJudge(new Replies(reply))).Groups(Sum("a"), s_three);
        Assert.Equal(isUsable ? [1, 1, 2] : null, groups);
    }

    [Fact]
    public void Formulas_are_the_same_in_any_notation_and_order()
    {
        Assert.Equal(Formulas.In("3 × 4 = 12"), Formulas.In("4*3"));
        Assert.Equal(Formulas.In("3 \\times 4"), Formulas.In("4·3"));
        Assert.NotEqual(Formulas.In("3 - 4"), Formulas.In("4 - 3"));
        Assert.Equal(["1+2", "2+3"], Formulas.In("1+2+3").Order());
    }
}
