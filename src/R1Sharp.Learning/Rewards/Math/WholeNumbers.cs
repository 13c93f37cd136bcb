// Formulas of whole numbers: factorials, binomials, sums, floors, remainders, (−1)^n, cos nπ. Two such formulas can agree at
// all small numbers and differ at a few, so equal is said of them only where it is proved (WholeProof), or where nothing
// jumps: a difference made of factorials, binomials, powers and sums obeys a recurrence, and one that is 0 at many numbers
// in a row, and again behind every number that stands in the formulas, is 0.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Compares formulas of whole numbers.</summary>
/// <param name="a">A formula.</param>
/// <param name="b">The other.</param>
/// <param name="difference">The first minus the second in normal form.</param>
/// <param name="fuel">Pays for it.</param>
sealed class WholeNumbers(Expression a, Expression b, Expression difference, Fuel fuel)
{
    // Letters that stand for whole numbers by custom; any other does where it stands in a factorial, a binomial or a bound.
    const string CustomaryLetters = "nmkijNMK";

    const int LeastAgreed = 12, LeastBeyond = 4;

    /// <summary>Whether they are the same; null where they are no formulas of whole numbers.</summary>
    public MathJudgement? Compare(List<string> names)
    {
        var letters = Letters(names);
        bool jumps = a.Any(Jumps) || b.Any(Jumps);
        if (letters.Count == 0 && !jumps && !a.Any(IsOfWholeNumbers) && !b.Any(IsOfWholeNumbers))
            return null;
        var proof = new WholeProof(letters, fuel);
        bool repeats = jumps || letters.Count == 0 || a.Any(Repeats) || b.Any(Repeats);
        if (repeats && proof.AreEqual(a, b))
            return Proved;
        if (letters.Count == 0)
            return OfRealVariables(names);
        var judgement = AtPoints(letters, names, jumps || a.Any(HasCorner) || b.Any(HasCorner));
        return judgement.Verdict == MathVerdict.Undecided && !repeats && proof.AreEqual(a, b) ? Proved : judgement;
    }

    static MathJudgement Proved => MathJudgement.Equal("the same for every whole number");

    static bool Repeats(Expression e) => IsPower(e) || IsOfAngle(e);

    /// <summary>Whether the outermost function jumps or repeats.</summary>
    public static bool Jumps(Expression e) => e.Kind == ExpressionKind.Function && e.Name is "floor" or "ceil" or "gcd" or "lcm" or "mod";

    static bool HasCorner(Expression e) => e.Kind == ExpressionKind.Function && e.Name is "abs" or "max" or "min" or "sgn";

    MathJudgement AtPoints(HashSet<string> letters, List<string> names, bool jumps)
    {
        var comparison = new PointComparison(a, b, difference, fuel) { IsComplex = true, IsOfWholeNumbers = true, LooksClosely = true };
        int agreed = 0, beyond = 0, trial = 0;
        foreach (var point in WholePoints.For(a, b, names, letters, jumps))
        {
            var verdict = comparison.At(point.At, trial++);
            if (verdict == PointVerdict.Different)
                return MathJudgement.Different("the formulas differ at a whole number");
            if (verdict == PointVerdict.Same && point.IsBeyond)
                beyond++;
            else if (verdict == PointVerdict.Same)
                agreed++;
        }
        if (jumps)
            return MathJudgement.Undecided($"the formulas agree at {agreed + beyond} whole numbers, but may differ at others");
        return agreed + beyond < LeastAgreed ? MathJudgement.Undecided("the formulas have no value at most whole numbers")
            : beyond < LeastBeyond ? MathJudgement.Undecided("the formulas have numbers in them that are too large to look beyond")
            : MathJudgement.Equal($"same value at {agreed + beyond} whole numbers");
    }

    // A floor or a factorial of a real variable: different where a point says so, never equal.
    MathJudgement OfRealVariables(List<string> names)
    {
        var judgement = new RealProbe(a, b, difference, fuel).Compare(names);
        return judgement.IsEqual ? MathJudgement.Undecided("a formula of whole numbers agrees at random points, which says little") : judgement;
    }

    HashSet<string> Letters(List<string> names)
    {
        var letters = new HashSet<string>(StringComparer.Ordinal);
        void Add(Expression e)
        {
            var inside = new List<string>();
            bool saysWhole = IsOfWholeNumbers(e) && e.Name != "Gamma";
            if (saysWhole)
                foreach (var part in BoundVariables.Binds(e) ? e.Parts[1..^1] : e.Parts)
                    part.CollectSymbols(inside);
            else if (Jumps(e) || IsPower(e) || IsOfAngle(e) || e is { Kind: ExpressionKind.Function, Name: "Gamma" })
                e.CollectSymbols(inside);
            if (saysWhole || inside.All(IsCustomary))
                letters.UnionWith(inside.Where(names.Contains));
        }
        foreach (var formula in new[] { a, b })
            formula.Any(e =>
            {
                Add(e);
                return false;
            });
        return letters;
    }

    static bool IsCustomary(string name) => CustomaryLetters.Contains(name[0]);

    static bool IsOfWholeNumbers(Expression e) => e.Kind == ExpressionKind.Function && e.Name is "factorial" or "factorial2" or "binomial" or "permutations"
        or "gcd" or "lcm" or "sum" or "prod" or "Gamma";

    static bool IsPower(Expression e) => e.Kind == ExpressionKind.Power && e.Parts[0] is { IsNumber: true, Value.Sign: < 0 } && !e.Parts[1].IsConstant;

    static bool IsOfAngle(Expression e) => e is { Kind: ExpressionKind.Function, Name: "sin" or "cos" or "tan" or "cot" or "sec" or "csc" }
        && e.Any(n => n is { Kind: ExpressionKind.Constant, Name: "pi" });
}
