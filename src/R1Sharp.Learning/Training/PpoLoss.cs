// The two losses of PPO as pure functions of one completion: the policy's and the value model's, with their gradients.
//
// Departures from PPO (Schulman et al., arXiv 1707.06347):
// 1. Policy and value model are two networks, each with its own optimizer, so the losses are not added (equation 9).
// 2. ε is split into ε_low and ε_high as in GRPO; equal values are the paper's.
// 3. The value may be clipped as well (OpenAI's baselines, ppo2): not in the paper, usual since.

namespace R1Sharp.Learning.Training;

/// <summary>One completion as the policy's loss sees it; all spans hold one number a target token.</summary>
public readonly ref struct PpoLossInput
{
    /// <summary>log π_θ(oₜ), under the weights being trained.</summary>
    public required ReadOnlySpan<float> LogProbs { get; init; }

    /// <summary>log π_old(oₜ), under the weights that sampled the completion.</summary>
    public required ReadOnlySpan<float> OldLogProbs { get; init; }

    /// <summary>log π_ref(oₜ); empty where no reference is kept.</summary>
    public ReadOnlySpan<float> ReferenceLogProbs { get; init; }

    /// <summary>Entropies in nats of the distributions that the tokens were drawn from.</summary>
    public required ReadOnlySpan<float> Entropies { get; init; }

    /// <summary>Âₜ.</summary>
    public required ReadOnlySpan<double> Advantages { get; init; }

    /// <summary>Weight of one token in the minibatch's loss, from <see cref="GrpoLoss.TokenWeights"/>.</summary>
    public required double TokenWeight { get; init; }
}

/// <summary>Sums over the tokens of the value model's loss.</summary>
/// <param name="Loss">The loss, already weighted.</param>
/// <param name="Tokens">Tokens seen.</param>
/// <param name="Clipped">Tokens that gave no gradient because their value had already moved far enough.</param>
public readonly record struct ValueLossSums(double Loss, long Tokens, long Clipped)
{
    /// <summary>The sums over both.</summary>
    public static ValueLossSums operator +(ValueLossSums a, ValueLossSums b) => new(a.Loss + b.Loss, a.Tokens + b.Tokens, a.Clipped + b.Clipped);
}

/// <summary>The losses of PPO.</summary>
public static class PpoLoss
{
    /// <summary>
    /// The policy's share of one completion, w = <see cref="PpoLossInput.TokenWeight"/>:
    /// <code>
    /// L = − w Σₜ { min( ρₜ Âₜ, clip(ρₜ, 1 − ε_low, 1 + ε_high) Âₜ ) − β D(t) + c H(t) }         (eq. 7)
    /// </code>
    /// β D(t) is the estimate k3 of GRPO where the divergence is part of the loss, else absent. The terms and their
    /// derivatives are those of <see cref="GrpoLoss"/>, with an advantage of each token's own.
    /// </summary>
    /// <param name="input">The completion.</param>
    /// <param name="options">ε_low, ε_high, β and its place, c.</param>
    /// <param name="dLogProbs">∂L/∂log π_θ, overwritten.</param>
    /// <param name="dEntropies">∂L/∂H, overwritten where c is not 0.</param>
    /// <returns>The loss and the sums that metrics are made of.</returns>
    public static GrpoLossSums Policy(in PpoLossInput input, PpoOptions options, Span<float> dLogProbs, Span<float> dEntropies)
    {
        var sums = new GrpoLossSums();
        double beta = options.KlPlace == KlPlace.Loss ? options.KlWeight : 0;
        for (int t = 0; t < input.LogProbs.Length; t++)
        {
            float logProb = input.LogProbs[t];
            var (surrogate, dSurrogate) = GrpoLoss.Surrogate(logProb, input.OldLogProbs[t], input.Advantages[t], options.EpsilonLow, options.EpsilonHigh, ref sums);
            var (kl, dKl) = input.ReferenceLogProbs.Length > 0 ? GrpoLoss.KlToReference(logProb, input.ReferenceLogProbs[t]) : (0, 0);
            sums.AddToken(t, logProb, input.Entropies[t], kl);
            sums.Loss -= input.TokenWeight * (surrogate - beta * kl + options.EntropyWeight * input.Entropies[t]);
            dLogProbs[t] = (float)(-input.TokenWeight * (dSurrogate - beta * dKl));
            if (options.EntropyWeight != 0)
                dEntropies[t] = (float)(-input.TokenWeight * options.EntropyWeight);
        }
        return sums;
    }

    /// <summary>
    /// The value model's share of one completion:
    /// <code>
    /// L     = w Σₜ ½ max( (V − R)², (V_clip − R)² ),   V_clip = V_old + clip(V − V_old, −ε_V, ε_V)
    /// ∂L/∂V = w (V − R), or 0 where the second term is the larger and |V − V_old| > ε_V
    /// </code>
    /// </summary>
    /// <param name="values">V(sₜ) under the weights being trained.</param>
    /// <param name="oldValues">V(sₜ) when the advantages were computed.</param>
    /// <param name="returns">R, what they should be.</param>
    /// <param name="clip">ε_V; null does not clip.</param>
    /// <param name="tokenWeight">w.</param>
    /// <param name="dValues">∂L/∂V, overwritten.</param>
    public static ValueLossSums Value(ReadOnlySpan<float> values, ReadOnlySpan<float> oldValues, ReadOnlySpan<double> returns, double? clip, double tokenWeight, Span<float> dValues)
    {
        double loss = 0;
        long clipped = 0;
        for (int t = 0; t < values.Length; t++)
        {
            double error = values[t] - returns[t];
            double change = values[t] - (double)oldValues[t];
            double clippedError = clip is { } most ? oldValues[t] + Math.Clamp(change, -most, most) - returns[t] : error;
            bool isClipped = Math.Abs(change) > clip && clippedError * clippedError > error * error;
            clipped += isClipped ? 1 : 0;
            loss += tokenWeight * 0.5 * Math.Max(error * error, clippedError * clippedError);
            dValues[t] = isClipped ? 0 : (float)(tokenWeight * error);
        }
        return new ValueLossSums(loss, values.Length, clipped);
    }
}
