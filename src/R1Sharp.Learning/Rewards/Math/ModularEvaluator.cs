// The value of a rational function modulo a large prime, at a point: a quick test of equality for polynomials and
// quotients of them. Two different ones of degree d agree at a random point with probability at most d / 2^61
// (Schwartz and Zippel), coefficients apart that are multiples of the prime.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Evaluates rational functions modulo 2^61 − 1.</summary>
static class ModularEvaluator
{
    /// <summary>The prime.</summary>
    public const ulong Prime = (1UL << 61) - 1;

    const int LargestExponent = 1_000_000;

    /// <summary>The value; null where the formula is no rational function, or divides by 0 there.</summary>
    public static ulong? Value(Expression e, IReadOnlyDictionary<string, ulong> variables, Fuel fuel)
    {
        fuel.Spend(6);
        switch (e.Kind)
        {
            case ExpressionKind.Number:
                return Of(e.Value);
            case ExpressionKind.Symbol:
                return variables.TryGetValue(e.Name, out ulong value) ? value : null;
            case ExpressionKind.Sum:
                ulong sum = 0;
                foreach (var part in e.Parts)
                    if (Value(part, variables, fuel) is { } term)
                        sum = (sum + term) % Prime;
                    else
                        return null;
                return sum;
            case ExpressionKind.Product:
                ulong product = 1;
                foreach (var part in e.Parts)
                    if (Value(part, variables, fuel) is { } factor)
                        product = Multiply(product, factor);
                    else
                        return null;
                return product;
            case ExpressionKind.Power when e.Parts[1] is { IsNumber: true } n && n.Value.IsInteger && BigInteger.Abs(n.Value.Numerator) < LargestExponent:
                return Value(e.Parts[0], variables, fuel) is { } @base ? Power(@base, (int)n.Value.Numerator) : null;
            default:
                return null;
        }
    }

    /// <summary>A rational number; null where the prime divides its denominator.</summary>
    public static ulong? Of(Rational value)
    {
        ulong above = Residue(value.Numerator), below = Residue(value.Denominator);
        return below == 0 ? null : Multiply(above, Power(below, Prime - 2));
    }

    static ulong Residue(BigInteger value)
    {
        var rest = BigInteger.Remainder(value, Prime);
        return (ulong)(rest.Sign < 0 ? rest + Prime : rest);
    }

    /// <summary>A power; null for 0 to a negative power.</summary>
    public static ulong? Power(ulong @base, int exponent) =>
        exponent >= 0 ? Power(@base, (ulong)exponent) : @base == 0 ? null : Power(Power(@base, Prime - 2), (ulong)-(long)exponent);

    static ulong Power(ulong @base, ulong exponent)
    {
        ulong result = 1;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result = Multiply(result, @base);
            @base = Multiply(@base, @base);
        }
        return result;
    }

    /// <summary>A product.</summary>
    public static ulong Multiply(ulong a, ulong b) => (ulong)((UInt128)a * b % Prime);
}
