// Real numbers with as many bits as are asked for: mantissa times a power of two.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>mantissa · 2^exponent; zero has the mantissa 0.</summary>
readonly record struct PreciseReal(BigInteger Mantissa, long Exponent)
{
    /// <summary>Zero.</summary>
    public static PreciseReal Zero => new(BigInteger.Zero, 0);

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => Mantissa.Sign;

    /// <summary>Whether it is zero.</summary>
    public bool IsZero => Mantissa.IsZero;

    /// <summary>The smallest e with |x| &lt; 2^e; very small for zero.</summary>
    public long Magnitude => Mantissa.IsZero ? long.MinValue / 4 : Exponent + (long)BigInteger.Abs(Mantissa).GetBitLength();

    /// <summary>The opposite.</summary>
    public static PreciseReal operator -(PreciseReal a) => new(-a.Mantissa, a.Exponent);

    /// <summary>The absolute value.</summary>
    public PreciseReal Abs() => Mantissa.Sign < 0 ? -this : this;

    /// <summary>The number times a power of two.</summary>
    public PreciseReal Shifted(long bits) => new(Mantissa, Exponent + bits);

    /// <summary>The nearest double; 0 or infinity out of its range.</summary>
    public double ToDouble()
    {
        if (Mantissa.IsZero)
            return 0;
        long excess = (long)BigInteger.Abs(Mantissa).GetBitLength() - 60;
        var top = excess > 0 ? Mantissa >> (int)excess : Mantissa;
        long exponent = Exponent + Math.Max(excess, 0);
        return exponent > 2000 ? Mantissa.Sign * double.PositiveInfinity : exponent < -2000 ? 0 : Math.ScaleB((double)top, (int)exponent);
    }

    /// <summary>The exact value as a number of 2^-bits units, rounded down.</summary>
    public BigInteger ToFixed(int bits)
    {
        long shift = Exponent + bits;
        return shift >= 0 ? Mantissa << (int)Math.Min(shift, 100_000) : -shift > 1_000_000 ? BigInteger.Zero : Mantissa >> (int)-shift;
    }
}
