// How good a reward model is on examples it has not seen: right, calibrated, and not led by length.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Learned;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>What held-out examples say of a reward model.</summary>
sealed record RewardModelEvaluation
{
    /// <summary>Responses are of similar length where they differ by at most this share of the longer one.</summary>
    public const double SimilarLengthShare = 0.1;

    /// <summary>Examples.</summary>
    public required int Examples { get; init; }

    /// <summary>Mean loss of the terms, in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of the pairs in the right order (ties count half), or of the labels on the right side of σ(s) = ½.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Of pairs: the probability σ(|s_w − s_l|) against the share in the right order; of labels: σ(s) against the mean label.</summary>
    public required Calibration Calibration { get; init; }

    /// <summary>
    /// Pearson's correlation of the scores with the responses' tokens; of pairs that of the differences within a pair, each pair
    /// taken both ways round. Null where either does not vary.
    /// </summary>
    public required double? ScoreLengthCorrelation { get; init; }

    /// <summary>Accuracy on the pairs whose responses are of similar length; null where there is none.</summary>
    public double? SimilarLengthAccuracy { get; init; }

    /// <summary>Accuracy on the pairs whose better response is the longer one; null where there is none.</summary>
    public double? LongerChosenAccuracy { get; init; }

    /// <summary>Accuracy on the pairs whose better response is the shorter one; null where there is none.</summary>
    public double? ShorterChosenAccuracy { get; init; }

    /// <summary>
    /// Of labelled steps: the harmonic mean of <see cref="FirstErrorAccuracy"/> and <see cref="NoErrorAccuracy"/> (ProcessBench, arXiv 2412.06559); null
    /// where one of them is. What is called wrong is a step with σ(s) below ½.
    /// </summary>
    public double? FirstErrorF1 { get; init; }

    /// <summary>Share of the responses with a wrong step of which the first wrong one is the first that is called wrong; null where there is none.</summary>
    public double? FirstErrorAccuracy { get; init; }

    /// <summary>Share of the responses without a wrong step of which none is called wrong; null where there is none.</summary>
    public double? NoErrorAccuracy { get; init; }

    /// <summary>Mean and deviation of the scores of all responses (the last state of each): what a normalised reward uses.</summary>
    public required ScoreStatistics Statistics { get; init; }

    /// <summary>Scores examples and sums up.</summary>
    /// <param name="model">The reward model.</param>
    /// <param name="examples">Pairs, or labelled responses; at least one.</param>
    /// <exception cref="UserErrorException">There is no example.</exception>
    public static RewardModelEvaluation Of(IFrozenScalarModel model, IReadOnlyList<IRewardExample> examples)
    {
        if (examples.Count == 0)
            throw new UserErrorException("There is nothing to measure a reward model on: no example is held out.");
        return Of(examples, model.Values([.. examples.SelectMany(e => e.Responses).Select(r => r.Sequence)]));
    }

    /// <summary>Sums up given scores: one array a response, in the order of the examples.</summary>
    public static RewardModelEvaluation Of(IReadOnlyList<IRewardExample> examples, float[][] scores)
    {
        ScoredResponse[] responses = [.. examples.SelectMany(e => e.Responses)];
        double[] last = [.. scores.Select(s => (double)s[^1])];
        var evaluation = new RewardModelEvaluation
        {
            Examples = examples.Count,
            Loss = new ScoredBatch(examples, scores, new()).Loss,
            Accuracy = AccuracyOf(examples, scores),
            Calibration = Calibration.Of([], []),
            ScoreLengthCorrelation = Correlation(last, [.. responses.Select(r => (double)r.ResponseTokens)]),
            Statistics = new(last.Average(), Averages.StandardDeviation(last)),
        };
        return examples.All(e => e is PreferencePair) ? evaluation.WithPairs([.. examples.Cast<PreferencePair>()], last)
            : evaluation.WithLabels(examples, scores);
    }

    /// <summary>Share judged right.</summary>
    internal static double AccuracyOf(IReadOnlyList<IRewardExample> examples, float[][] scores)
    {
        double right = 0;
        int first = 0;
        foreach (var example in examples)
        {
            if (example is LabelledResponse { Labels: var labels })
                right += labels.Zip(scores[first], (label, score) => label == 0.5 || score == 0 ? 0.5 : label > 0.5 == score > 0 ? 1.0 : 0).Sum();
            else
                right += Won(scores[first][^1] - (double)scores[first + 1][^1]);
            first += example.Responses.Count;
        }
        return right / examples.Sum(e => e.Terms);
    }

    RewardModelEvaluation WithPairs(PreferencePair[] pairs, double[] scores)
    {
        double[] differences = [.. pairs.Select((_, i) => scores[2 * i] - scores[2 * i + 1])];
        double[] longer = [.. pairs.Select(p => (double)p.Chosen.ResponseTokens - p.Rejected.ResponseTokens)];
        double? Share(Func<int, bool> which) => Enumerable.Range(0, pairs.Length).Where(which).Select(i => (double?)Won(differences[i])).Average();
        return this with
        {
            Calibration = Calibration.Of([.. differences.Select(d => Logistic.Sigmoid(Math.Abs(d)))], [.. differences.Select(Won)], from: 0.5),
            ScoreLengthCorrelation = Correlation([.. differences, .. differences.Select(d => -d)], [.. longer, .. longer.Select(l => -l)]),
            SimilarLengthAccuracy = Share(
                i => Math.Abs(longer[i]) <= SimilarLengthShare * Math.Max(pairs[i].Chosen.ResponseTokens, pairs[i].Rejected.ResponseTokens)),
            LongerChosenAccuracy = Share(i => longer[i] > 0),
            ShorterChosenAccuracy = Share(i => longer[i] < 0),
        };
    }

    RewardModelEvaluation WithLabels(IReadOnlyList<IRewardExample> examples, float[][] scores)
    {
        var (predicted, labels) = (new List<double>(), new List<double>());
        var located = new List<(bool HasError, bool IsRight)>();
        int first = 0;
        foreach (var example in examples)
        {
            if (example is LabelledResponse labelled)
            {
                predicted.AddRange(scores[first].Select(s => Logistic.Sigmoid(s)));
                labels.AddRange(labelled.Labels);
                int error = Array.FindIndex(labelled.Labels, label => label < 0.5);
                located.Add((error >= 0, Array.FindIndex(scores[first], score => score < 0) == error));
            }
            first += example.Responses.Count;
        }
        var evaluation = this with { Calibration = Calibration.Of(predicted, labels) };
        return labels.Count == located.Count ? evaluation : evaluation.WithErrors(located);
    }

    RewardModelEvaluation WithErrors(List<(bool HasError, bool IsRight)> located)
    {
        double? Share(bool hasError) => located.Where(l => l.HasError == hasError).Select(l => l.IsRight ? 1.0 : 0).Cast<double?>().Average();
        var (wrong, right) = (Share(true), Share(false));
        return this with
        {
            FirstErrorAccuracy = wrong,
            NoErrorAccuracy = right,
            FirstErrorF1 = wrong is { } a && right is { } b ? (a + b == 0 ? 0 : 2 * a * b / (a + b)) : null,
        };
    }

    static double Won(double difference) => difference == 0 ? 0.5 : difference > 0 ? 1 : 0;

    // Pearson: Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²).
    static double? Correlation(double[] x, double[] y)
    {
        double meanX = x.Average(), meanY = y.Average(), xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xx == 0 || yy == 0 ? null : xy / Math.Sqrt(xx * yy);
    }
}
