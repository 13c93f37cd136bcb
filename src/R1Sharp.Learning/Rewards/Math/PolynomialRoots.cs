// Where a polynomial of one variable may change its sign: its real roots, found from the roots of its derivatives, between
// which it is monotone. The roots of the derivatives belong to the list: a root of even order is one of them.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Finds real roots of polynomials with rational coefficients.</summary>
static class PolynomialRoots
{
    /// <summary>The highest degree that is worked on.</summary>
    public const int MostDegree = 12;

    const int ExtraBits = 64, MostBits = 700;

    /// <summary>Roots of the polynomial and of its derivatives in ascending order; those of degree 1 exact, others to many bits.</summary>
    /// <param name="coefficients">From the constant upwards.</param>
    /// <param name="fuel">Pays for it.</param>
    /// <exception cref="OutOfFuelException">The coefficients are too long.</exception>
    public static List<Rational> Places(Rational[] coefficients, Fuel fuel)
    {
        int degree = Degree(coefficients);
        if (degree < 1)
            return [];
        if (degree == 1)
            return [-coefficients[0] / coefficients[1]];
        var whole = Whole(coefficients, degree);
        int bits = ExtraBits + (int)whole.Max(c => (long)BigInteger.Abs(c).GetBitLength());
        if (bits > MostBits)
            throw new OutOfFuelException("the numbers in a polynomial are too long");
        var turns = Places(Derivative(coefficients), fuel);
        return Sorted([.. turns, .. Crossings(whole, turns, bits, fuel)]);
    }

    /// <summary>In ascending order, each once. Not by a library's sort, which would wrap the exception when the fuel is used up.</summary>
    public static List<Rational> Sorted(List<Rational> places)
    {
        var sorted = new List<Rational>(places.Count);
        foreach (var place in places)
        {
            int at = sorted.Count;
            while (at > 0 && sorted[at - 1].CompareTo(place) > 0)
                at--;
            if (at == 0 || sorted[at - 1] != place)
                sorted.Insert(at, place);
        }
        return sorted;
    }

    /// <summary>The degree; −1 for the polynomial 0.</summary>
    public static int Degree(Rational[] coefficients) => Array.FindLastIndex(coefficients, c => !c.IsZero);

    /// <summary>Whether some factor stands in it twice or more and has no real root.</summary>
    public static bool HasHiddenSquare(Rational[] coefficients, Fuel fuel)
    {
        var (a, b) = (coefficients, Derivative(coefficients));
        while (Degree(b) >= 0)
            (a, b) = (b, Remainder(a, b, fuel));
        return Degree(a) > 0 && Crossings(Whole(a, Degree(a)), [], ExtraBits, fuel).Count == 0 && Degree(a) % 2 == 0;
    }

    static Rational[] Derivative(Rational[] coefficients) => coefficients.Length < 2 ? [Rational.Zero]
        : [.. coefficients.Skip(1).Select((c, i) => c * (i + 1))];

    static Rational[] Remainder(Rational[] a, Rational[] b, Fuel fuel)
    {
        Rational[] rest = [.. a];
        int below = Degree(b);
        for (int above = Degree(rest); above >= below; above = Degree(rest))
        {
            var factor = rest[above] / b[below];
            for (int i = 0; i <= below; i++)
            {
                fuel.SpendRational(factor, b[i]);
                rest[above - below + i] -= factor * b[i];
            }
        }
        return rest;
    }

    // The same polynomial times a number, with whole coefficients.
    static BigInteger[] Whole(Rational[] coefficients, int degree)
    {
        var below = coefficients.Aggregate(BigInteger.One, (p, c) => p / BigInteger.GreatestCommonDivisor(p, c.Denominator) * c.Denominator);
        return [.. coefficients.Take(degree + 1).Select(c => c.Numerator * (below / c.Denominator))];
    }

    static List<Rational> Crossings(BigInteger[] c, List<Rational> turns, int bits, Fuel fuel)
    {
        // Cauchy: no root is larger than 1 + the largest quotient of a coefficient by the leading one.
        var bound = BigInteger.One << (int)(1 + c.Max(x => (long)BigInteger.Abs(x).GetBitLength()) + bits);
        List<BigInteger> ends = [-bound, .. turns.Select(t => (t.Numerator << bits) / t.Denominator), bound];
        var roots = new List<Rational>();
        for (int i = 1; i < ends.Count; i++)
        {
            var (low, high) = (ends[i - 1], ends[i]);
            int sign = Sign(c, low, bits, fuel);
            if (sign == 0 || sign == Sign(c, high, bits, fuel))
                continue;
            while (high - low > 1)
            {
                var middle = (low + high) >> 1;
                (low, high) = Sign(c, middle, bits, fuel) == sign ? (middle, high) : (low, middle);
            }
            roots.Add(new Rational(high, BigInteger.One << bits));
        }
        return roots;
    }

    // Of c(x / 2^bits), exactly.
    static int Sign(BigInteger[] c, BigInteger x, int bits, Fuel fuel)
    {
        int degree = c.Length - 1;
        fuel.Spend(4 * degree);
        BigInteger value = 0;
        for (int i = degree; i >= 0; i--)
            value = value * x + (c[i] << (bits * (degree - i)));
        return value.Sign;
    }
}
