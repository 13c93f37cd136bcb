// Frequencies of the rotary embedding under each scaling, as transformers defines them (modeling_rope_utils), but in double
// precision and rounded once, where transformers rounds to float32 at every step: at position p the angles differ by at
// most about p · 10⁻⁷ radians.

using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Model;

/// <summary>What a network's rotary table is made of.</summary>
/// <param name="PerPosition">Radians a position, D/2 of them.</param>
/// <param name="Magnitude">Factor on all cosines and sines.</param>
sealed record RopeFrequencies(double[] PerPosition, double Magnitude)
{
    /// <summary>Cosines and sines of so many positions.</summary>
    public RopeTable Table(int positionCount) => new(positionCount, PerPosition, Magnitude);

    /// <summary>The frequencies of a network.</summary>
    public static RopeFrequencies Of(ModelOptions options) => Of(options, options.HeadSize);

    /// <summary>Those of heads of another size.</summary>
    public static RopeFrequencies Of(ModelOptions options, int headSize)
    {
        double[] plain = RopeTable.PlainFrequencies(headSize, options.RopeTheta);
        return options.RopeScaling switch
        {
            null or DynamicRopeScaling => new(plain, 1),
            LinearRopeScaling s => new([.. plain.Select(f => f / s.Factor)], 1),
            Llama3RopeScaling s => new([.. plain.Select(f => Llama3(f, s))], 1),
            YarnRopeScaling s => new(Yarn(plain, s, options.RopeTheta), YarnMagnitude(s)),
            var other => throw new InvalidOperationException($"There is no formula for {other}."),
        };
    }

    // wavelength λ = 2π / f, L = original length, l and h = low and high frequency factor
    //   λ < L / h: f        λ > L / l: f / factor        else with s = (L / λ − l) / (h − l):  (1 − s) · f / factor + s · f
    static double Llama3(double frequency, Llama3RopeScaling scaling)
    {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength < scaling.OriginalPositions / scaling.HighFrequencyFactor)
            return frequency;
        if (wavelength > scaling.OriginalPositions / scaling.LowFrequencyFactor)
            return frequency / scaling.Factor;
        double smooth = (scaling.OriginalPositions / wavelength - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
        return (1 - smooth) * frequency / scaling.Factor + smooth * frequency;
    }

    // f_i ← f_i / factor · r_i + f_i · (1 − r_i), r_i rising from 0 at dimension `low` to 1 at `high`
    static double[] Yarn(double[] plain, YarnRopeScaling scaling, double theta)
    {
        int headSize = 2 * plain.Length;
        double low = DimensionOfRotations(scaling.BetaFast, scaling.OriginalPositions, headSize, theta);
        double high = DimensionOfRotations(scaling.BetaSlow, scaling.OriginalPositions, headSize, theta);
        if (scaling.Truncate)
            (low, high) = (Math.Floor(low), Math.Ceiling(high));
        (low, high) = (Math.Max(low, 0), Math.Min(high, headSize - 1));
        if (low == high)
            high += 0.001;
        return [.. plain.Select((f, i) =>
        {
            double ramp = Math.Clamp((i - low) / (high - low), 0, 1);
            return f / scaling.Factor * ramp + f * (1 - ramp);
        })];
    }

    /// <summary>The (fractional) dimension that makes so many turns within the original length: D · ln(L / (2π · turns)) / (2 ln θ).</summary>
    static double DimensionOfRotations(double turns, int originalPositions, int headSize, double theta) =>
        headSize * Math.Log(originalPositions / (turns * 2 * Math.PI)) / (2 * Math.Log(theta));

    static double YarnMagnitude(YarnRopeScaling scaling)
    {
        if (scaling.AttentionFactor is { } given)
            return given;
        // As in transformers, a zero counts as not given.
        if (scaling is { Mscale: { } mscale and not 0, MscaleAllDimensions: { } all and not 0 })
            return Mscale(scaling.Factor, mscale) / Mscale(scaling.Factor, all);
        return Mscale(scaling.Factor, 1);
    }

    static double Mscale(double factor, double weight) => factor <= 1 ? 1 : 0.1 * weight * Math.Log(factor) + 1;
}
