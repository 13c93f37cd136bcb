// Whether two formulas have the same value: exactly where that can be seen, else by numbers. In this order:
//
//   1. Normal forms. The same form is equal; a difference that is a rational number other than 0 is different.
//   2. Constants: the difference is worked out with 256 bits and with 640 and more. Different, if both agree on a value that is
//      not 0. Equal, if it vanishes to 500 bits next to its largest term; numbers that are very large or very small add
//      twice their own length to both.
//   3. Rational functions: values at two random points modulo the prime 2^61 − 1, and at one with 192 bits. The same with
//      sin x, e^x, √(x + 1) and the like as letters of their own proves identities that follow from arithmetic alone (AtomIdentity).
//   4. Formulas of whole numbers: WholeNumbers.
//   5. Other formulas with variables: RealProbe.
//
// The points come from RandomStream with a fixed key: the same two answers always get the same verdict.

using System.Numerics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Compares formulas.</summary>
sealed class FormulaEquality(MathOptions options, Fuel fuel)
{
    const int Bits = 256, ManyBits = 640, VanishingBits = 500;

    // Relative; two units in the last of 53 bits.
    const double DoubleError = 4.0 / (1L << 53);
    static readonly Dictionary<string, PreciseComplex> NoVariables = [];

    /// <summary>Whether two formulas are the same.</summary>
    /// <exception cref="NotUnderstoodException">One of them is no formula with a value.</exception>
    /// <exception cref="OutOfFuelException">It would take too long.</exception>
    public MathJudgement Compare(Expression a, Expression b)
    {
        if (a.IsNumber && b.IsNumber)
            return Numbers(a, b);
        bool hasBareLogarithm = a.Any(IsBareLogarithm) || b.Any(IsBareLogarithm);
        if (!hasBareLogarithm)
            return CompareRead(a, b);
        if (options.Logarithm != LogarithmBase.Either)
            return CompareRead(WithBase(a, options.Logarithm), WithBase(b, options.Logarithm));
        var natural = CompareRead(WithBase(a, LogarithmBase.Natural), WithBase(b, LogarithmBase.Natural));
        return natural.IsEqual ? natural : CompareRead(WithBase(a, LogarithmBase.Ten), WithBase(b, LogarithmBase.Ten)) is { IsEqual: true } ten ? ten : natural;
    }

    static bool IsBareLogarithm(Expression e) => e is { Kind: ExpressionKind.Function, Name: "log", Parts.Length: 1 };

    static Expression WithBase(Expression e, LogarithmBase @base) => e.Rewrite(n => !IsBareLogarithm(n) ? null
        : @base == LogarithmBase.Ten ? Expression.Function("log", n.Parts[0], Expression.Number(10)) : Expression.Function("ln", n.Parts));

    MathJudgement Numbers(Expression a, Expression b)
    {
        if (a.Value == b.Value)
            return MathJudgement.Equal("same number");
        if (a.Decimals is null && b.Decimals is null && options.RelativeTolerance is null)
            return MathJudgement.Different($"{Short(a.Value)} is not {Short(b.Value)}");
        return Approximate(a, b) ?? MathJudgement.Different($"{Short(a.Value)} is not {Short(b.Value)}");
    }

    static string Short(Rational value) => value.Numerator.GetBitLength() + value.Denominator.GetBitLength() < 200 ? value.ToString() : "a long number";

    MathJudgement CompareRead(Expression a, Expression b)
    {
        var normalizer = new Normalizer(fuel);
        var (formA, formB) = (normalizer.Normalize(a), normalizer.Normalize(b));
        if (formA.AsRational is { } numberA && formB.AsRational is { } numberB)
            return numberA == numberB ? MathJudgement.Equal("same number")
                : Approximate(a, b) ?? MathJudgement.Different($"{Short(numberA)} is not {Short(numberB)}");
        var difference = normalizer.Subtract(formA, formB);
        if (difference.IsZero)
            return MathJudgement.Equal(formA.AsRational is null ? "same normal form" : "same number");
        var exact = difference.AsRational is not null;
        bool constant = exact || a.IsConstant && b.IsConstant && !a.Any(IsUnknown) && !b.Any(IsUnknown);
        if (constant)
        {
            if (Approximate(a, b) is { } rounded)
                return rounded;
            return exact ? MathJudgement.Different("they differ by a number that is not 0") : Constants(a, b, normalizer.ToExpression(difference));
        }
        return Probe(a, b, difference, normalizer);
    }

    static bool IsUnknown(Expression e) => e.Kind == ExpressionKind.Function && e.Name.StartsWith(':');

    MathJudgement Constants(Expression a, Expression b, Expression difference)
    {
        var few = new FormulaEvaluator(Bits, fuel, NoVariables);
        var first = few.Total(difference, out long scale);
        if (!first.IsDefined)
            return MathJudgement.Undecided("one of the values does not exist");
        if (first.Magnitude > scale - Bits / 2)
            return MathJudgement.Different("the values differ");
        int size = FormulaSize.Bits(a, b);
        var many = new FormulaEvaluator(ManyBits + size, fuel, NoVariables);
        var second = many.Total(difference, out scale);
        if (second.Magnitude < scale - VanishingBits - size)
            return MathJudgement.Equal($"same value to {VanishingBits + size} bits");
        long error = many.Complex.Add(first, -second).Magnitude;
        return error < second.Magnitude - 4 ? MathJudgement.Different("the values differ") : MathJudgement.Undecided("the values are too close to tell apart");
    }

    MathJudgement Probe(Expression a, Expression b, NormalForm difference, Normalizer normalizer)
    {
        var names = new List<string>();
        a.CollectSymbols(names);
        b.CollectSymbols(names);
        var formula = normalizer.ToExpression(difference);
        if (Modular(formula, names) is { } modular)
            return modular.IsEqual ? Confirmed(a, b, formula, names, modular) : modular;
        if (new AtomIdentity(normalizer, fuel).Vanishes(difference))
            return MathJudgement.Equal("the same by the rules of arithmetic");
        return new WholeNumbers(a, b, formula, fuel).Compare(names) ?? new RealProbe(a, b, formula, fuel).Compare(names);
    }

    MathJudgement? Modular(Expression difference, List<string> names)
    {
        int points = 0;
        for (int trial = 0; trial < 4 && points < 2; trial++)
        {
            var random = new RandomStream(0, RandomPurpose.Evaluation, 1, trial);
            var at = names.ToDictionary(n => n, _ => (((ulong)random.NextUInt() << 32) | random.NextUInt()) % ModularEvaluator.Prime);
            if (ModularEvaluator.Value(difference, at, fuel) is not { } value)
                continue;
            if (value != 0)
                return MathJudgement.Different("the formulas differ at a random point");
            points++;
        }
        return points == 2 ? MathJudgement.Equal("same value at random points modulo a prime") : null;
    }

    // A coefficient that the prime divides would be lost.
    MathJudgement Confirmed(Expression a, Expression b, Expression difference, List<string> names, MathJudgement equal)
    {
        var random = new RandomStream(0, RandomPurpose.Evaluation, 1, 4);
        var at = new Dictionary<string, PreciseComplex>();
        foreach (string name in names)
            at[name] = PreciseComplex.Real(new PreciseReal(random.NextUInt() | 1L << 32, -32));
        return new PointComparison(a, b, difference, fuel) { IsComplex = true }.At(at, 0) switch
        {
            PointVerdict.Same => equal,
            PointVerdict.Different => MathJudgement.Different("the formulas differ at a random point"),
            _ => MathJudgement.Undecided("the formulas have no value at a random point"),
        };
    }

    // A decimal that is the other value rounded or cut; or any two numbers within the tolerance.
    MathJudgement? Approximate(Expression a, Expression b)
    {
        bool decimalA = a.IsNumber && a.Decimals is not null, decimalB = b.IsNumber && b.Decimals is not null;
        bool mayRound = options.RoundedDigits is not null && decimalA != decimalB;
        if (!mayRound && options.RelativeTolerance is null || !a.IsConstant || !b.IsConstant || a.Any(IsUnknown) || b.Any(IsUnknown))
            return null;
        var evaluator = new FormulaEvaluator(Bits, fuel, NoVariables);
        var (x, y) = (evaluator.Value(a), evaluator.Value(b));
        if (!x.IsReal || !y.IsReal)
            return null;
        var difference = evaluator.Real.Subtract(x.Re, y.Re);
        if (options.RelativeTolerance is { } tolerance
            && Math.Abs(evaluator.Real.Divide(difference, y.IsZero ? new PreciseReal(1, 0) : x.Re.IsZero ? y.Re : x.Re).ToDouble()) <= tolerance)
            return MathJudgement.Equal("equal within the tolerance");
        var written = decimalA ? a : b;
        int digits = SignificantDigits(written);
        return mayRound && digits >= options.RoundedDigits && (IsRounding(difference, written, evaluator) || IsDouble(digits, difference, x.Re, evaluator))
            ? MathJudgement.Equal("the same value, rounded") : null;
    }

    // 7.0710678118654755 is what programs print of √50: 16 or 17 digits of a number of 53 bits, which is wrong in the last ones.
    static bool IsDouble(int digits, PreciseReal difference, PreciseReal value, FormulaEvaluator evaluator) => digits is 16 or 17 && !value.IsZero
        && Math.Abs(evaluator.Real.Divide(difference, value).ToDouble()) <= DoubleError;

    // Less than one unit of the last digit away: rounded or cut.
    static bool IsRounding(PreciseReal difference, Expression written, FormulaEvaluator evaluator)
    {
        var unit = evaluator.Real.Of(new Rational(1, BigInteger.Pow(10, written.Decimals!.Value)));
        return evaluator.Real.Subtract(unit, difference.Abs()).Sign > 0;
    }

    static int SignificantDigits(Expression number)
    {
        var scaled = number.Value * BigInteger.Pow(10, number.Decimals!.Value);
        return BigInteger.Abs(scaled.Numerator).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
    }
}
