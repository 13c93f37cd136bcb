// The value of a formula at a point, as a complex number with many bits.

using System.Numerics;
using System.Text;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Evaluates formulas.</summary>
/// <param name="bits">Bits of the arithmetic.</param>
/// <param name="fuel">Pays for it.</param>
/// <param name="variables">Values of the variables.</param>
sealed class FormulaEvaluator(int bits, Fuel fuel, IReadOnlyDictionary<string, PreciseComplex> variables)
{
    const int LargestFactorial = 3000, MostSummands = 400, SmallestUnknown = -4, LargestUnknown = 12;

    readonly PreciseMath _real = new(bits, fuel);
    readonly ComplexMath _complex = new(new PreciseMath(bits, fuel));

    /// <summary>Functions that nobody defined have other values in another trial, of either sign.</summary>
    public int Trial { get; init; }

    /// <summary>The arithmetic of the parts.</summary>
    public PreciseMath Real => _real;

    /// <summary>Complex arithmetic.</summary>
    public ComplexMath Complex => _complex;

    /// <summary>The value; undefined where there is none.</summary>
    /// <exception cref="NotUnderstoodException">A part is not a number.</exception>
    public PreciseComplex Value(Expression e)
    {
        fuel.Spend(8);
        switch (e.Kind)
        {
            case ExpressionKind.Number or ExpressionKind.Based:
                return PreciseComplex.Real(_real.Of(e.Value));
            case ExpressionKind.Symbol:
                return variables.TryGetValue(e.Name, out var value) ? value : throw new NotUnderstoodException($"'{e.Name}' has no value");
            case ExpressionKind.Constant:
                return e.Name switch
                {
                    "pi" => PreciseComplex.Real(_real.PiReal()),
                    "e" => _complex.Exp(ComplexMath.One),
                    "i" => ComplexMath.I,
                    _ => PreciseComplex.Undefined,
                };
            case ExpressionKind.Sum:
                var sum = PreciseComplex.Real(PreciseReal.Zero);
                foreach (var part in e.Parts)
                    sum = _complex.Add(sum, Value(part));
                return sum;
            case ExpressionKind.Product:
                var product = ComplexMath.One;
                foreach (var part in e.Parts)
                    product = _complex.Multiply(product, Value(part));
                return product;
            case ExpressionKind.Power:
                return Power(e.Parts[0], e.Parts[1]);
            case ExpressionKind.Percent:
                return _complex.Multiply(Value(e.Parts[0]), PreciseComplex.Real(_real.Of(new Rational(1, 100))));
            case ExpressionKind.Ratio when e.Parts.Length == 2:
                return _complex.Divide(Value(e.Parts[0]), Value(e.Parts[1]));
            case ExpressionKind.Function:
                return Function(e);
            default:
                throw new NotUnderstoodException($"a {e.Kind.ToString().ToLowerInvariant()} in a formula");
        }
    }

    /// <summary>The value of a sum, and the magnitude of its largest term.</summary>
    /// <param name="sum">The sum; anything else is a sum of one term.</param>
    /// <param name="scale">The magnitude; very small where all terms are 0.</param>
    public PreciseComplex Total(Expression sum, out long scale)
    {
        var total = PreciseComplex.Real(PreciseReal.Zero);
        scale = long.MinValue / 4;
        foreach (var term in sum.Kind == ExpressionKind.Sum ? sum.Parts : [sum])
        {
            var value = Value(term);
            if (!value.IsDefined)
                return value;
            scale = Math.Max(scale, value.Magnitude);
            total = _complex.Add(total, value);
        }
        return total;
    }

    PreciseComplex Power(Expression @base, Expression exponent)
    {
        if (exponent is { IsNumber: true } && exponent.Value.IsInteger && BigInteger.Abs(exponent.Value.Numerator) < 1 << 20)
            return _complex.Power(Value(@base), (int)exponent.Value.Numerator);
        if (@base is { Kind: ExpressionKind.Constant, Name: "e" })
            return _complex.Exp(Value(exponent));
        return Power(Value(@base), exponent);
    }

    // Negative numbers have real roots of odd degree.
    PreciseComplex Power(PreciseComplex @base, Expression exponent)
    {
        if (RationalExponent(exponent) is { } r)
        {
            if (r.Denominator == 2 && r.Numerator.IsOne)
                return _complex.Sqrt(@base);
            if (@base.IsReal && @base.Re.Sign < 0 && !r.Denominator.IsEven)
            {
                var size = _complex.Power(-@base, PreciseComplex.Real(_real.Of(r)));
                return r.Numerator.IsEven ? size : -size;
            }
        }
        var value = Value(exponent);
        return value.IsReal && value.Re.Magnitude < 20 && Whole(Floor(value.Re)) is var whole && _real.Subtract(whole.Re, value.Re).IsZero
            && !(value.IsZero && @base.IsZero)
            ? _complex.Power(@base, (int)Floor(value.Re)) : _complex.Power(@base, value);
    }

    static Rational? RationalExponent(Expression e) => e switch
    {
        { IsNumber: true } => e.Value,
        { Kind: ExpressionKind.Product } when e.Parts.All(p => RationalExponent(p) is not null) => e.Parts.Select(p => RationalExponent(p)!.Value)
            .Aggregate((a, b) => a * b),
        { Kind: ExpressionKind.Power, Parts: [{ IsNumber: true } n, { IsNumber: true } m] } when m.Value == -1 && !n.Value.IsZero => Rational.One / n.Value,
        _ => null,
    };

    PreciseComplex Function(Expression e)
    {
        if (e.Name is "sum" or "prod")
            return Series(e);
        if (e.Name == "root" && RationalExponent(e.Parts[1]) is { IsZero: false } degree)
            return Power(Value(e.Parts[0]), Expression.Number(Rational.One / degree));
        var x = new PreciseComplex[e.Parts.Length];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = Value(e.Parts[i]);
            if (!x[i].IsDefined)
                return x[i];
        }
        return x.Length == 0 ? PreciseComplex.Undefined : Elementary(e.Name, x[0]) ?? Discrete(e.Name, x)
            ?? (e.Name.StartsWith(':') ? Unknown(e.Name, x) : throw new NotUnderstoodException($"the function '{e.Name}'"));
    }

    PreciseComplex? Elementary(string name, PreciseComplex x)
    {
        var one = ComplexMath.One;
        switch (name)
        {
            case "ln":
                return _complex.Ln(x);
            case "sin":
                return _complex.SinCos(x).Sin;
            case "cos":
                return _complex.SinCos(x).Cos;
            case "tan" or "cot":
                var (sin, cos) = _complex.SinCos(x);
                return name == "tan" ? _complex.Divide(sin, cos) : _complex.Divide(cos, sin);
            case "sec":
                return _complex.Inverse(_complex.SinCos(x).Cos);
            case "csc":
                return _complex.Inverse(_complex.SinCos(x).Sin);
            case "arcsin":
                return _complex.Asin(x);
            case "arccos":
                return _complex.Acos(x);
            case "arctan":
                return _complex.Atan(x);
            case "arccot":
                return _complex.Add(PreciseComplex.Real(_real.PiReal().Shifted(-1)), -_complex.Atan(x));
            case "arcsec":
                return _complex.Acos(_complex.Inverse(x));
            case "arccsc":
                return _complex.Asin(_complex.Inverse(x));
            case "sinh" or "cosh" or "tanh" or "coth" or "sech" or "csch":
                return Hyperbolic(name, x);
            case "arsinh":
                return _complex.Ln(_complex.Add(x, _complex.Sqrt(_complex.Add(_complex.Multiply(x, x), one))));
            case "arcosh":
                return _complex.Ln(_complex.Add(x, _complex.Multiply(_complex.Sqrt(_complex.Add(x, one)), _complex.Sqrt(_complex.Add(x, -one)))));
            case "artanh":
                var ratio = _complex.Divide(_complex.Add(one, x), _complex.Add(one, -x));
                return _complex.Multiply(_complex.Ln(ratio), PreciseComplex.Real(new PreciseReal(1, -1)));
            case "abs":
                return PreciseComplex.Real(_complex.Abs(x));
            case "degrees":
                return _complex.Multiply(x, PreciseComplex.Real(_real.Divide(_real.PiReal(), new PreciseReal(180, 0))));
            case "re":
                return PreciseComplex.Real(x.Re);
            case "im":
                return PreciseComplex.Real(x.Im);
            case "arg":
                return x.IsZero ? PreciseComplex.Undefined : PreciseComplex.Real(_real.Atan2(x.Im, x.Re));
            default:
                return null;
        }
    }

    PreciseComplex Hyperbolic(string name, PreciseComplex x)
    {
        var up = _complex.Exp(x);
        var down = _complex.Inverse(up);
        var (minus, plus) = (_complex.Add(up, -down), _complex.Add(up, down));
        var two = PreciseComplex.Real(new PreciseReal(2, 0));
        return name switch
        {
            "sinh" => _complex.Divide(minus, two),
            "cosh" => _complex.Divide(plus, two),
            "tanh" => _complex.Divide(minus, plus),
            "coth" => _complex.Divide(plus, minus),
            "sech" => _complex.Divide(two, plus),
            _ => _complex.Divide(two, minus),
        };
    }

    // Functions of whole numbers, and those that jump.
    PreciseComplex? Discrete(string name, PreciseComplex[] x)
    {
        switch (name)
        {
            case "floor" or "ceil":
                if (!x[0].IsReal)
                    return PreciseComplex.Undefined;
                return Whole(NearlyWhole(x[0].Re) ?? (name == "floor" ? Floor(x[0].Re) : -Floor(-x[0].Re)));
            case "sgn":
                return x[0].IsReal ? Whole(x[0].Re.Sign) : PreciseComplex.Undefined;
            case "max" or "min":
                if (x.Any(v => !v.IsReal))
                    return PreciseComplex.Undefined;
                return x.Aggregate((a, b) => _real.Subtract(a.Re, b.Re).Sign >= 0 == (name == "max") ? a : b);
            case "log" when x.Length == 2:
                return _complex.Divide(_complex.Ln(x[0]), _complex.Ln(x[1]));
            case "Gamma":
                return Gamma(x[0]);
            case "factorial" or "factorial2" or "binomial" or "permutations" or "gcd" or "lcm" or "mod":
                var whole = new BigInteger[x.Length];
                for (int i = 0; i < x.Length; i++)
                {
                    var nearest = Floor(_real.Add(x[i].Re, new PreciseReal(1, -1)));
                    if (!x[i].IsReal || !_real.Subtract(x[i].Re, _real.Round(nearest, 0)).IsZero)
                        return PreciseComplex.Undefined;
                    whole[i] = nearest;
                }
                return WholeFunction(name, whole);
            default:
                return null;
        }
    }

    // At whole numbers and halves only.
    PreciseComplex Gamma(PreciseComplex x)
    {
        var doubled = x.IsReal && x.Re.Magnitude < 16 ? Floor(x.Re.Shifted(1)) : 0;
        if (doubled.IsZero || !_real.Subtract(x.Re.Shifted(1), _real.Round(doubled, 0)).IsZero)
            return PreciseComplex.Undefined;
        var normalizer = new Normalizer(fuel);
        var value = normalizer.ToExpression(normalizer.Normalize(Expression.Function("Gamma", Expression.Number(new Rational(doubled, 2)))));
        return value.Any(e => e.Kind == ExpressionKind.Function && e.Name == "factorial") ? PreciseComplex.Undefined : Value(value);
    }

    // 7 · (1/7) and log_2 8 are whole numbers but for rounding errors. A value that is not whole lies so near to a whole one
    // with probability 2^-bits/2.
    BigInteger? NearlyWhole(PreciseReal value)
    {
        var nearest = Floor(_real.Add(value, new PreciseReal(1, -1)));
        var rest = _real.Subtract(value, _real.Round(nearest, 0));
        return rest.IsZero || rest.Magnitude < value.Magnitude - bits / 2 ? nearest : null;
    }

    PreciseComplex WholeFunction(string name, BigInteger[] n)
    {
        var exact = new Normalizer(fuel).Normalize(Expression.Function(name, [.. n.Select(v => Expression.Number(v))])).AsRational;
        if (exact is { } value)
            return PreciseComplex.Real(_real.Of(value));
        return n[0] > LargestFactorial ? throw new OutOfFuelException("a factorial in it is too large") : PreciseComplex.Undefined;
    }

    BigInteger Floor(PreciseReal value) => value.Magnitude > 4096 ? throw new OutOfFuelException("a number in it is too large") : value.ToFixed(0);

    PreciseComplex Whole(BigInteger value) => PreciseComplex.Real(_real.Round(value, 0));

    PreciseComplex Series(Expression e)
    {
        var (from, to) = (Value(e.Parts[1]), Value(e.Parts[2]));
        if (!from.IsReal || !to.IsReal)
            return PreciseComplex.Undefined;
        var (first, last) = (Floor(from.Re), Floor(to.Re));
        // Nobody means anything by a sum that goes down.
        if (last < first - 1)
            return PreciseComplex.Undefined;
        if (last - first > MostSummands)
            throw new OutOfFuelException("a sum in it has too many members");
        var total = e.Name == "sum" ? PreciseComplex.Real(PreciseReal.Zero) : ComplexMath.One;
        var inner = new Dictionary<string, PreciseComplex>(variables);
        for (var k = first; k <= last; k++)
        {
            inner[e.Parts[0].Name] = Whole(k);
            var member = new FormulaEvaluator(bits, fuel, inner) { Trial = Trial }.Value(e.Parts[3]);
            total = e.Name == "sum" ? _complex.Add(total, member) : _complex.Multiply(total, member);
        }
        return total;
    }

    // A function nobody has defined has some value, the same for the same arguments: of the first 60 bits of each. It is small
    // or large, and of either sign.
    PreciseComplex Unknown(string name, PreciseComplex[] x)
    {
        ulong seed = 14695981039346656037;
        var text = new StringBuilder(name).Append(Trial);
        foreach (var argument in x)
            text.Append(';').Append(Leading(argument.Re)).Append(',').Append(Leading(argument.Im));
        foreach (char c in text.ToString())
            seed = (seed ^ c) * 1099511628211;
        var random = new RandomStream(seed, RandomPurpose.Evaluation);
        var value = new PreciseReal(new BigInteger(1L << 40 | random.NextUInt()), random.NextInt(SmallestUnknown, LargestUnknown) - 40);
        return PreciseComplex.Real(random.NextBool(0.5) ? -value : value);
    }

    static string Leading(PreciseReal value)
    {
        long excess = (long)BigInteger.Abs(value.Mantissa).GetBitLength() - 60;
        var top = excess > 0 ? (value.Mantissa >> (int)(excess - 1)) + 1 >> 1 : value.Mantissa << (int)-excess;
        return value.IsZero ? "0" : $"{top}e{value.Exponent + excess}";
    }
}
