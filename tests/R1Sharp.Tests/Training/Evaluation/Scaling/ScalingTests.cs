using R1Sharp.Learning.Training.Evaluation;
using R1Sharp.Learning.Training.Evaluation.Scaling;
using Xunit;

namespace R1Sharp.Tests.Training.Evaluation.Scaling;

/// <summary>Numbers of test-time scaling in closed form.</summary>
public sealed class ScalingTests
{
    static ScalingPoint Point(double tokens, double accuracy, double? least = null, double? most = null) =>
        new("", tokens, accuracy, new ConfidenceInterval(0, 1)) { LeastTokens = least, MostTokens = most };

    /// <summary>Slopes 0.2/100, 0.1/200 and −0.1/100 for each token.</summary>
    [Fact]
    public void S1_measures_are_those_of_the_definition()
    {
        var measures = S1Measures.Of([Point(200, 0.7), Point(100, 0.5), Point(300, 0.6)]);
        Assert.Equal((1.0, 0.7), (measures.Control, measures.Performance));
        Assert.Equal((0.002 + 0.0005 - 0.001) / 3, measures.Scaling!.Value, 15);
    }

    [Fact]
    public void Control_is_the_share_within_its_bounds()
    {
        Assert.Equal(0.5, S1Measures.Of([Point(10, 0, 10, 10), Point(11, 0, most: 10), Point(9, 0, least: 10), Point(12, 0, least: 12)]).Control);
    }

    [Fact]
    public void Equal_tokens_have_no_slope()
    {
        Assert.Null(S1Measures.Of([Point(5, 0.1), Point(5, 0.9)]).Scaling);
        Assert.Equal(0.1, S1Measures.Of([Point(5, 0.1), Point(5, 0.3), Point(6, 0.3)]).Scaling!.Value, 15);
    }

    [Fact]
    public void The_best_scored_of_each_block_counts_and_equals_share()
    {
        bool[] right = [true, false, false, true];
        Assert.Equal(1, ScoredVotes.BestOfK([3, 1, 2, 4], right, 4));
        Assert.Equal(0.5, ScoredVotes.BestOfK([1, 3, 2, 4], right, 2));
        Assert.Equal(0.5, ScoredVotes.BestOfK([5, 5, 1, 1], right, 4));
        Assert.Equal(0.5, ScoredVotes.BestOfK([1, 2, 3, 4], right, 1));
        Assert.Equal(0, ScoredVotes.BestOfK([null, null, 3, null], right, 4));
        Assert.Equal(0, ScoredVotes.BestOfK([null, null, null, null], right, 4));
    }

    [Fact]
    public void The_answer_with_most_weight_wins()
    {
        string?[] answers = ["a", "b", "b", null];
        bool[] right = [true, false, false, false];
        Assert.Equal(1, ScoredVotes.WeightedVoteOfK(answers, [0.9, 0.4, 0.4, 1], right, 4));
        Assert.Equal(0, ScoredVotes.WeightedVoteOfK(answers, [0.7, 0.4, 0.4, 1], right, 4));
        Assert.Equal(0.5, ScoredVotes.WeightedVoteOfK(answers, [1, 0.5, 0.5, 1], right, 4));
        Assert.Equal(0, ScoredVotes.WeightedVoteOfK([null, null], [1, 1], [true, true], 2));
    }

    [Fact]
    public void With_equal_weights_the_weighted_vote_is_the_majority()
    {
        string?[] answers = ["a", "b", "b", "c", "a", null, "c", "c"];
        bool[] right = [true, false, false, false, true, false, false, false];
        foreach (int k in (int[])[1, 2, 4, 8])
            Assert.Equal(SampleStatistics.ConsensusAtK(answers, right, k), ScoredVotes.WeightedVoteOfK(answers, [.. answers.Select(_ => 0.5)], right, k));
    }
}
