// Prime factors, as far as trial division by small primes finds them.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Takes numbers apart into factors.</summary>
static class Factors
{
    const int LargestPrime = 1000;

    /// <summary>
    /// Factors and their exponents of a positive rational number. What small primes leave is one factor, or its root where
    /// it is a square: two numbers may then have different factors although their product is the same, which the numeric
    /// comparison finds out.
    /// </summary>
    public static List<(BigInteger Factor, int Count)> Of(Rational value, Fuel fuel)
    {
        var factors = new List<(BigInteger, int)>();
        Collect(value.Numerator, 1, factors, fuel);
        Collect(value.Denominator, -1, factors, fuel);
        return factors;
    }

    static void Collect(BigInteger n, int sign, List<(BigInteger, int)> factors, Fuel fuel)
    {
        long words = 1 + (long)n.GetBitLength() / 64;
        for (int p = 2; p <= LargestPrime && !n.IsOne; p += p == 2 ? 1 : 2)
        {
            if (n < (BigInteger)p * p)
                break;
            fuel.Spend(4 + words);
            int count = 0;
            while (BigInteger.Remainder(n, p).IsZero)
            {
                n /= p;
                count++;
                fuel.Spend(2 * words);
            }
            if (count > 0)
                factors.Add((p, sign * count));
        }
        if (n.IsOne)
            return;
        fuel.Spend(20 * words * words);
        var root = PreciseMath.IntegerRoot(n);
        factors.Add(root * root == n ? (root, 2 * sign) : (n, sign));
    }
}
