// Estimates of the divergence KL(π_θ ‖ π_ref) from one sampled token (Schulman, "Approximating KL divergence", 2020), with
// Δ = log π_ref − log π_θ limited to ±20, beyond which derivatives are zero.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>Estimators of the divergence from the reference, with their derivatives with respect to log π_θ.</summary>
static class KlToReference
{
    const float LargestLogDifference = 20;

    /// <summary>k1 = −Δ: unbiased, of either sign. It is taken off rewards, where nothing is derived.</summary>
    public static double K1(float logProb, float referenceLogProb) => logProb - (double)referenceLogProb;

    /// <summary>k2 = Δ²/2; ∂k2/∂log π_θ = −Δ, which times ∇log π_θ is on policy an unbiased gradient of the divergence.</summary>
    public static (double Value, double Derivative) K2(float logProb, float referenceLogProb)
    {
        double delta = Limited(logProb, referenceLogProb);
        return (delta * delta / 2, Math.Abs(delta) < LargestLogDifference ? -delta : 0);
    }

    /// <summary>k3 = e^Δ − Δ − 1 ≥ 0; ∂k3/∂log π_θ = 1 − e^Δ  (DeepSeekMath, equation 4).</summary>
    public static (double Value, double Derivative) K3(float logProb, float referenceLogProb)
    {
        float delta = Limited(logProb, referenceLogProb);
        double value = Math.Exp(delta) - delta - 1;
        return (value, Math.Abs(delta) < LargestLogDifference ? 1 - Math.Exp(delta) : 0);
    }

    static float Limited(float logProb, float referenceLogProb) =>
        Math.Clamp(referenceLogProb - logProb, -LargestLogDifference, LargestLogDifference);
}
