using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Rewards;

/// <summary>Answers that mean the same are one vote, right and wrong ones by the same rule.</summary>
public sealed class AnswerClassesTests
{
    static readonly Learning.Tokenization.Tokenizer s_tokenizer = TestTokenizer.Bytes();

    static bool SameLength(string one, string other, ref long work)
    {
        work++;
        return one.Length == other.Length;
    }

    [Fact]
    public void The_most_frequent_text_stands_for_its_class_whatever_the_order()
    {
        string?[] answers = ["aa", "b", "cc", "cc", null, "d"];
        bool[] wrong = new bool[6];
        Assert.Equal((string?[])["cc", "b", "cc", "cc", null, "b"], (IEnumerable<string?>)AnswerClasses.Merge(answers, wrong, SameLength));
        Assert.Equal((string?[])["b", null, "cc", "cc", "b", "cc"], (IEnumerable<string?>)AnswerClasses.Merge([.. answers.Reverse()], wrong, SameLength));
    }

    [Fact]
    public void A_right_answer_is_joined_by_no_wrong_one() =>
        Assert.Equal((string?[])["aa", "bb", "bb"], (IEnumerable<string?>)AnswerClasses.Merge(["aa", "bb", "cc"], [true, false, false], SameLength));

    [Fact]
    public void The_work_is_bounded_and_what_is_left_stays_apart()
    {
        int calls = 0;
        bool never(string one, string other, ref long work)
        {
            calls++;
            return false;
        }
        string[] answers = [.. Enumerable.Range(0, 1000).Select(i => $"{i}")];
        Assert.Equal(answers, (IEnumerable<string?>)AnswerClasses.Merge(answers, new bool[1000], never));
        Assert.Equal(20_000, calls);
        calls = 0;
        bool costly(string one, string other, ref long work)
        {
            calls++;
            work += 1_000_000;
            return false;
        }
        AnswerClasses.Merge(answers, new bool[1000], costly);
        Assert.Equal(20, calls);
    }

    [Theory]
    [InlineData("1/3", @"\frac{1}{3}")]
    [InlineData("(1,2)", "(1, 2)")]
    [InlineData(@"2\sqrt3", @"2\sqrt{3}")]
    [InlineData(@"\frac{\pi}{2}", @"\dfrac\pi2")]
    [InlineData("1,000", "1000")]
    [InlineData("x+1", "1+x")]
    [InlineData("2, 3", "3, 2")]
    [InlineData("7.0", "7")]
    [InlineData("$7$", "7")]
    [InlineData(@"\{1, 2\}", @"\{2,1\}")]
    [InlineData(@"x\in(0,1)", "0<x<1")]
    [InlineData("12 cm", "0.12 m")]
    [InlineData(@"\text{even}", "even")]
    [InlineData("(x+1)^2", "x^2+2x+1")]
    public void Wrong_answers_that_are_equal_outvote_the_right_one(string one, string other)
    {
        Assert.Equal(0, Votes("5", "5", "5", one, other, one));
        Assert.Equal(0, Votes("5", "5", "5", other, other, one));
        Assert.Equal(0.5, Votes("5", "5", "\\frac{10}{2}", one, other));
    }

    [Theory]
    [InlineData("x", "y")]
    [InlineData("(1,2)", "(2,1)")]
    [InlineData("[1,2]", "(1,2)")]
    [InlineData("1/3", "0.333")]
    [InlineData("10", "10^{9^{9^9}}")]
    [InlineData("10^{9^{9^8}}", "10^{9^{9^9}}")]
    [InlineData("A", "B")]
    [InlineData("12 cm", "12 m")]
    [InlineData("x>1", "x<1")]
    public void Answers_that_differ_or_cannot_be_decided_do_not_join(string one, string other) =>
        Assert.Equal(1, Votes("5", "5", "5", one, other, "77"));

    [Fact]
    public void Undecided_answers_and_stories_have_votes_of_their_own()
    {
        // Without these votes the single right answer would have won.
        string story = "the sum of all of the many numbers which were named in the text of the question and then some more of them";
        Assert.Equal(0, Votes("5", "5", story, story, "6", "7"));
        Assert.Equal(0, Votes("5", "5", "10^{9^{9^9}}", "10^{9^{9^9}}", "6", "7"));
    }

    [Theory]
    [InlineData("countdown", "(1+2)*4", "(4+2)*3", "3*(2+4)", true)]
    [InlineData("countdown", "(1+2)*4", "6*2", "12", false)]
    [InlineData("logic", "A", "B C", "C, B", true)]
    [InlineData("digits", "12", "012", "12 ", false)]
    [InlineData("arithmetic", "7", "8.0", "8", true)]
    public void The_families_of_the_miniature_world_keep_their_own_rule(string family, string gold, string one, string other, bool together)
    {
        var result = Evaluated(family, gold, [Tagged(one), Tagged(other)]);
        Assert.Equal(together, result.Problems[0].Samples[0].Answer == result.Problems[0].Samples[1].Answer);
    }

    // cons@n over all n of them.
    static double Votes(string gold, params string[] answers) => Evaluated("f", gold, answers.Select(a => $"\\boxed{{{a}}}")).Overall.ConsensusAt[answers.Length];

    static string Tagged(string answer) => $"<think>t</think><answer>{answer}</answer>";

    static EvaluationResult Evaluated(string family, string gold, IEnumerable<string> texts)
    {
        Completion[] completions = [.. texts.Select(text => new Completion([.. s_tokenizer.Encode(text), s_tokenizer.EndOfTextId], [], FinishReason.Stop))];
        RewardSum rewards = new([new(new AccuracyReward(), 1), new(new FormatReward(), 1)]);
        var evaluator = new Evaluator(new Asker(new TablePolicy(1), s_tokenizer, question => question, rewards), new() { SampleCount = completions.Length }, 1);
        return evaluator.Grade([new() { Id = "p", Question = "q", Answer = gold, Family = family }], [completions]);
    }
}
