// The loss of PPO's value model as a pure function of one completion, with its gradient.
//
// Departures from PPO (Schulman et al., arXiv 1707.06347):
// 1. Policy and value model are two networks, each with its own optimizer, so the losses are not added (equation 9).
// 2. The value may be clipped (OpenAI's baselines, ppo2): not in the paper, usual since.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Sums over the tokens of the value model's loss.</summary>
/// <param name="Loss">The loss, already weighted.</param>
/// <param name="Tokens">Tokens seen.</param>
/// <param name="Clipped">Tokens that gave no gradient because their value had already moved far enough.</param>
readonly record struct ValueLossSums(double Loss, long Tokens, long Clipped)
{
    /// <summary>The sums over both.</summary>
    public static ValueLossSums operator +(ValueLossSums a, ValueLossSums b) => new(a.Loss + b.Loss, a.Tokens + b.Tokens, a.Clipped + b.Clipped);
}

/// <summary>The loss of the value model; that of the policy is <see cref="GrpoLoss"/> with an advantage of each token's own.</summary>
static class PpoValueLoss
{
    /// <summary>
    /// The share of one completion:
    /// <code>
    /// L     = w Σₜ ½ max( (V − R)², (V_clip − R)² ),   V_clip = V_old + clip(V − V_old, −ε_V, ε_V)
    /// ∂L/∂V = w (V − R), or 0 where the second term is the larger and |V − V_old| > ε_V
    /// </code>
    /// </summary>
    /// <param name="values">V(sₜ) under the weights being trained.</param>
    /// <param name="oldValues">V(sₜ) when the advantages were computed.</param>
    /// <param name="returns">R, what they should be.</param>
    /// <param name="clip">ε_V; null does not clip.</param>
    /// <param name="tokenWeight">w, from <see cref="GrpoLoss.TokenWeights"/>.</param>
    /// <param name="dValues">∂L/∂V, overwritten.</param>
    public static ValueLossSums Compute(
        ReadOnlySpan<float> values, ReadOnlySpan<float> oldValues, ReadOnlySpan<double> returns, double? clip, double tokenWeight, Span<float> dValues)
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
