// The budget of one judgement. There is no wall clock in the grader: all work is paid for here, so the same two answers
// always get the same verdict, on a slow machine as on a fast one.

using System.Numerics;

// The namespace is not called Math like the folder: it would hide System.Math from everything beside it.
namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A judgement would cost more than it may; the verdict is then "undecided".</summary>
/// <param name="what">What was too much, in a few words.</param>
sealed class OutOfFuelException(string what) : Exception(what);

/// <summary>
/// Counts work down to zero. One unit is about one multiplication of 64-bit words. What it does not cover: the memory of
/// the answer's own text, which the caller bounds (<see cref="MathOptions.MaxCharacters"/>).
/// </summary>
sealed class Fuel(long units)
{
    /// <summary>The longest integer that is worked out, in bits; larger ones stay powers or factorials.</summary>
    public const int MaxBits = 40_000;

    /// <summary>The deepest nesting of brackets, fractions and the like.</summary>
    public const int MaxDepth = 60;

    readonly long _units = units;
    long _spent;

    /// <summary>Units spent so far.</summary>
    public long Spent => _spent;

    /// <summary>Whether the budget is used up.</summary>
    public bool IsExhausted => _spent > _units;

    /// <summary>Pays for work.</summary>
    /// <exception cref="OutOfFuelException">The budget is used up.</exception>
    public void Spend(long cost)
    {
        _spent += cost;
        if (_spent > _units)
            throw new OutOfFuelException("the judgement needs more work than it may");
    }

    /// <summary>Pays for a product or quotient of two integers.</summary>
    public void SpendProduct(BigInteger a, BigInteger b) => Spend(2 + Words(a) * Words(b) / 4);

    /// <summary>Pays for a sum, product or quotient of two rational numbers, and refuses results that are too long.</summary>
    /// <exception cref="OutOfFuelException">The result would be too long, or the budget is used up.</exception>
    public void SpendRational(Rational a, Rational b)
    {
        long wordsA = Words(a.Numerator) + Words(a.Denominator), wordsB = Words(b.Numerator) + Words(b.Denominator);
        if ((wordsA + wordsB) * 64 > 2 * MaxBits)
            throw new OutOfFuelException("a number in it is too long");
        // A product, and between fractions a greatest common divisor, which costs the square of the length.
        Spend(4 + wordsA * wordsB / 2 + (a.IsInteger && b.IsInteger ? 0 : (wordsA + wordsB) * (wordsA + wordsB) / 8));
    }

    static long Words(BigInteger value) => 1 + value.GetBitLength() / 64;
}
