// Two formulas at one point: the same value, another value, or no value to compare.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>What two formulas say at a point.</summary>
enum PointVerdict
{
    /// <summary>The same value.</summary>
    Same,

    /// <summary>Different values.</summary>
    Different,

    /// <summary>One of them has no value there, or both.</summary>
    NoValue,

    /// <summary>One of them has a real value and the other has none.</summary>
    OneSided,
}

/// <summary>Compares two formulas at points with enough bits for the numbers that stand in them.</summary>
/// <param name="a">A formula.</param>
/// <param name="b">The other.</param>
/// <param name="difference">The first minus the second in normal form: what cancels exactly has cancelled.</param>
/// <param name="fuel">Pays for it.</param>
sealed class PointComparison(Expression a, Expression b, Expression difference, Fuel fuel)
{
    const int Bits = 192, BitsOfWhole = 512, GuardBits = 92, CloseLooks = 3;

    readonly int _size = FormulaSize.Bits(a, b);
    int _looks;

    /// <summary>Whether values that are not real are compared too.</summary>
    public bool IsComplex { get; init; }

    /// <summary>Whether the points are whole numbers: factorials grow large beside small terms, so that more bits are taken.</summary>
    public bool IsOfWholeNumbers { get; init; }

    /// <summary>Whether terms that are small beside others are looked for at every point and not only at the first ones.</summary>
    public bool LooksClosely { get; init; }

    /// <summary>What they say at a point.</summary>
    /// <param name="at">Values of the variables.</param>
    /// <param name="trial">Which values functions have that nobody defined.</param>
    public PointVerdict At(IReadOnlyDictionary<string, PreciseComplex> at, int trial)
    {
        try
        {
            var evaluator = new FormulaEvaluator(AllBits, fuel, at) { Trial = trial };
            return Verdict(evaluator, evaluator.Value(a), evaluator.Value(b));
        }
        catch (OutOfFuelException) when (!fuel.IsExhausted)
        {
            // Too large a number at this point only.
            return PointVerdict.NoValue;
        }
    }

    PointVerdict Verdict(FormulaEvaluator evaluator, PreciseComplex x, PreciseComplex y)
    {
        if (!IsComplex)
        {
            bool realX = x.IsDefined && IsNearlyReal(x), realY = y.IsDefined && IsNearlyReal(y);
            if (!realX || !realY)
                return realX != realY ? PointVerdict.OneSided : PointVerdict.NoValue;
        }
        else if (!x.IsDefined || !y.IsDefined)
            return PointVerdict.NoValue;
        var gap = evaluator.Complex.Add(x, -y);
        bool agree = gap.IsZero || gap.Magnitude < Math.Max(x.Magnitude, y.Magnitude) - Threshold;
        if (agree && _looks++ >= CloseLooks && !LooksClosely)
            return PointVerdict.Same;
        return IsLost(evaluator) is { } small ? small ? PointVerdict.Same : PointVerdict.Different : agree ? PointVerdict.Same : PointVerdict.Different;
    }

    // Whether the difference vanishes next to its own largest term: a term can be lost in the values of the two formulas, and
    // a value of 0 has no size of its own. Null where the difference has no value.
    bool? IsLost(FormulaEvaluator evaluator)
    {
        var total = evaluator.Total(difference, out long scale);
        return total.IsDefined ? total.IsZero || total.Magnitude < scale - Threshold : null;
    }

    int AllBits => (IsOfWholeNumbers ? BitsOfWhole : Bits) + _size;

    int Threshold => AllBits - GuardBits;

    bool IsNearlyReal(PreciseComplex value) => value.Im.IsZero || value.Im.Magnitude < value.Re.Magnitude - Threshold;
}

/// <summary>How many bits more the numbers in two formulas ask for.</summary>
static class FormulaSize
{
    const int Most = 4000, Small = 24;

    /// <summary>The bits.</summary>
    /// <exception cref="OutOfFuelException">The numbers are too large or too small to see what is lost beside them.</exception>
    public static int Bits(Expression a, Expression b)
    {
        long bits = Of(a, false) + Of(b, false);
        return bits <= Most ? (int)bits : throw new OutOfFuelException("the numbers in it are too large or too small to be compared beside each other");
    }

    // The lengths of the numbers; what stands in an exponent counts by its value. Numbers of usual length count nothing.
    static long Of(Expression e, bool inExponent)
    {
        if (e.IsNumber)
            return inExponent ? Value(e.Value) : Math.Max(0, Length(e.Value) - Small) * 2;
        if (e.Kind == ExpressionKind.Power && e.IsConstant)
            return OfPower(e);
        bool isPower = e.Kind == ExpressionKind.Power;
        if (isPower && e.Parts[1].IsNumber)
            return Of(e.Parts[0], inExponent);
        long bits = 0;
        foreach (var part in e.Parts)
            bits += Of(part, inExponent || isPower && ReferenceEquals(part, e.Parts[1]) || e.Name is "tanh" or "coth" or "sinh" or "cosh");
        return bits;
    }

    static long OfPower(Expression power)
    {
        var none = new Dictionary<string, double>();
        double exponent = Quick(power.Parts[1], none), @base = Math.Abs(Quick(power.Parts[0], none));
        double bits = 2 * Math.Abs(exponent * Math.Log2(@base));
        return double.IsNaN(bits) ? 0 : bits > Most ? Most + 1 : Math.Max(0, (long)bits - Small);
    }

    static double Quick(Expression e, Dictionary<string, double> none) => QuickEvaluator.Value(e, none, new Fuel(long.MaxValue));

    static long Length(Rational value) => Math.Max((long)BigInteger.Abs(value.Numerator).GetBitLength(), (long)value.Denominator.GetBitLength());

    static long Value(Rational value) => value.Numerator.GetBitLength() > 40 ? Most : Math.Max(0, (long)(3 * Math.Abs(QuickEvaluator.Of(value))) - Small);
}
