// Arithmetic with real numbers of a given number of bits, and the elementary functions of a real argument. Functions work
// in fixed point with guard bits; exp, sine and cosine by their series after halving the argument, logarithm and arc
// tangent by Newton's iteration on those.

using System.Collections.Concurrent;
using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Real arithmetic with rounding to a number of bits.</summary>
/// <param name="bits">Bits of a result.</param>
/// <param name="fuel">Pays for it.</param>
sealed class PreciseMath(int bits, Fuel fuel)
{
    const int GuardBits = 64;

    // Larger arguments of exp, sine and the like are refused: their result means nothing or does not fit.
    const int LargestArgumentBits = 40;

    static readonly ConcurrentDictionary<int, BigInteger> PiCache = new(), Ln2Cache = new();

    /// <summary>Bits of a result.</summary>
    public int Bits => bits;

    /// <summary>The number rounded to the bits.</summary>
    public PreciseReal Round(BigInteger mantissa, long exponent)
    {
        if (mantissa.IsZero)
            return PreciseReal.Zero;
        if (Math.Abs(exponent) > 1L << 48)
            throw new OutOfFuelException("a number in it is too large or too small");
        long excess = (long)BigInteger.Abs(mantissa).GetBitLength() - bits;
        return excess <= 0 ? new PreciseReal(mantissa, exponent) : new PreciseReal(mantissa >> (int)excess, exponent + excess);
    }

    /// <summary>The number as a real.</summary>
    public PreciseReal Of(Rational value)
    {
        if (value.IsInteger)
            return Round(value.Numerator, 0);
        int shift = bits + 8 + (int)Math.Max(0, (long)value.Denominator.GetBitLength() - (long)BigInteger.Abs(value.Numerator).GetBitLength());
        Pay(2);
        return Round((value.Numerator << shift) / value.Denominator, -shift);
    }

    /// <summary>Sum.</summary>
    public PreciseReal Add(PreciseReal a, PreciseReal b)
    {
        if (a.IsZero || b.IsZero)
            return a.IsZero ? b : a;
        if (a.Exponent < b.Exponent)
            (a, b) = (b, a);
        long gap = a.Exponent - b.Exponent;
        if (gap > 2L * bits + 16 && Math.Abs(a.Magnitude - b.Magnitude) > 2L * bits + 16)
            return a.Magnitude >= b.Magnitude ? a : b;
        Pay(1);
        return Round((a.Mantissa << (int)gap) + b.Mantissa, b.Exponent);
    }

    /// <summary>Difference.</summary>
    public PreciseReal Subtract(PreciseReal a, PreciseReal b) => Add(a, -b);

    /// <summary>Product.</summary>
    public PreciseReal Multiply(PreciseReal a, PreciseReal b)
    {
        Pay(1);
        return Round(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);
    }

    /// <summary>Quotient; the divisor is not 0.</summary>
    public PreciseReal Divide(PreciseReal a, PreciseReal b)
    {
        Pay(3);
        int shift = bits + 8 + (int)Math.Max(0, (long)BigInteger.Abs(b.Mantissa).GetBitLength() - (long)BigInteger.Abs(a.Mantissa).GetBitLength());
        return Round((a.Mantissa << shift) / b.Mantissa, a.Exponent - b.Exponent - shift);
    }

    /// <summary>Square root of a number that is not negative.</summary>
    public PreciseReal Sqrt(PreciseReal a)
    {
        if (a.IsZero)
            return a;
        Pay(20);
        long shift = Math.Max(0, 2L * bits + 8 - (long)a.Mantissa.GetBitLength());
        if (((a.Exponent - shift) & 1) != 0)
            shift++;
        return Round(IntegerRoot(a.Mantissa << (int)shift), (a.Exponent - shift) / 2);
    }

    /// <summary>e to the power.</summary>
    public PreciseReal Exp(PreciseReal x)
    {
        if (x.Magnitude > LargestArgumentBits)
            throw new OutOfFuelException("a power in it is too large");
        int work = bits + GuardBits + (int)Math.Max(0, x.Magnitude);
        var ln2 = Ln2(work);
        var fixedX = x.ToFixed(work);
        var quotient = Floor(fixedX, ln2, out var rest);
        return Round(ExpSmall(rest, work), (long)quotient - work);
    }

    /// <summary>Natural logarithm of a positive number.</summary>
    public PreciseReal Ln(PreciseReal x)
    {
        // x = m · 2^e with m near 1, so that nothing cancels: ln x = ln m + e ln 2.
        long e = x.Magnitude;
        var m = x.Shifted(-e);
        if (m.ToDouble() < 0.70710678)
            (m, e) = (m.Shifted(1), e - 1);
        var nearOne = Add(m, new PreciseReal(-1, 0));
        if (nearOne.IsZero)
            return e == 0 ? PreciseReal.Zero : Multiply(new PreciseReal(e, 0), new PreciseReal(Ln2(bits + GuardBits), -(bits + GuardBits)));
        int work = bits + GuardBits + (int)Math.Clamp(-nearOne.Magnitude, 0, bits);
        var one = BigInteger.One << work;
        var target = m.ToFixed(work);
        var y = new PreciseReal(new BigInteger(Math.Log(m.ToDouble()) * (1L << 60)), -60).ToFixed(work);
        // Halley: y + 2 (m − exp y) / (m + exp y) triples the correct bits.
        for (int correct = 45; correct < work; correct *= 3)
        {
            var power = ExpSmall(y, work);
            y += ((target - power) * 2 * one) / (target + power);
        }
        var result = Round(y, -work);
        return e == 0 ? result : Add(result, Multiply(new PreciseReal(e, 0), new PreciseReal(Ln2(work), -work)));
    }

    /// <summary>Sine and cosine.</summary>
    public (PreciseReal Sin, PreciseReal Cos) SinCos(PreciseReal x)
    {
        if (x.IsZero)
            return (x, new PreciseReal(1, 0));
        if (x.Magnitude > 4 * LargestArgumentBits)
            throw new OutOfFuelException("an angle in it is too large");
        int work = bits + GuardBits + (int)Math.Clamp(x.Magnitude, 0, 4 * LargestArgumentBits) + (int)Math.Clamp(-x.Magnitude, 0, bits);
        var halfPi = Pi(work) >> 1;
        var quadrant = Floor(x.ToFixed(work) + (halfPi >> 1), halfPi, out var rest);
        var (sin, cos) = SinCosSmall(rest - (halfPi >> 1), work);
        (sin, cos) = (int)(((quadrant % 4) + 4) % 4) switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
        return (Round(sin, -work), Round(cos, -work));
    }

    /// <summary>The angle of the point (x, y), in (−π, π].</summary>
    public PreciseReal Atan2(PreciseReal y, PreciseReal x)
    {
        var pi = PiReal();
        if (y.IsZero)
            return x.Sign >= 0 ? PreciseReal.Zero : pi;
        if (x.IsZero)
            return y.Sign > 0 ? pi.Shifted(-1) : -pi.Shifted(-1);
        bool steep = Subtract(y.Abs(), x.Abs()).Sign > 0;
        var angle = AtanUnit(steep ? Divide(x.Abs(), y.Abs()) : Divide(y.Abs(), x.Abs()));
        if (steep)
            angle = Subtract(pi.Shifted(-1), angle);
        if (x.Sign < 0)
            angle = Subtract(pi, angle);
        return y.Sign < 0 ? -angle : angle;
    }

    /// <summary>π.</summary>
    public PreciseReal PiReal() => Round(Pi(bits + GuardBits), -(bits + GuardBits));

    // Arc tangent of a number from 0 to 1 by Newton's iteration; tan(error) ≈ error triples the correct bits.
    PreciseReal AtanUnit(PreciseReal t)
    {
        if (t.Magnitude < -bits)
            return t;
        int work = bits + GuardBits + (int)Math.Clamp(-t.Magnitude, 0, bits);
        var target = t.ToFixed(work);
        double start = t.ToDouble();
        var y = start > 1e-200 ? Scaled(Math.Atan(start), work) : target;
        for (int correct = 45; correct < work; correct *= 3)
        {
            var (sin, cos) = SinCosSmall(y, work);
            var above = ((target * cos) >> work) - sin;
            var below = ((target * sin) >> work) + cos;
            y += (above << work) / below;
        }
        return Round(y, -work);
    }

    static BigInteger Scaled(double value, int work)
    {
        int exponent = Math.ILogB(value) - 60;
        return new PreciseReal(new BigInteger(Math.ScaleB(value, -exponent)), exponent).ToFixed(work);
    }

    // exp of a small number in fixed point: its series after halving, squared back.
    BigInteger ExpSmall(BigInteger x, int work)
    {
        int halvings = 4 + (int)Math.Sqrt(work) / 2;
        int inner = work + halvings + 8;
        var r = x << 8;
        var one = BigInteger.One << inner;
        BigInteger sum = one, term = one;
        for (int k = 1; !term.IsZero && k < 400; k++)
        {
            term = ((term * r) >> inner) / k;
            sum += term;
            PayAt(inner, 2);
        }
        for (int i = 0; i < halvings; i++)
        {
            sum = (sum * sum) >> inner;
            PayAt(inner, 1);
        }
        return sum >> (inner - work);
    }

    (BigInteger Sin, BigInteger Cos) SinCosSmall(BigInteger x, int work)
    {
        int halvings = 4 + (int)Math.Sqrt(work) / 3;
        int inner = work + 2 * halvings + 8;
        // x · 2^-work halved: the same integer read with more fractional bits.
        var r = x << (inner - work - halvings);
        var one = BigInteger.One << inner;
        var square = (r * r) >> inner;
        BigInteger sin = r, cos = one, term = one;
        for (int k = 1; !term.IsZero && k < 200; k++)
        {
            term = -((term * square) >> inner) / (2 * k * (2 * k - 1));
            cos += term;
            sin += ((term * r) >> inner) / (2 * k + 1);
            PayAt(inner, 3);
        }
        for (int i = 0; i < halvings; i++)
        {
            var doubled = (sin * cos) >> (inner - 1);
            cos = one - ((sin * sin) >> (inner - 1));
            sin = doubled;
            PayAt(inner, 2);
        }
        return (sin >> (inner - work), cos >> (inner - work));
    }

    void Pay(int products) => PayAt(bits, products);

    void PayAt(int length, int products)
    {
        long words = 1 + length / 64;
        fuel.Spend(products * (6 + words * words / 4));
    }

    static BigInteger Floor(BigInteger a, BigInteger b, out BigInteger rest)
    {
        var quotient = BigInteger.DivRem(a, b, out rest);
        if (rest.Sign < 0)
            (quotient, rest) = (quotient - 1, rest + b);
        return quotient;
    }

    /// <summary>The integer part of the square root.</summary>
    public static BigInteger IntegerRoot(BigInteger n)
    {
        if (n.IsZero)
            return n;
        var x = BigInteger.One << (int)((n.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (x + n / x) >> 1;
            if (next >= x)
                return x;
            x = next;
        }
    }

    // Machin: π = 16 atan(1/5) − 4 atan(1/239). Constants are kept, and not paid for: the first judgement may not cost more.
    static BigInteger Pi(int work) => PiCache.GetOrAdd(work, w => (16 * InverseSeries(5, w + 16, -1) - 4 * InverseSeries(239, w + 16, -1)) >> 16);

    // ln 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749).
    static BigInteger Ln2(int work) =>
        Ln2Cache.GetOrAdd(work, w => (18 * InverseSeries(26, w + 16, 1) - 2 * InverseSeries(4801, w + 16, 1) + 8 * InverseSeries(8749, w + 16, 1)) >> 16);

    // 1/n ± 1/(3 n³) + 1/(5 n⁵) ± …
    static BigInteger InverseSeries(int n, int work, int sign)
    {
        var power = (BigInteger.One << work) / n;
        BigInteger sum = 0;
        for (int k = 1, turn = 1; !power.IsZero; k += 2, turn *= sign)
        {
            sum += turn * (power / k);
            power /= n * n;
        }
        return sum;
    }
}
