// The value of a real formula at a point with the 53 bits of a double: not a number where it has no real value. Used to find
// the places where a formula has kinks, never for a verdict.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Evaluates real formulas quickly.</summary>
static class QuickEvaluator
{
    /// <summary>The value; not a number where there is none, or where the formula has functions that are not known here.</summary>
    public static double Value(Expression e, IReadOnlyDictionary<string, double> at, Fuel fuel)
    {
        fuel.Spend(1);
        switch (e.Kind)
        {
            case ExpressionKind.Number or ExpressionKind.Based:
                return Of(e.Value);
            case ExpressionKind.Symbol:
                return at.GetValueOrDefault(e.Name, double.NaN);
            case ExpressionKind.Constant:
                return e.Name switch { "pi" => Math.PI, "e" => Math.E, _ => double.NaN };
            case ExpressionKind.Sum:
                double sum = 0;
                foreach (var part in e.Parts)
                    sum += Value(part, at, fuel);
                return sum;
            case ExpressionKind.Product:
                double product = 1;
                foreach (var part in e.Parts)
                    product *= Value(part, at, fuel);
                return product;
            case ExpressionKind.Power:
                return e.Parts[1].IsNumber ? Power(Value(e.Parts[0], at, fuel), e.Parts[1].Value)
                    : Math.Pow(Value(e.Parts[0], at, fuel), Value(e.Parts[1], at, fuel));
            case ExpressionKind.Percent:
                return Value(e.Parts[0], at, fuel) / 100;
            case ExpressionKind.Function when e.Parts.Length > 0:
                return Function(e, Value(e.Parts[0], at, fuel), at, fuel);
            default:
                return double.NaN;
        }
    }

    /// <summary>The nearest double.</summary>
    public static double Of(Rational value)
    {
        long shift = 64 - (long)BigInteger.Abs(value.Numerator).GetBitLength() + (long)value.Denominator.GetBitLength();
        var scaled = shift >= 0 ? (value.Numerator << (int)shift) / value.Denominator : value.Numerator / (value.Denominator << (int)-shift);
        return new PreciseReal(scaled, -shift).ToDouble();
    }

    static double Power(double x, Rational exponent)
    {
        double r = Of(exponent);
        return x < 0 && !exponent.IsInteger && !exponent.Denominator.IsEven ? Math.Pow(-x, r) * (exponent.Numerator.IsEven ? 1 : -1) : Math.Pow(x, r);
    }

    static double Function(Expression e, double x, IReadOnlyDictionary<string, double> at, Fuel fuel) => e.Name switch
    {
        "root" => e.Parts[1] is { IsNumber: true, Value.Sign: > 0 } degree ? Power(x, Rational.One / degree.Value) : double.NaN,
        "abs" => Math.Abs(x),
        "sgn" => double.IsNaN(x) ? x : Math.Sign(x),
        "max" => e.Parts.Max(p => Value(p, at, fuel)),
        "min" => e.Parts.Min(p => Value(p, at, fuel)),
        "ln" => Math.Log(x),
        "log" when e.Parts.Length == 2 => Math.Log(x) / Math.Log(Value(e.Parts[1], at, fuel)),
        "sin" => Math.Sin(x),
        "cos" => Math.Cos(x),
        "tan" => Math.Tan(x),
        "cot" => 1 / Math.Tan(x),
        "sec" => 1 / Math.Cos(x),
        "csc" => 1 / Math.Sin(x),
        "arcsin" => Math.Asin(x),
        "arccos" => Math.Acos(x),
        "arctan" => Math.Atan(x),
        "arccot" => Math.PI / 2 - Math.Atan(x),
        "arcsec" => Math.Acos(1 / x),
        "arccsc" => Math.Asin(1 / x),
        "sinh" => Math.Sinh(x),
        "cosh" => Math.Cosh(x),
        "tanh" => Math.Tanh(x),
        "coth" => 1 / Math.Tanh(x),
        "sech" => 1 / Math.Cosh(x),
        "csch" => 1 / Math.Sinh(x),
        "arsinh" => Math.Asinh(x),
        "arcosh" => Math.Acosh(x),
        "artanh" => Math.Atanh(x),
        "degrees" => x * Math.PI / 180,
        "floor" => Math.Floor(x),
        "ceil" => Math.Ceiling(x),
        _ => double.NaN,
    };
}
