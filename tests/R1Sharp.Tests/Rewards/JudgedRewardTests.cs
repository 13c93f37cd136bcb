using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Miniature;
using R1Sharp.Learning.Miniature.General;
using R1Sharp.Learning.Miniature.World;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Judges;
using R1Sharp.Learning.Rewards.Learned;
using Xunit;

namespace R1Sharp.Tests.Rewards;

/// <summary>A rule where rules reach, a judge where they end, else undecided; who judged stands in the reason.</summary>
public sealed class JudgedRewardTests
{
    sealed class Stub(Func<VerdictQuestion, bool?> says) : IVerdictJudge
    {
        public List<VerdictQuestion> Asked { get; } = [];

        public string Name => "stub";

        public Verdict Judge(VerdictQuestion question)
        {
            Asked.Add(question);
            return new(says(question), "so it seems");
        }
    }

    sealed class Reply(string text) : IChatEndpoint
    {
        public List<string> Asked { get; } = [];

        public string Ask(string message)
        {
            Asked.Add(message);
            return text;
        }
    }

    static RewardInput Input(string answer, string gold, bool isFree) => new(
        new Problem { Id = "p", Question = "Who came?", Answer = gold, Columns = isFree ? new Dictionary<string, string> { ["free_text"] = "true" } : new Dictionary<string, string>() },
        "", $"<think>t</think><answer>{answer}</answer>", 5, FinishReason.Stop);

    [Fact]
    public void A_rule_decides_where_it_can_and_no_judge_is_asked()
    {
        var judge = new Stub(_ => throw new InvalidOperationException());
        var reward = new JudgedReward(new(), judge);
        Assert.Equal((1, 1), (reward.Score(Input("42", "42", false)).Value, reward.Score(Input("the  red Cat.", "The red cat", true)).Value));
        var wrong = reward.Score(Input("41", "42", false));
        Assert.Equal((0.0, 0.0), (wrong.Value, wrong.Accuracy));
        Assert.StartsWith("rule: ", wrong.Reason, StringComparison.Ordinal);
        Assert.Equal(0, reward.Score(Input("x", "42", false) with { Completion = "no answer at all, and no end to it" }).Value);
        Assert.Empty(judge.Asked);
    }

    [Fact]
    public void A_judge_decides_on_free_text_and_is_named()
    {
        var judge = new Stub(q => q.Answer.Contains("cat", StringComparison.Ordinal));
        var reward = new JudgedReward(new(), judge);
        var (right, wrong) = (reward.Score(Input("a cat that is red", "the red cat", true)), reward.Score(Input("a dog", "the red cat", true)));
        Assert.Equal((1.0, 0.0, 1.0), (right.Value, wrong.Value, right.Accuracy));
        Assert.Equal("judge stub: so it seems", right.Reason);
        Assert.Equal(new VerdictQuestion("Who came?", "the red cat", "a dog"), judge.Asked[1]);
    }

    [Fact]
    public void Undecided_adds_nothing_and_counts_as_wrong()
    {
        foreach (var reward in (JudgedReward[])[new(new()), new(new(), new Stub(_ => null))])
        {
            var score = reward.Score(Input("a cat", "the red cat", true));
            Assert.Equal((null, 0.0), (score.Value, score.Accuracy));
            Assert.StartsWith("undecided: ", score.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_service_is_asked_with_question_gold_and_answer()
    {
        var reply = new Reply("Both speak of the same animal. **Yes**");
        var reward = new JudgedReward(new() { Url = "http://localhost:1/v1", Model = "big" }, host: new() { Chats = _ => reply });
        Assert.Equal([1.0, 1.0], reward.ScoreGroup([Input("a cat", "the red cat", true), Input("cats", "the red cat", true)]).Select(s => s.Value));
        Assert.All(reply.Asked, m => Assert.True(m.Contains("Who came?", StringComparison.Ordinal) && m.Contains("the red cat", StringComparison.Ordinal) && m.Contains("cat", StringComparison.Ordinal)));
        Assert.Throws<UserErrorException>(() => new JudgedReward(new() { Url = "localhost", Model = "big" }));
        Assert.Throws<UserErrorException>(() => new JudgedReward(new() { Url = "http://localhost:1/v1" }));
    }

    [Theory]
    [InlineData("<think>a : b</think><answer>yes</answer>", true)]
    [InlineData("<think>a : b</think><answer>No.</answer>", false)]
    [InlineData("They differ in the colour.\nno", false)]
    [InlineData("I cannot tell", null)]
    [InlineData("<think>yes", null)]
    public void Verdicts_are_read(string text, bool? right) => Assert.Equal(right, VerdictText.Read(text).IsRight);

    [Fact]
    public void What_a_judge_learns_is_what_is_read_of_it()
    {
        var world = new MiniatureWorld(new()).General;
        var learned = world.Judgements(ProblemSplit.Train, 400, 1);
        Assert.All(learned, j => Assert.Equal(j.IsRight, VerdictText.Read(VerdictText.Completion(j.Asked, j.IsRight)).IsRight));
        Assert.All(learned, j => Assert.Equal(j.IsRight, GeneralWorld.Truth(j.Problem, $"<think></think><answer>{j.Asked.Answer}</answer>") == 1));
        Assert.InRange(learned.Average(j => j.IsRight ? 1.0 : 0), 0.5, 0.8);
        Assert.All(world.Judgements(ProblemSplit.HeldOut, 50, 1), j => Assert.Equal(ProblemSplit.HeldOut, ProblemSplits.Of(j.Problem.Id)));
    }

    [Fact]
    public void The_worlds_judge_loves_the_first_place_and_four_judgements_in_both_orders_do_not()
    {
        var world = new MiniatureWorld(new()).General;
        var examples = world.Judgements(ProblemSplit.Train, 300, 2);
        static string Completion(string answer) => $"<think></think><answer>{answer}</answer>";
        double first = examples.Average(j => world.Comparing(j.Problem, 1)("", Completion(j.Problem.Answer), Completion(j.Problem.Answer), 0));
        Assert.InRange(first, 0.3, 1.1);
        // A good answer against one that is worth nothing wins, whichever is shown first.
        foreach (var j in examples.Where(j => GeneralWorld.Truth(j.Problem, Completion(j.Asked.Answer)) == 0).Take(30))
            foreach (bool isGoodFirst in (bool[])[true, false])
            {
                var (one, other) = isGoodFirst ? (Completion(j.Problem.Answer), Completion(j.Asked.Answer)) : (Completion(j.Asked.Answer), Completion(j.Problem.Answer));
                var pair = Assert.Single(PreferenceJudging.Judge([new("", one, other)], world.Comparing(j.Problem, 1)));
                Assert.Equal(Completion(j.Problem.Answer), pair.Chosen);
            }
    }

    [Theory]
    [InlineData("A is fuller. 8, 5.5", 2.5)]
    [InlineData("On a scale of 10: A 3 and B 9", -6)]
    [InlineData("B", 0)]
    public void The_points_of_two_answers_are_the_last_two_numbers(string reply, double gap) => Assert.Equal(gap, PairJudges.Gap(reply));
}
