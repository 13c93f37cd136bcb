// ρ = π_θ/π_old of a token or of a whole completion, from differences of log-probabilities.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>An importance ratio.</summary>
/// <param name="Value">ρ, from e⁻²⁰ to e²⁰.</param>
/// <param name="Derivative">∂ρ/∂log π_θ: ρ, or 0 where the difference was limited.</param>
readonly record struct ImportanceRatio(double Value, double Derivative)
{
    const float LargestLogDifference = 20;

    /// <summary>ρ = e^Δ with Δ = log π_θ − log π_old limited to ±20.</summary>
    public static ImportanceRatio Of(float logDifference)
    {
        float limited = Math.Clamp(logDifference, -LargestLogDifference, LargestLogDifference);
        double ratio = Math.Exp(limited);
        return new(ratio, Math.Abs(limited) < LargestLogDifference ? ratio : 0);
    }

    /// <summary>
    /// Δ of a completion: 1/|o| Σₜ (log π_θ(oₜ) − log π_old(oₜ)), whose exponential is the geometric mean of the tokens' ratios
    /// (GSPO, arXiv 2507.18071, equation 7). As ∂s/∂log π_θ(oₜ) = s/|o| and |o| tokens share s, each token's derivative of
    /// their sum is s: the same as for a ratio of its own.
    /// </summary>
    public static float MeanLogDifference(ReadOnlySpan<float> logProbs, ReadOnlySpan<float> oldLogProbs)
    {
        double sum = 0;
        for (int t = 0; t < logProbs.Length; t++)
            sum += (double)logProbs[t] - oldLogProbs[t];
        return (float)(sum / logProbs.Length);
    }
}
