// What reward models learn from: pairs of responses, or responses with labels.

using R1Sharp.Learning.Rewards.Learned;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>One example of a reward model's training data: some sequences and a loss over the scores of their states.</summary>
interface IRewardExample
{
    /// <summary>The responses.</summary>
    IReadOnlyList<ScoredResponse> Responses { get; }

    /// <summary>Terms of the loss: 1 for a pair, the number of labels otherwise. Every term of a batch weighs the same.</summary>
    int Terms { get; }

    /// <summary>The sum of the terms' losses; their derivatives are written.</summary>
    /// <param name="scores">One array a response, one score a state.</param>
    /// <param name="options">Centering.</param>
    /// <param name="dScores">∂loss/∂scores, in the same shape, overwritten.</param>
    double Loss(ReadOnlySpan<float[]> scores, RewardModelOptions options, ReadOnlySpan<float[]> dScores);
}

/// <summary>Two responses to one prompt, of which one was preferred.</summary>
/// <param name="Chosen">The better one.</param>
/// <param name="Rejected">The other.</param>
/// <param name="Margin">By how much the better one should stand above the other.</param>
sealed record PreferencePair(ScoredResponse Chosen, ScoredResponse Rejected, double Margin = 0) : IRewardExample
{
    /// <inheritdoc/>
    public IReadOnlyList<ScoredResponse> Responses => [Chosen, Rejected];

    /// <inheritdoc/>
    public int Terms => 1;

    /// <inheritdoc/>
    public double Loss(ReadOnlySpan<float[]> scores, RewardModelOptions options, ReadOnlySpan<float[]> dScores)
    {
        var (loss, dChosen, dRejected) = RewardModelLoss.Pairwise(scores[0][^1], scores[1][^1], Margin, options.Centering);
        (dScores[0][^1], dScores[1][^1]) = ((float)dChosen, (float)dRejected);
        return loss;
    }
}

/// <summary>A response with a label for each of its states: one for the whole (safe or not, right or not), or one a step.</summary>
/// <param name="Response">The response.</param>
/// <param name="Labels">Between 0 and 1, one a state.</param>
sealed record LabelledResponse(ScoredResponse Response, double[] Labels) : IRewardExample
{
    /// <inheritdoc/>
    public IReadOnlyList<ScoredResponse> Responses => [Response];

    /// <inheritdoc/>
    public int Terms => Labels.Length;

    /// <inheritdoc/>
    public double Loss(ReadOnlySpan<float[]> scores, RewardModelOptions options, ReadOnlySpan<float[]> dScores)
    {
        double sum = 0;
        for (int i = 0; i < Labels.Length; i++)
        {
            var (loss, dScore) = RewardModelLoss.Labelled(scores[0][i], Labels[i]);
            sum += loss;
            dScores[0][i] = (float)dScore;
        }
        return sum;
    }
}
