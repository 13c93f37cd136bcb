// The ways in which rotary embeddings are stretched beyond the lengths a network was first trained on: what config.json
// calls rope_scaling (or rope_parameters). RopeFrequencies holds the formulas.

namespace R1Sharp.Learning.Model;

/// <summary>One of the scalings below.</summary>
public abstract record RopeScaling
{
    private protected RopeScaling() { }
}

/// <summary>Every position counts as position / factor.</summary>
/// <param name="Factor">At least 1.</param>
sealed record LinearRopeScaling(double Factor) : RopeScaling;

/// <summary>
/// NTK-aware scaling that depends on the length of the sequence. Transformers leaves sequences up to max_position_embeddings
/// alone; for a longer one of n tokens it raises θ by (factor · n / max − (factor − 1))^(D / (D − 2)), so that with every
/// further token all rotations change, those of the keys of earlier tokens too. A cache of rotated keys cannot follow
/// that (transformers' own mixes keys of several θ), and the log-probability of a token would depend on how many tokens
/// come after it. Sequences are therefore held to max_position_embeddings, where cached and uncached agree to the bit,
/// and longer ones are refused.
/// </summary>
/// <param name="Factor">At least 1; without effect on the lengths that are accepted.</param>
sealed record DynamicRopeScaling(double Factor) : RopeScaling;

/// <summary>Llama 3.1: low frequencies are divided by the factor, high ones stay, those between are blended.</summary>
/// <param name="Factor">At least 1.</param>
/// <param name="LowFrequencyFactor">Wavelengths above OriginalPositions / this are stretched in full.</param>
/// <param name="HighFrequencyFactor">Wavelengths below OriginalPositions / this stay as they are; above the low factor.</param>
/// <param name="OriginalPositions">The length of the first training.</param>
sealed record Llama3RopeScaling(double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalPositions) : RopeScaling;

/// <summary>
/// YaRN (Peng et al., arXiv 2309.00071): a ramp over the dimensions between untouched and divided frequencies, and a
/// magnitude on cosines and sines.
/// </summary>
/// <param name="Factor">
/// At least 1. Taken as the file gives it, as transformers 5 and vLLM do; some versions 4 of transformers put
/// max_position_embeddings / original_max_position_embeddings in its place, which is the same wherever both are stated as the
/// models mean them.
/// </param>
/// <param name="OriginalPositions">The length of the first training.</param>
sealed record YarnRopeScaling(double Factor, int OriginalPositions) : RopeScaling
{
    /// <summary>Dimensions that turn at least so often within OriginalPositions stay as they are.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>Dimensions that turn at most so often are divided in full.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>The magnitude; null takes it from the two below, or else 0.1 · ln(factor) + 1.</summary>
    public double? AttentionFactor { get; init; }

    /// <summary>DeepSeek-V3's numerator of the magnitude; counts only together with <see cref="MscaleAllDimensions"/>.</summary>
    public double? Mscale { get; init; }

    /// <summary>DeepSeek-V3's denominator of the magnitude.</summary>
    public double? MscaleAllDimensions { get; init; }

    /// <summary>Whether the ends of the ramp are rounded outwards to whole dimensions.</summary>
    public bool Truncate { get; init; } = true;
}
