// The score of a trained reward model as one part of the reward (DeepSeek-R1, arXiv 2501.12948v2: helpfulness by preference,
// safety by label). Training and the network stand above this folder; here a score is a function of tokens.

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards.Learned;

/// <summary>The scores of sequences, one a state; may be called from several threads at once.</summary>
delegate float[][] StateScorer(IReadOnlyList<TokenSequence> sequences);

/// <summary>How a score becomes a reward.</summary>
enum ScoreScale
{
    /// <summary>σ(s), between 0 and 1: a probability where the model was trained on labels.</summary>
    Sigmoid,

    /// <summary>s itself.</summary>
    Raw,

    /// <summary>(s − mean) / deviation, by the statistics of the checkpoint: scores of preferences have no zero of their own.</summary>
    Normalized,
}

/// <summary>How the scores of several steps become one.</summary>
enum StepAggregation
{
    /// <summary>The lowest: a chain is as good as its worst step (Math-Shepherd, arXiv 2312.08935).</summary>
    Min,

    /// <summary>The product of σ(s): the probability that all steps are right (Lightman et al., arXiv 2305.20050); as a score, its logit.</summary>
    Product,

    /// <summary>The last.</summary>
    Last,
}

/// <summary>Mean and standard deviation of a reward model's scores on held-out responses; fixed with its weights.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The population's standard deviation.</param>
sealed record ScoreStatistics(double Mean, double Deviation);

/// <summary>How a reward model is used.</summary>
sealed record LearnedRewardOptions
{
    /// <summary>How a score becomes a reward.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Sigmoid;

    /// <summary>How the scores of several steps become one.</summary>
    public StepAggregation Steps { get; init; } = StepAggregation.Min;

    /// <summary>Deviations below the mean at which a response stands that has nothing to score, e.g. no summary.</summary>
    [Range(0.0, 100.0)] public double MissingDeviations { get; init; } = 3;
}

/// <summary>Scores completions by a trained model.</summary>
/// <param name="name">Short name in lower case, e.g. "helpful".</param>
/// <param name="text">What of a completion is scored.</param>
/// <param name="scorer">The model.</param>
/// <param name="statistics">Its scores on held-out responses.</param>
/// <param name="options">How its scores are used.</param>
sealed class LearnedReward(string name, ScoredText text, StateScorer scorer, ScoreStatistics statistics, LearnedRewardOptions options) : IReward
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input) => ScoreGroup([input])[0];

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group)
    {
        ScoredResponse?[] read = [.. group.Select(input => text.Read(input.Prompt, input.Completion))];
        var scores = new Queue<float[]>(scorer([.. read.OfType<ScoredResponse>().Select(r => r.Sequence)]));
        return [.. read.Select(r => r is null ? Missing() : Scored(Aggregate(scores.Dequeue())))];
    }

    RewardScore Scored(double score) => new(Scaled(score), string.Create(CultureInfo.InvariantCulture, $"score {score:0.000}"));

    RewardScore Missing() => new(Scaled(statistics.Mean - options.MissingDeviations * statistics.Deviation), "nothing to score");

    double Scaled(double score) => options.Scale switch
    {
        ScoreScale.Sigmoid => Logistic.Sigmoid(score),
        ScoreScale.Raw => score,
        _ => statistics.Deviation == 0 ? 0 : (score - statistics.Mean) / statistics.Deviation,
    };

    double Aggregate(float[] scores) => options.Steps switch
    {
        _ when scores.Length == 1 => scores[0],
        StepAggregation.Min => scores.Min(),
        StepAggregation.Last => scores[^1],
        _ => LogitOfProduct(scores),
    };

    // log p − log(1 − p) of p = Π σ(sᵢ), from Σ log σ(sᵢ), which does not underflow.
    static double LogitOfProduct(float[] scores)
    {
        double logProduct = scores.Sum(s => -Logistic.NegativeLogSigmoid(s));
        return logProduct - Math.Log(Math.Max(1 - Math.Exp(logProduct), 1e-300));
    }
}
