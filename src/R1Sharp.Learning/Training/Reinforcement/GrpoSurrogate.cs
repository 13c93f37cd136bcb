// What stands for "ratio times advantage" in the objective, so that a ratio far from 1 does no harm.

using R1Sharp.Learning.Rewards.Learned;

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>At which end a token was clipped.</summary>
enum ClippedSide
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The ratio is too small.</summary>
    Low,

    /// <summary>The ratio is too large.</summary>
    High,
}

/// <summary>One token's part of the objective.</summary>
/// <param name="Value">S.</param>
/// <param name="Derivative">∂S/∂log π_θ.</param>
/// <param name="Clipped">Where it was clipped.</param>
readonly record struct GrpoSurrogate(double Value, double Derivative, ClippedSide Clipped)
{
    /// <summary>S as the options say.</summary>
    /// <param name="ratio">ρ.</param>
    /// <param name="logProb">log π_θ.</param>
    /// <param name="advantage">Â.</param>
    /// <param name="options">RatioClip, ε_low, ε_high, c (DualClip).</param>
    public static GrpoSurrogate Of(ImportanceRatio ratio, double logProb, double advantage, GrpoOptions options) =>
        options.RatioClip switch
        {
            RatioClip.Weight => ClippedWeight(ratio, logProb, advantage, options),
            RatioClip.Gate => Gated(ratio, advantage),
            _ => ClippedObjective(ratio, advantage, options),
        };

    /// <summary>
    /// S = min( ρÂ, clip(ρ, 1 − ε_low, 1 + ε_high) Â )  (PPO, arXiv 1707.06347, equation 7), and with a dual clip
    /// S = max( S, c Â ) where Â is negative  (arXiv 1912.09729, equation 5).
    /// </summary>
    public static GrpoSurrogate ClippedObjective(ImportanceRatio ratio, double advantage, GrpoOptions options)
    {
        if (advantage > 0 && ratio.Value > 1 + options.EpsilonHigh)
            return new((1 + options.EpsilonHigh) * advantage, 0, ClippedSide.High);
        if (advantage < 0 && ratio.Value < 1 - options.EpsilonLow)
            return new((1 - options.EpsilonLow) * advantage, 0, ClippedSide.Low);
        if (advantage < 0 && ratio.Value > options.DualClip)
            return new(options.DualClip.Value * advantage, 0, ClippedSide.High);
        return new(ratio.Value * advantage, ratio.Derivative * advantage, ClippedSide.None);
    }

    /// <summary>
    /// S = sg( clip(ρ, 1 − ε_low, 1 + ε_high) ) Â log π_θ  (CISPO: MiniMax-M1, arXiv 2506.13585, equations 4 and 5); sg lets no
    /// gradient through, so that ∂S/∂log π_θ is the clipped ratio times Â. With ε_low = 1 nothing is clipped from below.
    /// </summary>
    public static GrpoSurrogate ClippedWeight(ImportanceRatio ratio, double logProb, double advantage, GrpoOptions options)
    {
        double low = 1 - options.EpsilonLow, high = 1 + options.EpsilonHigh;
        double weight = Math.Clamp(ratio.Value, low, high);
        var side = ratio.Value < low ? ClippedSide.Low : ratio.Value > high ? ClippedSide.High : ClippedSide.None;
        return new(weight * advantage * logProb, weight * advantage, side);
    }

    // τ of the gate; that of tokens of negative advantage is larger, so that it closes sooner (SAPO's defaults).
    const double PositiveTemperature = 1.0, NegativeTemperature = 1.05;

    /// <summary>
    /// S = (4/τ) σ(τ(ρ − 1)) Â  (SAPO, arXiv 2511.20347), so that ∂S/∂ρ = 4σ(1 − σ)Â: Â itself where ρ is 1, and falling on both sides. τ is 1
    /// where Â is positive, and 1.05 otherwise.
    /// </summary>
    public static GrpoSurrogate Gated(ImportanceRatio ratio, double advantage)
    {
        double temperature = advantage > 0 ? PositiveTemperature : NegativeTemperature;
        double gate = Logistic.Sigmoid(temperature * (ratio.Value - 1));
        return new(4 / temperature * gate * advantage, 4 * gate * (1 - gate) * ratio.Derivative * advantage, ClippedSide.None);
    }
}
