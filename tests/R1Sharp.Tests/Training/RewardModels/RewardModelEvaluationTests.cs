using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Training.RewardModels;
using Xunit;

namespace R1Sharp.Tests.Training.RewardModels;

/// <summary>What held-out examples say of scores whose faults are known.</summary>
public sealed class RewardModelEvaluationTests
{
    /// <summary>A response of so many tokens after a prompt of two.</summary>
    static ScoredResponse Response(int length) => new(TokenSequence.OfStates([.. Enumerable.Repeat(1, length + 2)], length + 2), 2);

    static PreferencePair Pair(int chosen, int rejected) => new(Response(chosen), Response(rejected));

    [Fact]
    public void Calibration_is_the_weighted_gap_between_what_was_predicted_and_what_came()
    {
        // Two bins: 0.2 and 0.4 come true half the time, 0.9 twice always.
        var calibration = Calibration.Of([0.2, 0.4, 0.9, 0.9], [0, 1, 1, 1], binCount: 2);
        Assert.Equal((2 * Math.Abs(0.5 - 0.3) + 2 * Math.Abs(1 - 0.9)) / 4, calibration.ExpectedError, 12);
        Assert.Equal((0.0, 0.5, 2), (calibration.Bins[0].From, calibration.Bins[0].To, calibration.Bins[0].Count));
        Assert.Equal((0.3, 0.5), (Math.Round(calibration.Bins[0].Predicted, 12), calibration.Bins[0].Observed));
        var certain = Calibration.Of([1.0, 0.5], [1, 0.5], from: 0.5, binCount: 5);
        Assert.Equal(0, certain.ExpectedError, 12);
        Assert.Equal((1, 0, 1), (certain.Bins[0].Count, certain.Bins[1].Count, certain.Bins[4].Count));
        Assert.Equal(0.0, Calibration.Of([], []).ExpectedError);
    }

    [Fact]
    public void A_model_that_scores_length_is_right_where_the_longer_is_better_and_found_out()
    {
        PreferencePair[] pairs = [Pair(20, 10), Pair(30, 10), Pair(12, 40), Pair(20, 20), Pair(21, 20)];
        var evaluation = RewardModelEvaluation.Of(pairs, [.. pairs.SelectMany(p => p.Responses).Select(r => new[] { r.ResponseTokens / 10f })]);
        Assert.Equal((3 + 0.5) / 5, evaluation.Accuracy, 12);
        Assert.Equal((1.0, 0.0, 0.75), (evaluation.LongerChosenAccuracy, evaluation.ShorterChosenAccuracy, evaluation.SimilarLengthAccuracy));
        Assert.Equal(1, evaluation.ScoreLengthCorrelation!.Value, 6);
        Assert.Equal(pairs.SelectMany(p => p.Responses).Average(r => r.ResponseTokens / 10.0), evaluation.Statistics.Mean, 6);
    }

    [Fact]
    public void Confident_and_wrong_is_badly_calibrated()
    {
        PreferencePair[] pairs = [.. Enumerable.Repeat(Pair(5, 5), 4)];
        float s = MathF.Log(9);
        var evaluation = RewardModelEvaluation.Of(pairs, [[s], [0], [s], [0], [0], [s], [0], [s]]);
        // σ(ln 9) = 0.9, but only half of them are in the right order.
        Assert.Equal(0.4, evaluation.Calibration.ExpectedError, 6);
        Assert.Equal(0.5, evaluation.Accuracy);
        Assert.Null(evaluation.ScoreLengthCorrelation);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.1)) / 2, evaluation.Loss, 6);
    }

    [Fact]
    public void The_first_wrong_step_is_to_be_the_first_that_is_called_wrong()
    {
        // Two with an error at step 1: found, called too early. Three without: one is suspected, of one a step scores exactly 0, which calls nothing wrong.
        LabelledResponse[] responses = [.. new[] { new double[] { 1, 0, 0 }, [1, 0], [1, 1], [1], [0.75, 1] }.Select(labels => new LabelledResponse(Response(9), labels))];
        var evaluation = RewardModelEvaluation.Of(responses, [[2, -1, 5], [-0.1f, -3], [1, -1], [3], [0, 1]]);
        Assert.Equal((0.5, 2.0 / 3), (evaluation.FirstErrorAccuracy, evaluation.NoErrorAccuracy));
        Assert.Equal(2 * 0.5 * (2.0 / 3) / (0.5 + 2.0 / 3), evaluation.FirstErrorF1!.Value, 12);
        var unfound = RewardModelEvaluation.Of(responses[..3], [[1, 1, 1], [1, 1], [-1, 1]]);
        Assert.Equal((0.0, 0.0, 0.0), (unfound.FirstErrorAccuracy, unfound.NoErrorAccuracy, unfound.FirstErrorF1));
        var right = RewardModelEvaluation.Of(responses[2..4], [[1, 1], [1]]);
        Assert.Equal((null, 1.0, null), (right.FirstErrorAccuracy, right.NoErrorAccuracy, right.FirstErrorF1));
        // Labels of whole responses locate nothing.
        Assert.Null(RewardModelEvaluation.Of([new LabelledResponse(Response(3), [1])], [[2f]]).NoErrorAccuracy);
    }

    [Fact]
    public void Labels_are_right_on_the_right_side_of_a_half()
    {
        LabelledResponse[] responses = [new(Response(3), [1]), new(Response(9), [0]), new(Response(6), [0])];
        var evaluation = RewardModelEvaluation.Of(responses, [[2], [-1], [1]]);
        Assert.Equal(2.0 / 3, evaluation.Accuracy, 12);
        Assert.Null(evaluation.SimilarLengthAccuracy);
        Assert.Equal(Math.Sqrt(14.0 / 9), evaluation.Statistics.Deviation, 6);
        Assert.InRange(evaluation.ScoreLengthCorrelation!.Value, -1, -0.9);
        Assert.Throws<UserErrorException>(() => RewardModelEvaluation.Of(new TableValues(2), []));
    }
}
