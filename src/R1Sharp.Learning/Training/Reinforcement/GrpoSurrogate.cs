// What stands for "ratio times advantage" in the objective, so that a ratio far from 1 does no harm.

namespace R1Sharp.Learning.Training.Reinforcement;

/// <summary>At which end a token was clipped.</summary>
public enum ClippedSide
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
public readonly record struct GrpoSurrogate(double Value, double Derivative, ClippedSide Clipped)
{
    /// <summary>S as the options say.</summary>
    /// <param name="ratio">ρ.</param>
    /// <param name="logProb">log π_θ.</param>
    /// <param name="advantage">Â.</param>
    /// <param name="options">RatioClip, ε_low, ε_high, c (DualClip).</param>
    public static GrpoSurrogate Of(ImportanceRatio ratio, double logProb, double advantage, GrpoOptions options) =>
        options.RatioClip == RatioClip.Weight ? ClippedWeight(ratio, logProb, advantage, options) : ClippedObjective(ratio, advantage, options);

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
}
