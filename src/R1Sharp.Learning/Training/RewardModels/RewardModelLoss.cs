// The losses of reward models as pure functions of scores, with their gradients.

using R1Sharp.Learning.Rewards.Learned;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>Losses over the scores of reward models.</summary>
static class RewardModelLoss
{
    /// <summary>
    /// A preference under the model of Bradley and Terry (1952), by which a response is preferred with probability σ(s_w − s_l):
    /// <code>
    /// L       = −log σ(s_w − s_l − m) + c (s_w + s_l)²
    /// ∂L/∂s_w = −σ(m − (s_w − s_l)) + 2 c (s_w + s_l),   ∂L/∂s_l = σ(m − (s_w − s_l)) + 2 c (s_w + s_l)
    /// </code>
    /// The margin m is that of Llama 2 (arXiv 2307.09288, equation 2); c draws the scores towards a common zero (arXiv 2312.09244).
    /// </summary>
    /// <param name="chosen">s_w.</param>
    /// <param name="rejected">s_l.</param>
    /// <param name="margin">m: by how much the better one should stand above the other.</param>
    /// <param name="centering">c.</param>
    /// <returns>L and its two derivatives.</returns>
    public static (double Loss, double DChosen, double DRejected) Pairwise(double chosen, double rejected, double margin = 0, double centering = 0)
    {
        double difference = chosen - rejected - margin, sum = chosen + rejected;
        double pull = Logistic.Sigmoid(-difference), centre = 2 * centering * sum;
        return (Logistic.NegativeLogSigmoid(difference) + centering * sum * sum, -pull + centre, pull + centre);
    }

    /// <summary>
    /// Binary cross-entropy of a label y between 0 and 1 under the probability σ(s):
    /// <code>
    /// L = −y log σ(s) − (1 − y) log(1 − σ(s)) = −log σ(−s) − y s,   ∂L/∂s = σ(s) − y
    /// </code>
    /// Safety (one label a response), outcome reward models (Cobbe et al., arXiv 2110.14168) and process reward models (one
    /// label a step: Lightman et al., arXiv 2305.20050; Math-Shepherd, arXiv 2312.08935, equation 2) alike.
    /// </summary>
    public static (double Loss, double DScore) Labelled(double score, double label) =>
        (Logistic.NegativeLogSigmoid(-score) - label * score, Logistic.Sigmoid(score) - label);
}
