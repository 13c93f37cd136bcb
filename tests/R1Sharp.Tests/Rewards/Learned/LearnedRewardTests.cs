using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Training;
using Xunit;

namespace R1Sharp.Tests.Rewards.Learned;

/// <summary>Scores of a model as a reward, with a model that is a formula: a state's score is a hundredth of its tokens.</summary>
public sealed class LearnedRewardTests
{
    static readonly Tokenizer s_tokenizer = TestTokenizer.Bytes();

    int _calls;

    LearnedReward Reward(RewardScope scope, LearnedRewardOptions options) => new("helpful", new ScoredText(s_tokenizer, scope), sequences =>
    {
        _calls++;
        return [.. sequences.Select(s => s.Targets.Select(t => t / 100f).ToArray())];
    }, new ScoreStatistics(0.05, 0.02), options);

    static RewardInput Input(string completion) => new(LetterGame.Question('a'), "Q:", completion, completion.Length, FinishReason.Stop);

    [Fact]
    public void A_score_is_taken_as_it_is_squashed_or_normalised()
    {
        var input = Input("<think>x</think>12345");
        Assert.Equal(0.08, Reward(RewardScope.Summary, new() { Scale = ScoreScale.Raw }).Score(input).Value!.Value, 7);
        Assert.Equal(1 / (1 + Math.Exp(-0.08)), Reward(RewardScope.Summary, new()).Score(input).Value!.Value, 7);
        Assert.Equal(1.5, Reward(RewardScope.Summary, new() { Scale = ScoreScale.Normalized }).Score(input).Value!.Value, 5);
    }

    [Fact]
    public void A_group_is_scored_in_one_call_and_what_has_no_summary_stands_three_deviations_below_the_mean()
    {
        var scores = Reward(RewardScope.Summary, new() { Scale = ScoreScale.Normalized }).ScoreGroup([Input("12345"), Input("<think>never ends"), Input("1")]);
        Assert.Equal(1, _calls);
        Assert.Equal(1.5, scores[0].Value!.Value, 5);
        Assert.Equal((-3.0, "nothing to score"), (Math.Round(scores[1].Value!.Value, 9), scores[1].Reason));
        Assert.Equal(-0.5, scores[2].Value!.Value, 5);
    }

    [Fact]
    public void Steps_become_one_score_by_the_worst_the_last_or_the_product()
    {
        var input = Input("12345\n1\n");
        double Score(StepAggregation steps, ScoreScale scale) => Reward(RewardScope.Steps, new() { Steps = steps, Scale = scale }).Score(input).Value!.Value;
        double first = 1 / (1 + Math.Exp(-0.08)), second = 1 / (1 + Math.Exp(-0.11));
        Assert.Equal(0.08, Score(StepAggregation.Min, ScoreScale.Raw), 6);
        Assert.Equal(0.11, Score(StepAggregation.Last, ScoreScale.Raw), 6);
        Assert.Equal(first * second, Score(StepAggregation.Product, ScoreScale.Sigmoid), 6);
    }

    [Fact]
    public void A_judge_that_loves_the_first_place_is_cancelled_by_asking_in_both_orders()
    {
        // True worth is the length, and the first place is worth 5 more.
        PairJudge judge = (_, first, second, _) => first.Length - second.Length + 5;
        var judged = PreferenceJudging.Judge([new("p", "1", "123"), new("p", "12", "12"), new("p", "12345", "1")], judge, judgements: 2, leastGap: 1);
        Assert.Equal([new JudgedPair("p", "123", "1", 2), new JudgedPair("p", "12345", "1", 4)], judged);
        Assert.Throws<ArgumentException>(() => PreferenceJudging.Judge([], judge, judgements: 3));
    }

    [Fact]
    public void Balanced_pairs_prefer_the_longer_as_often_as_the_shorter()
    {
        JudgedPair Pair(string chosen, string rejected) => new("p", chosen, rejected, 2);
        JudgedPair[] pairs = [Pair("123", "1"), Pair("12", "1"), Pair("1", "12"), Pair("1", "2"), Pair("1234", "1")];
        Assert.Equal([pairs[0], pairs[2], pairs[3]], PreferenceJudging.LengthBalanced(pairs, p => p.Chosen.Length - p.Rejected.Length));
    }
}
