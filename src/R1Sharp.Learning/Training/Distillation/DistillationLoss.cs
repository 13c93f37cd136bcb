// The divergence from a teacher as a pure function of the log-probabilities of the tokens sampled.

using R1Sharp.Learning.Training.Reinforcement;

namespace R1Sharp.Learning.Training.Distillation;

/// <summary>The loss of distillation from sampled tokens.</summary>
static class DistillationLoss
{
    /// <summary>
    /// KL(π ‖ τ) = E_{a ~ π} [ log π(a) − log τ(a) ], and as E ∇log π = 0,  ∇KL = E_{a ~ π} [ (log π(a) − log τ(a)) ∇log π(a) ].
    /// So one token a that π_old sampled gives the estimates
    /// <code>
    /// L               = w Σₜ (log π(aₜ) − log τ(aₜ))
    /// ∂L/∂log π(aₜ)  := w ρₜ (log π(aₜ) − log τ(aₜ)),   ρₜ = π(aₜ)/π_old(aₜ)
    /// </code>
    /// which is REINFORCE with the advantage log τ − log π at each token. The gradient is not the derivative of L: that one
    /// would be w, and its expectation zero.
    /// </summary>
    /// <param name="logProbs">log π, under the weights being trained.</param>
    /// <param name="oldLogProbs">log π_old, under the weights that sampled.</param>
    /// <param name="teacherLogProbs">log τ.</param>
    /// <param name="tokenWeight">w.</param>
    /// <param name="dLogProbs">The gradient, overwritten.</param>
    /// <returns>Σₜ (log π(aₜ) − log τ(aₜ)), in nats, not weighted.</returns>
    public static double SampledTokens(
        ReadOnlySpan<float> logProbs, ReadOnlySpan<float> oldLogProbs, ReadOnlySpan<float> teacherLogProbs, double tokenWeight, Span<float> dLogProbs)
    {
        double sum = 0;
        for (int t = 0; t < logProbs.Length; t++)
        {
            double divergence = KlToReference.K1(logProbs[t], teacherLogProbs[t]);
            dLogProbs[t] = (float)(tokenWeight * ImportanceRatio.Of(logProbs[t] - oldLogProbs[t]).Value * divergence);
            sum += divergence;
        }
        return sum;
    }
}
