// The GRPO objective as a pure function of one completion's token log-probabilities: its value and its gradient.
//
// Departures from DeepSeekMath (arXiv 2402.03300, equations 3 and 4) and DeepSeek-R1 (arXiv 2501.12948, equations 1, 2):
// 1. The ratio is per token, as in DeepSeekMath; R1 writes one ratio for the whole output.
// 2. ε is split into ε_low and ε_high (DAPO, arXiv 2503.14476, equation 10); equal values are the papers'.
// 3. Differences of log-probabilities are limited to ±20 before they are exponentiated, so that nothing overflows;
//    beyond the limit the derivative is zero. On a healthy run no token comes near it.
// 4. An entropy bonus may be added; its weight is 0 unless asked for.

namespace R1Sharp.Learning.Training;

/// <summary>One completion as the loss sees it; all spans hold one number a target token.</summary>
public readonly ref struct GrpoLossInput
{
    /// <summary>log π_θ(oₜ), under the weights being trained.</summary>
    public required ReadOnlySpan<float> LogProbs { get; init; }

    /// <summary>log π_old(oₜ), under the weights that sampled the completion.</summary>
    public required ReadOnlySpan<float> OldLogProbs { get; init; }

    /// <summary>log π_ref(oₜ); empty where no reference is kept.</summary>
    public ReadOnlySpan<float> ReferenceLogProbs { get; init; }

    /// <summary>Entropies in nats of the distributions that the tokens were drawn from.</summary>
    public required ReadOnlySpan<float> Entropies { get; init; }

    /// <summary>Â, the same for all tokens of the completion.</summary>
    public required double Advantage { get; init; }

    /// <summary>Weight of one token in the minibatch's loss, from <see cref="GrpoLoss.TokenWeights"/>.</summary>
    public required double TokenWeight { get; init; }
}

/// <summary>The loss of GRPO.</summary>
public static class GrpoLoss
{
    const float LargestLogDifference = 20;

    /// <summary>
    /// The share of one completion in the loss of its minibatch, w = <see cref="GrpoLossInput.TokenWeight"/>:
    /// <code>
    /// L     = − w Σₜ { min( ρₜ Â, clip(ρₜ, 1 − ε_low, 1 + ε_high) Â ) − β D(t) + c H(t) }      (eq. 3; R1 eq. 1)
    /// ρₜ    = π_θ(oₜ) / π_old(oₜ)
    /// D(t)  = π_ref/π_θ − log(π_ref/π_θ) − 1  ≥ 0                                             (eq. 4; R1 eq. 2; "k3")
    /// ∂L/∂log π_θ(oₜ) = − w { ρₜ Â [the unclipped term is the smaller] − β (1 − π_ref/π_θ) }
    /// ∂L/∂H(t)        = − w c
    /// </code>
    /// </summary>
    /// <param name="input">The completion.</param>
    /// <param name="options">ε_low, ε_high, β (KlWeight) and c (EntropyWeight).</param>
    /// <param name="dLogProbs">∂L/∂log π_θ, overwritten.</param>
    /// <param name="dEntropies">∂L/∂H, overwritten where c is not 0.</param>
    /// <returns>The loss and the sums that metrics are made of.</returns>
    public static GrpoLossSums Compute(in GrpoLossInput input, GrpoOptions options, Span<float> dLogProbs, Span<float> dEntropies)
    {
        var sums = new GrpoLossSums();
        bool hasReference = input.ReferenceLogProbs.Length > 0;
        for (int t = 0; t < input.LogProbs.Length; t++)
        {
            float logProb = input.LogProbs[t];
            var (surrogate, dSurrogate) = Surrogate(logProb, input.OldLogProbs[t], input.Advantage, options.EpsilonLow, options.EpsilonHigh, ref sums);
            var (kl, dKl) = hasReference ? KlToReference(logProb, input.ReferenceLogProbs[t]) : (0, 0);
            sums.AddToken(t, logProb, input.Entropies[t], kl);
            sums.Loss -= input.TokenWeight * (surrogate - options.KlWeight * kl + options.EntropyWeight * input.Entropies[t]);
            dLogProbs[t] = (float)(-input.TokenWeight * (dSurrogate - options.KlWeight * dKl));
            if (options.EntropyWeight != 0)
                dEntropies[t] = (float)(-input.TokenWeight * options.EntropyWeight);
        }
        return sums;
    }

    /// <summary>
    /// The weight of one token of each completion of a minibatch, so that the weighted sum over all tokens is the mean that
    /// <see cref="LossAggregation"/> names. Every completion of the minibatch counts, also those that give no gradient.
    /// </summary>
    /// <param name="tokenCounts">|oᵢ|, the target tokens of each completion.</param>
    /// <param name="aggregation">By what the sum is divided.</param>
    /// <param name="maxCompletionTokens">L, for the constant divisor.</param>
    public static double[] TokenWeights(ReadOnlySpan<int> tokenCounts, LossAggregation aggregation, int maxCompletionTokens)
    {
        long tokens = 0;
        foreach (int count in tokenCounts)
            tokens += count;
        var weights = new double[tokenCounts.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = tokenCounts[i] == 0 ? 0 : aggregation switch
            {
                LossAggregation.Sequence => 1.0 / weights.Length / tokenCounts[i],
                LossAggregation.Token => 1.0 / tokens,
                _ => 1.0 / weights.Length / maxCompletionTokens,
            };
        return weights;
    }

    // min(ρA, clip(ρ, 1 − ε_low, 1 + ε_high)A) and its derivative with respect to log π_θ.
    internal static (double Value, double Derivative) Surrogate(float logProb, float oldLogProb, double advantage, double epsilonLow, double epsilonHigh, ref GrpoLossSums sums)
    {
        float difference = Math.Clamp(logProb - oldLogProb, -LargestLogDifference, LargestLogDifference);
        double ratio = Math.Exp(difference);
        bool clippedHigh = advantage > 0 && ratio > 1 + epsilonHigh;
        bool clippedLow = advantage < 0 && ratio < 1 - epsilonLow;
        sums.AddRatio(logProb - oldLogProb, ratio, clippedLow, clippedHigh);
        if (clippedHigh)
            return ((1 + epsilonHigh) * advantage, 0);
        if (clippedLow)
            return ((1 - epsilonLow) * advantage, 0);
        return (ratio * advantage, Math.Abs(difference) < LargestLogDifference ? ratio * advantage : 0);
    }

    // Schulman's estimator k3: e^Δ − Δ − 1 with Δ = log π_ref − log π_θ, whose derivative is 1 − e^Δ.
    internal static (double Value, double Derivative) KlToReference(float logProb, float referenceLogProb)
    {
        float delta = Math.Clamp(referenceLogProb - logProb, -LargestLogDifference, LargestLogDifference);
        double value = Math.Exp(delta) - delta - 1;
        return (value, Math.Abs(delta) < LargestLogDifference ? 1 - Math.Exp(delta) : 0);
    }
}
