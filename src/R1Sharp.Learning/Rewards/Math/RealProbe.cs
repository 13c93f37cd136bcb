// Formulas of real variables by their values at points. An analytic difference that is not 0 vanishes at a random point with
// probability 0, so that a few random points decide. Where the formulas have kinks, points lie in every piece that the kinks
// cut out of the line; of several variables, on several lines in different directions. What cannot be seen on these lines
// is called undecided: an absolute value whose argument never changed its sign and need not be positive.

using System.Numerics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Compares formulas of real variables at points.</summary>
/// <param name="a">A formula.</param>
/// <param name="b">The other.</param>
/// <param name="difference">The first minus the second in normal form.</param>
/// <param name="fuel">Pays for it.</param>
sealed class RealProbe(Expression a, Expression b, Expression difference, Fuel fuel)
{
    const int PositivePoints = 4, MixedPoints = 4, MostPoints = 14, ComplexPoints = 8, LeastAgreed = 4, MostKinks = 12, Rounds = 3, LineBits = 512,
    SignBits = 128, BothSigns = 3;

    int _agreed, _trial;
    bool _oneSided;

    /// <summary>Whether they are the same; equal and undecided where no point tells them apart.</summary>
    public MathJudgement Compare(List<string> names)
    {
        bool isComplex = a.Any(IsImaginary) || b.Any(IsImaginary);
        if (a.Any(IsPartOfComplex) || b.Any(IsPartOfComplex))
            return Smooth(names, ComplexPoint, isComplex: true, ComplexPoints, 0);
        var kinks = Kinks.Of(a, b);
        if (kinks.Count > MostKinks)
            return MathJudgement.Undecided("a formula with more kinks than are looked at");
        var judgement = kinks.Count == 0 || names.Count == 0 ? Smooth(names, Point, isComplex: true, PositivePoints, MixedPoints)
            : Kinked(names, kinks, isComplex);
        if (!judgement.IsEqual || !names.Any(IsComplexLetter) || !a.Any(IsAbsolute) && !b.Any(IsAbsolute))
            return judgement;
        // |z|² is z² for real z only.
        return Smooth(names, ComplexPoint, isComplex: true, LeastAgreed, 0).IsEqual ? judgement
            : MathJudgement.Undecided("the formulas agree at real numbers only");
    }

    static bool IsImaginary(Expression e) => e is { Kind: ExpressionKind.Constant, Name: "i" };

    static bool IsAbsolute(Expression e) => e is { Kind: ExpressionKind.Function, Name: "abs" };

    static bool IsPartOfComplex(Expression e) => e.Kind == ExpressionKind.Function && e.Name is "re" or "im" or "arg";

    static bool IsComplexLetter(string name) => name[0] is 'z' or 'w';

    // Random points; where an unknown function stands under an absolute value it takes both signs.
    MathJudgement Smooth(List<string> names, Func<List<string>, int, bool, Dictionary<string, PreciseComplex>> point, bool isComplex, int firstPoints,
        int mixedPoints)
    {
        var anywhere = new PointComparison(a, b, difference, fuel) { IsComplex = isComplex };
        var real = new PointComparison(a, b, difference, fuel);
        int agreed = 0, mixedAgreed = 0;
        for (int trial = 0; trial < MostPoints && (agreed < firstPoints || mixedAgreed < mixedPoints); trial++)
        {
            // Positive points first: a formula need not have a real value elsewhere.
            bool mixed = agreed >= firstPoints || trial >= MostPoints / 2 && mixedPoints > 0;
            if (mixed && agreed == 0)
                break;
            var verdict = (mixed ? real : anywhere).At(point(names, trial, mixed), trial);
            if (verdict == PointVerdict.Different)
                return MathJudgement.Different(mixed ? "the formulas differ where variables are negative" : "the formulas differ at a random point");
            if (verdict == PointVerdict.Same && mixed)
                mixedAgreed++;
            else if (verdict == PointVerdict.Same)
                agreed++;
        }
        return agreed >= firstPoints ? MathJudgement.Equal($"same value at {agreed + mixedAgreed} random points")
            : MathJudgement.Undecided("the formulas have no value at most points");
    }

    MathJudgement Kinked(List<string> names, List<Kink> kinks, bool isComplex)
    {
        var comparison = new PointComparison(a, b, difference, fuel) { IsComplex = isComplex, LooksClosely = true };
        double[] marks = [.. Marks()];
        var signs = new int[kinks.Count];
        bool hidden = false;
        foreach (var line in SampleLine.Through(names, marks))
        {
            var places = new KinkPlaces(line.Parameter, fuel);
            var cuts = places.Of(kinks.Select(k => k with { Zero = line.On(k.Zero) }), marks);
            hidden |= places.HasHiddenSquare;
            // Another round where the formulas have values between two kinks only.
            for (int round = 0; round == 0 || round < Rounds && _agreed is > 0 and < LeastAgreed; round++)
                foreach (var t in line.Points(cuts, round))
                    if (Differs(comparison, line, t, kinks, signs) is { } different)
                        return different;
        }
        if (_agreed < LeastAgreed)
            return MathJudgement.Undecided("the formulas have no value at most points");
        if (_oneSided)
            return MathJudgement.Undecided("the formulas are defined in different places");
        return names.Count > 1 && (hidden || !AllSidesSeen(kinks, signs)) ? MathJudgement.Undecided("a kink of the formulas was not met")
            : kinks.Any(k => k.Zero.Any(IsUnknown)) && !AllSidesSeen(kinks, signs)
                ? MathJudgement.Undecided("a function that is not known stands under an absolute value")
            : MathJudgement.Equal($"same value at {_agreed} points on all sides of their kinks");
    }

    static bool IsUnknown(Expression e) => e.Kind == ExpressionKind.Function && e.Name.StartsWith(':');

    MathJudgement? Differs(PointComparison comparison, SampleLine line, Rational t, List<Kink> kinks, int[] signs)
    {
        var at = line.At(t);
        var real = new PreciseMath(LineBits, fuel);
        var point = at.ToDictionary(p => p.Key, p => PreciseComplex.Real(real.Of(p.Value)));
        var verdict = comparison.At(point, ++_trial);
        bool positive = at.Values.All(v => v.Sign > 0);
        _oneSided |= verdict == PointVerdict.OneSided && positive;
        if (verdict == PointVerdict.Different)
            return MathJudgement.Different(positive ? "the formulas differ at a point" : "the formulas differ where variables are negative");
        if (verdict != PointVerdict.Same)
            return null;
        _agreed++;
        NoteSigns(kinks, at, point, signs);
        return null;
    }

    // Bit 0: a negative value was met; bit 1: a positive one.
    void NoteSigns(List<Kink> kinks, Dictionary<string, Rational> at, Dictionary<string, PreciseComplex> point, int[] signs)
    {
        var quick = at.ToDictionary(p => p.Key, p => QuickEvaluator.Of(p.Value));
        for (int i = 0; i < kinks.Count; i++)
        {
            if (signs[i] == BothSigns || !kinks[i].ChoosesBranch)
                continue;
            int sign = !kinks[i].Zero.Any(IsUnknown)
                ? Math.Sign(QuickEvaluator.Value(kinks[i].Zero, quick, fuel) is var value && double.IsNaN(value) ? 0 : value)
                : new FormulaEvaluator(SignBits, fuel, point) { Trial = _trial }.Value(kinks[i].Zero).Re.Sign;
            signs[i] |= sign < 0 ? 1 : sign > 0 ? 2 : 0;
        }
    }

    static bool AllSidesSeen(List<Kink> kinks, int[] signs) =>
        kinks.Zip(signs)
            .All(k => !k.First.ChoosesBranch || k.Second == BothSigns || Kinks.IsNeverNegative(k.First.Zero)
            || Kinks.IsNeverNegative(Expression.Negate(k.First.Zero)));

    // Numbers that stand in the formulas.
    IEnumerable<double> Marks()
    {
        var marks = new SortedSet<double>();
        bool Note(Expression e)
        {
            if (e.IsNumber && QuickEvaluator.Of(e.Value) is var value && Math.Abs(value) > 2 && double.IsFinite(value))
                marks.Add(Math.Abs(value));
            return false;
        }
        a.Any(Note);
        b.Any(Note);
        return marks;
    }

    // Forty random bits in [0.25, 2.25).
    static Dictionary<string, PreciseComplex> Point(List<string> names, int trial, bool mixed)
    {
        var random = new RandomStream(0, RandomPurpose.Evaluation, 2, trial);
        var at = new Dictionary<string, PreciseComplex>();
        foreach (string name in names)
        {
            var value = Size(ref random);
            at[name] = PreciseComplex.Real(mixed && random.NextBool(0.6) ? -value : value);
        }
        return at;
    }

    // Both parts of either sign.
    static Dictionary<string, PreciseComplex> ComplexPoint(List<string> names, int trial, bool mixed)
    {
        var random = new RandomStream(0, RandomPurpose.Evaluation, 3, trial);
        var at = new Dictionary<string, PreciseComplex>();
        foreach (string name in names)
        {
            PreciseReal re = Size(ref random), im = Size(ref random);
            at[name] = new PreciseComplex(random.NextBool(0.5) ? -re : re, random.NextBool(0.5) ? -im : im);
        }
        return at;
    }

    static PreciseReal Size(ref RandomStream random) => new((new BigInteger(random.NextUInt()) << 8 | random.NextInt(256)) + (1L << 37), -39);
}
