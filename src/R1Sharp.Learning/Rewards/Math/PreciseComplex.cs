// Complex numbers with as many bits as are asked for, with the principal branches of the functions. A result that does not
// exist is "undefined" and stays so.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A complex number, or none.</summary>
readonly record struct PreciseComplex(PreciseReal Re, PreciseReal Im, bool IsDefined = true)
{
    /// <summary>No number.</summary>
    public static PreciseComplex Undefined => new(PreciseReal.Zero, PreciseReal.Zero, false);

    /// <summary>Whether the imaginary part is exactly 0.</summary>
    public bool IsReal => IsDefined && Im.IsZero;

    /// <summary>Whether it is 0.</summary>
    public bool IsZero => IsDefined && Re.IsZero && Im.IsZero;

    /// <summary>The larger magnitude of the two parts.</summary>
    public long Magnitude => Math.Max(Re.Magnitude, Im.Magnitude);

    /// <summary>A real number.</summary>
    public static PreciseComplex Real(PreciseReal value) => new(value, PreciseReal.Zero);

    /// <summary>The opposite.</summary>
    public static PreciseComplex operator -(PreciseComplex a) => a with { Re = -a.Re, Im = -a.Im };
}

/// <summary>Complex arithmetic.</summary>
/// <param name="real">Arithmetic of the parts.</param>
sealed class ComplexMath(PreciseMath real)
{
    static readonly PreciseReal UnitReal = new(1, 0);

    /// <summary>One.</summary>
    public static PreciseComplex One => PreciseComplex.Real(UnitReal);

    /// <summary>The imaginary unit.</summary>
    public static PreciseComplex I => new(PreciseReal.Zero, UnitReal);

    /// <summary>Sum.</summary>
    public PreciseComplex Add(PreciseComplex a, PreciseComplex b) =>
        new(real.Add(a.Re, b.Re), real.Add(a.Im, b.Im), a.IsDefined && b.IsDefined);

    /// <summary>Product.</summary>
    public PreciseComplex Multiply(PreciseComplex a, PreciseComplex b)
    {
        bool defined = a.IsDefined && b.IsDefined;
        if (a.Im.IsZero && b.Im.IsZero)
            return new(real.Multiply(a.Re, b.Re), PreciseReal.Zero, defined);
        return new(real.Subtract(real.Multiply(a.Re, b.Re), real.Multiply(a.Im, b.Im)), real.Add(real.Multiply(a.Re, b.Im), real.Multiply(a.Im, b.Re)),
            defined);
    }

    /// <summary>One divided by it; undefined for 0.</summary>
    public PreciseComplex Inverse(PreciseComplex a)
    {
        if (!a.IsDefined || a.IsZero)
            return PreciseComplex.Undefined;
        if (a.Im.IsZero)
            return PreciseComplex.Real(real.Divide(UnitReal, a.Re));
        var norm = real.Add(real.Multiply(a.Re, a.Re), real.Multiply(a.Im, a.Im));
        return new(real.Divide(a.Re, norm), -real.Divide(a.Im, norm));
    }

    /// <summary>Quotient.</summary>
    public PreciseComplex Divide(PreciseComplex a, PreciseComplex b) => Multiply(a, Inverse(b));

    /// <summary>Absolute value.</summary>
    public PreciseReal Abs(PreciseComplex a) => a.Im.IsZero ? a.Re.Abs() : real.Sqrt(real.Add(real.Multiply(a.Re, a.Re), real.Multiply(a.Im, a.Im)));

    /// <summary>e to the power.</summary>
    public PreciseComplex Exp(PreciseComplex a)
    {
        if (!a.IsDefined)
            return a;
        var size = real.Exp(a.Re);
        if (a.Im.IsZero)
            return PreciseComplex.Real(size);
        var (sin, cos) = real.SinCos(a.Im);
        return new(real.Multiply(size, cos), real.Multiply(size, sin));
    }

    /// <summary>Natural logarithm, principal branch; undefined for 0.</summary>
    public PreciseComplex Ln(PreciseComplex a)
    {
        if (!a.IsDefined || a.IsZero)
            return PreciseComplex.Undefined;
        return a.Im.IsZero && a.Re.Sign > 0 ? PreciseComplex.Real(real.Ln(a.Re)) : new(real.Ln(Abs(a)), real.Atan2(a.Im, a.Re));
    }

    /// <summary>Square root, principal branch.</summary>
    public PreciseComplex Sqrt(PreciseComplex a)
    {
        if (!a.IsDefined || a.IsZero)
            return a;
        if (a.Im.IsZero)
            return a.Re.Sign > 0 ? PreciseComplex.Real(real.Sqrt(a.Re)) : new(PreciseReal.Zero, real.Sqrt(-a.Re));
        return Exp(Multiply(Ln(a), PreciseComplex.Real(new PreciseReal(1, -1))));
    }

    /// <summary>Power, principal branch; 0 to a positive power is 0, to any other undefined.</summary>
    public PreciseComplex Power(PreciseComplex a, PreciseComplex exponent)
    {
        if (!a.IsDefined || !exponent.IsDefined)
            return PreciseComplex.Undefined;
        if (a.IsZero)
            return exponent.Re.Sign > 0 ? a : PreciseComplex.Undefined;
        return Exp(Multiply(Ln(a), exponent));
    }

    /// <summary>Integer power by repeated squaring.</summary>
    public PreciseComplex Power(PreciseComplex a, int exponent)
    {
        if (exponent < 0)
            return Inverse(Power(a, -exponent));
        var result = One with { IsDefined = a.IsDefined };
        for (var square = a; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result = Multiply(result, square);
            if (exponent > 1)
                square = Multiply(square, square);
        }
        return result;
    }

    /// <summary>Sine and cosine.</summary>
    public (PreciseComplex Sin, PreciseComplex Cos) SinCos(PreciseComplex a)
    {
        if (!a.IsDefined)
            return (a, a);
        if (a.Im.IsZero)
        {
            var (sin, cos) = real.SinCos(a.Re);
            return (PreciseComplex.Real(sin), PreciseComplex.Real(cos));
        }
        var up = Exp(Multiply(I, a));
        var down = Inverse(up);
        var half = PreciseComplex.Real(new PreciseReal(1, -1));
        return (Multiply(Multiply(Add(up, -down), half), -I), Multiply(Add(up, down), half));
    }

    /// <summary>Arc tangent: (i/2) (ln(1 − i a) − ln(1 + i a)).</summary>
    public PreciseComplex Atan(PreciseComplex a)
    {
        if (a.IsReal)
            return PreciseComplex.Real(real.Atan2(a.Re, UnitReal));
        var turned = Multiply(I, a);
        var difference = Add(Ln(Add(One, -turned)), -Ln(Add(One, turned)));
        return Multiply(difference, new(PreciseReal.Zero, new PreciseReal(1, -1)));
    }

    /// <summary>Arc sine: atan2(a, √(1 − a²)) where that is real, else −i ln(i a + √(1 − a²)).</summary>
    public PreciseComplex Asin(PreciseComplex a)
    {
        var root = Sqrt(Add(One, -Multiply(a, a)));
        if (a.IsReal && root.IsReal)
            return PreciseComplex.Real(real.Atan2(a.Re, root.Re));
        return Multiply(-I, Ln(Add(Multiply(I, a), root)));
    }

    /// <summary>Arc cosine: π/2 − arc sine.</summary>
    public PreciseComplex Acos(PreciseComplex a) => Add(PreciseComplex.Real(real.PiReal().Shifted(-1)), -Asin(a));
}
