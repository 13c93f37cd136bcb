// Whether two formulas have the same value: exactly where that can be seen, else by numbers. In this order:
//
//   1. Normal forms. The same form is equal; a difference that is a rational number other than 0 is different.
//   2. Constants: the difference is worked out with 256 and with 640 bits. Different, if both agree on a value that is not
//      0. Equal, if it vanishes to 500 bits next to its largest term: two different constants of the length of an answer
//      come that close by chance with probability below 2^-400.
//   3. Rational functions: values at two random points modulo the prime 2^61 − 1. Wrongly equal with probability at most
//      (d / 2^61)², with d the degree, below 2^-100 for degrees up to 1000.
//   4. Other formulas with variables: values with 192 bits at random points, positive ones first. Equal takes agreement to
//      100 bits at all of at least four points. An analytic difference that is not 0 vanishes at a random point with
//      probability 0; that it is smaller than 2^-100 of the values at four points out of 2^40 each has a probability below
//      2^-100 for formulas of the size that is allowed.
//   5. Formulas of whole numbers (factorials, floors, remainders of n, k and the like): values at all of WholePoints. Two
//      formulas that differ at rare whole numbers only can pass; a formula of a real variable that jumps is never called equal.
//
// The points come from RandomStream with a fixed key: the same two answers always get the same verdict.

using System.Numerics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Compares formulas.</summary>
sealed class FormulaEquality(MathOptions options, Fuel fuel)
{
    const int Bits = 256, ManyBits = 640, VanishingBits = 500;
    const int ProbeBits = 192, AgreementBits = 100;
    const int PositivePoints = 4, MixedPoints = 4, MostPoints = 14;

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
            return exact ? MathJudgement.Different("they differ by a number that is not 0") : Constants(normalizer.ToExpression(difference));
        }
        return Probe(a, b, normalizer.ToExpression(difference));
    }

    static bool IsUnknown(Expression e) => e.Kind == ExpressionKind.Function && e.Name.StartsWith(':');

    MathJudgement Constants(Expression difference)
    {
        var few = new FormulaEvaluator(Bits, fuel, NoVariables);
        var first = Total(difference, few, out long scale);
        if (!first.IsDefined)
            return MathJudgement.Undecided("one of the values does not exist");
        if (first.Magnitude > scale - Bits / 2)
            return MathJudgement.Different("the values differ");
        var many = new FormulaEvaluator(ManyBits, fuel, NoVariables);
        var second = Total(difference, many, out scale);
        if (second.Magnitude < scale - VanishingBits)
            return MathJudgement.Equal($"same value to {VanishingBits} bits");
        long error = many.Complex.Add(first, -second).Magnitude;
        return error < second.Magnitude - 4 ? MathJudgement.Different("the values differ") : MathJudgement.Undecided("the values are too close to tell apart");
    }

    // The value of a sum, and the magnitude of its largest term.
    static PreciseComplex Total(Expression difference, FormulaEvaluator evaluator, out long scale)
    {
        var total = PreciseComplex.Real(PreciseReal.Zero);
        scale = long.MinValue / 4;
        foreach (var term in difference.Kind == ExpressionKind.Sum ? difference.Parts : [difference])
        {
            var value = evaluator.Value(term);
            if (!value.IsDefined)
                return value;
            scale = Math.Max(scale, value.Magnitude);
            total = evaluator.Complex.Add(total, value);
        }
        return total;
    }

    MathJudgement Probe(Expression a, Expression b, Expression difference)
    {
        var names = new List<string>();
        a.CollectSymbols(names);
        b.CollectSymbols(names);
        if (names.Any(n => n.StartsWith('#')))
            return MathJudgement.Undecided("a sum with bounds that are not numbers");
        if (Modular(difference, names) is { } modular)
            return modular;
        return (a.Any(IsDiscrete) || b.Any(IsDiscrete)) && WholePoints.AreWhole(names) ? ProbeWholeNumbers(a, b, names) : ProbeReals(a, b, names);
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

    MathJudgement ProbeWholeNumbers(Expression a, Expression b, List<string> names)
    {
        int agreed = 0;
        foreach (var at in WholePoints.For(a, b, names))
        {
            var evaluator = new FormulaEvaluator(ProbeBits, fuel, at);
            var (x, y) = (evaluator.Value(a), evaluator.Value(b));
            if (!x.IsDefined || !y.IsDefined)
                continue;
            if (!Agree(evaluator.Complex, x, y))
                return MathJudgement.Different("the formulas differ at a whole number");
            agreed++;
        }
        return agreed >= PositivePoints ? MathJudgement.Equal($"same value at {agreed} whole numbers") : MathJudgement.Undecided("the formulas have no value at most whole numbers");
    }

    MathJudgement ProbeReals(Expression a, Expression b, List<string> names)
    {
        int agreed = 0, mixedAgreed = 0;
        for (int trial = 0; trial < MostPoints && (agreed < PositivePoints || mixedAgreed < MixedPoints); trial++)
        {
            // Positive points first: a formula need not have a real value elsewhere.
            bool mixed = agreed >= PositivePoints || trial >= MostPoints / 2;
            if (mixed && agreed == 0)
                break;
            var at = Point(names, trial, mixed);
            var evaluator = new FormulaEvaluator(ProbeBits, fuel, at);
            var (x, y) = (evaluator.Value(a), evaluator.Value(b));
            if (!x.IsDefined || !y.IsDefined || mixed && (!IsNearlyReal(x) || !IsNearlyReal(y)))
                continue;
            if (!Agree(evaluator.Complex, x, y))
                return MathJudgement.Different(mixed ? "the formulas differ where variables are negative" : "the formulas differ at a random point");
            if (mixed)
                mixedAgreed++;
            else
                agreed++;
        }
        if (agreed >= PositivePoints && (a.Any(WholePoints.Jumps) || b.Any(WholePoints.Jumps)))
            return MathJudgement.Undecided("a formula that jumps agrees at random points, which says little");
        return agreed >= PositivePoints ? MathJudgement.Equal($"same value at {agreed + mixedAgreed} random points")
            : MathJudgement.Undecided("the formulas have no value at most points");
    }

    static bool IsNearlyReal(PreciseComplex value) => value.Im.IsZero || value.Im.Magnitude < value.Re.Magnitude - AgreementBits;

    static bool Agree(ComplexMath complex, PreciseComplex x, PreciseComplex y) =>
        complex.Add(x, -y) is { IsZero: true } || complex.Add(x, -y).Magnitude < Math.Max(x.Magnitude, y.Magnitude) - AgreementBits;

    static bool IsDiscrete(Expression e) => WholePoints.Jumps(e)
        || e.Kind == ExpressionKind.Function && e.Name is "factorial" or "factorial2" or "binomial" or "permutations" or "sum" or "prod"
        || e.Kind == ExpressionKind.Power && e.Parts[0] is { IsNumber: true, Value.Sign: < 0 } && !e.Parts[1].IsConstant
        || e is { Kind: ExpressionKind.Function, Name: "sin" or "cos" or "tan" } && e.Any(n => n is { Kind: ExpressionKind.Constant, Name: "pi" });

    // Forty random bits in [0.25, 2.25).
    static Dictionary<string, PreciseComplex> Point(List<string> names, int trial, bool mixed)
    {
        var random = new RandomStream(0, RandomPurpose.Evaluation, 2, trial);
        var at = new Dictionary<string, PreciseComplex>();
        foreach (string name in names)
        {
            var value = new PreciseReal((new BigInteger(random.NextUInt()) << 8 | random.NextInt(256)) + (1L << 37), -39);
            at[name] = PreciseComplex.Real(mixed && random.NextBool(0.6) ? -value : value);
        }
        return at;
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
        if (options.RelativeTolerance is { } tolerance && Math.Abs(evaluator.Real.Divide(difference, y.IsZero ? new PreciseReal(1, 0) : x.Re.IsZero ? y.Re : x.Re).ToDouble()) <= tolerance)
            return MathJudgement.Equal("equal within the tolerance");
        var written = decimalA ? a : b;
        return mayRound && SignificantDigits(written) >= options.RoundedDigits && IsRounding(difference, written, evaluator)
            ? MathJudgement.Equal("the same value, rounded") : null;
    }

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
