// The GRPO objective as a pure function of one completion's token log-probabilities: its value and its gradient.
//
// Departures from DeepSeekMath (arXiv 2402.03300, equations 3 and 4) and DeepSeek-R1 (arXiv 2501.12948, equations 1, 2):
// 1. The ratio is per token, as in DeepSeekMath, unless RatioLevel says otherwise; R1 writes one for the whole output.
// 2. ε is split into ε_low and ε_high (DAPO, arXiv 2503.14476, equation 10); equal values are the papers'.
// 3. Differences of log-probabilities are limited to ±20 before they are exponentiated, so that nothing overflows;
//    beyond the limit the derivative is zero. On a healthy run no token comes near it.
// 4. An entropy bonus may be added; its weight is 0 unless asked for.
// 5. Where another sampled than π_old, S of each token counts min(π_old/π_sampler, C) times: truncated importance sampling. S is linear in Â.
// The ratio stands in ImportanceRatio, what is done with it in GrpoSurrogate, the divergence in KlToReference.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>One completion as the loss sees it; all spans hold one number a target token.</summary>
readonly ref struct GrpoLossInput
{
    /// <summary>log π_θ(oₜ), under the weights being trained.</summary>
    public required ReadOnlySpan<float> LogProbs { get; init; }

    /// <summary>log π_old(oₜ), under the weights that sampled the completion.</summary>
    public required ReadOnlySpan<float> OldLogProbs { get; init; }

    /// <summary>log π_ref(oₜ); empty where no reference is kept.</summary>
    public ReadOnlySpan<float> ReferenceLogProbs { get; init; }

    /// <summary>Entropies in nats of the distributions that the tokens were drawn from.</summary>
    public required ReadOnlySpan<float> Entropies { get; init; }

    /// <summary>Â, the same for all tokens of the completion unless <see cref="TokenAdvantages"/> says otherwise.</summary>
    public required double Advantage { get; init; }

    /// <summary>Âₜ where tokens differ, else empty.</summary>
    public ReadOnlySpan<double> TokenAdvantages { get; init; }

    /// <summary>wₜ = min(π_old(oₜ)/π_sampler(oₜ), C) where the sampler's probabilities are not π_old's; empty where they are.</summary>
    public ReadOnlySpan<float> ImportanceWeights { get; init; }

    /// <summary>Weight of one token in the minibatch's loss, from <see cref="GrpoLoss.TokenWeights"/>.</summary>
    public required double TokenWeight { get; init; }
}

/// <summary>The loss of GRPO.</summary>
static class GrpoLoss
{
    /// <summary>
    /// The share of one completion in the loss of its minibatch, w = <see cref="GrpoLossInput.TokenWeight"/>:
    /// <code>
    /// L     = − w Σₜ { S(ρₜ, Âₜ) − β D(t) + c H(t) }                                          (eq. 3; R1 eq. 1)
    /// S     = min( ρₜ Âₜ, clip(ρₜ, 1 − ε_low, 1 + ε_high) Âₜ ), or what RatioClip says
    /// ρₜ    = π_θ(oₜ) / π_old(oₜ), or what RatioLevel says
    /// D(t)  = π_ref/π_θ − log(π_ref/π_θ) − 1  ≥ 0, or what KlPenalty says                     (eq. 4; R1 eq. 2; "k3")
    /// ∂L/∂log π_θ(oₜ) = − w { ∂S/∂log π_θ − β ∂D/∂log π_θ }
    /// ∂L/∂H(t)        = − w c
    /// </code>
    /// </summary>
    /// <param name="input">The completion.</param>
    /// <param name="options">Ratio, clipping, ε_low, ε_high, β (KlWeight) and c (EntropyWeight).</param>
    /// <param name="dLogProbs">∂L/∂log π_θ, overwritten.</param>
    /// <param name="dEntropies">∂L/∂H, overwritten where c is not 0.</param>
    /// <returns>The loss and the sums that metrics are made of.</returns>
    public static PolicyLossSums Compute(in GrpoLossInput input, GrpoOptions options, Span<float> dLogProbs, Span<float> dEntropies)
    {
        var sums = new PolicyLossSums();
        double klWeight = options.LossKlWeight;
        float? ofSequence = options.RatioLevel == RatioLevel.Sequence ? ImportanceRatio.MeanLogDifference(input.LogProbs, input.OldLogProbs) : null;
        for (int t = 0; t < input.LogProbs.Length; t++)
        {
            float logProb = input.LogProbs[t], difference = logProb - input.OldLogProbs[t];
            double advantage = input.TokenAdvantages.IsEmpty ? input.Advantage : input.TokenAdvantages[t];
            if (!input.ImportanceWeights.IsEmpty)
                advantage *= input.ImportanceWeights[t];
            var ratio = ImportanceRatio.Of(ofSequence ?? difference);
            var surrogate = GrpoSurrogate.Of(ratio, logProb, advantage, options);
            sums.AddRatio(difference, ratio.Value, surrogate.Clipped);
            var (kl, penalty, dPenalty) = Divergence(input.ReferenceLogProbs, logProb, t, options.KlPenalty);
            sums.AddToken(t, logProb, input.Entropies[t], kl);
            sums.Loss -= input.TokenWeight * (surrogate.Value - klWeight * penalty + options.EntropyWeight * input.Entropies[t]);
            dLogProbs[t] = (float)(-input.TokenWeight * (surrogate.Derivative - klWeight * dPenalty));
            if (options.EntropyWeight != 0)
                dEntropies[t] = (float)(-input.TokenWeight * options.EntropyWeight);
        }
        return sums;
    }

    // What is reported is k3, whatever is made small.
    static (double Kl, double Penalty, double Derivative) Divergence(ReadOnlySpan<float> references, float logProb, int t, KlPenalty form)
    {
        if (references.IsEmpty)
            return default;
        var (kl, dKl) = KlToReference.K3(logProb, references[t]);
        if (form != KlPenalty.LossK2)
            return (kl, kl, dKl);
        var (k2, dK2) = KlToReference.K2(logProb, references[t]);
        return (kl, k2, dK2);
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
}
