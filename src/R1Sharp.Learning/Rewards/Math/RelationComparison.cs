// Whether two equations or inequalities say the same. Equations whose sides differ by a constant factor do; inequalities,
// if the factor is positive or the sign is turned around.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Compares relations that are not intervals.</summary>
sealed class RelationComparison(FormulaEquality equality, Fuel fuel, Func<Expression, Expression, MathJudgement> compare)
{
    /// <summary>Whether two relations are the same.</summary>
    public MathJudgement Compare(Expression a, Expression b)
    {
        if (a.Parts.Length == 2 && b.Parts.Length == 2 && IsAlgebraic(a.Name) && IsAlgebraic(b.Name))
            return Single(a, b);
        var (signsA, partsA) = Ascending(a);
        var (signsB, partsB) = Ascending(b);
        if (!signsA.SequenceEqual(signsB) || partsA.Length != partsB.Length)
            return signsA.Concat(signsB).All(IsAlgebraic) ? MathJudgement.Different("different relations") : MathJudgement.Undecided("different relations");
        if (signsA is ["==="])
            return Congruence(partsA, partsB);
        var judgement = MathJudgement.All(partsA.Zip(partsB, Literally));
        if (judgement.IsEqual || signsA.Any(s => MathSigns.Relations[s] != s))
            return judgement;
        // a ∥ b is b ∥ a; that another pair is not related in the same way cannot be said.
        var turned = MathJudgement.All(partsA.Zip(partsB.Reverse(), Literally));
        return turned.IsEqual || signsA.All(IsAlgebraic) ? turned : MathJudgement.Undecided("relations that may or may not say the same");
    }

    // △ABC ~ △DEF says which corner belongs to which.
    MathJudgement Literally(Expression a, Expression b) => a.Kind == ExpressionKind.Symbol && b.Kind == ExpressionKind.Symbol && a.Name != b.Name
        ? MathJudgement.Different($"{a.Name} is not {b.Name}") : compare(a, b);

    static bool IsAlgebraic(string sign) => sign is "=" or "<" or ">" or "<=" or ">=" or "!=";

    /// <summary>A chain read so that its first sign is one that grows: a &gt; b &gt; c from right to left, A ⊃ B as B ⊂ A.</summary>
    public static (string[] Signs, Expression[] Parts) Ascending(Expression e)
    {
        string[] signs = e.Name.Split(' ');
        bool turns = e.Parts.Length == signs.Length + 1 && signs.All(s => MathSigns.Relations[s] is { Length: > 0 } twin && string.CompareOrdinal(twin, s) < 0);
        return turns ? ([.. signs.Reverse().Select(s => MathSigns.Relations[s])], [.. e.Parts.Reverse()]) : (signs, e.Parts);
    }

    MathJudgement Congruence(Expression[] a, Expression[] b)
    {
        var same = MathJudgement.All([compare(a[0], b[0]), compare(a[2], b[2])]);
        if (!same.IsEqual)
            return same;
        return equality.Compare(Expression.Function("mod", Expression.Difference(a[1], b[1]), a[2]), Expression.Zero);
    }

    MathJudgement Single(Expression a, Expression b)
    {
        bool turned = a.Name != b.Name && a.Name == Turned(b.Name);
        if (a.Name != b.Name && !turned)
            return MathJudgement.Different("different relations");
        if (!turned && MathJudgement.All([compare(a.Parts[0], b.Parts[0]), compare(a.Parts[1], b.Parts[1])]) is { IsEqual: true } sides)
            return sides;
        var (f, g) = (Cleared(a), Cleared(b));
        if (Ratio(f, g) is not { } ratio)
            return MathJudgement.Undecided("equations that may or may not say the same");
        var judgement = equality.Compare(f, Expression.Product(ratio, g));
        if (!judgement.IsEqual)
            return judgement.Verdict == MathVerdict.Different && !IsPolynomial(f, g) ? MathJudgement.Undecided("equations that are no multiples of each other")
                : judgement;
        bool isSymmetric = a.Name is "=" or "!=";
        return isSymmetric || Sign(ratio) is { } sign && sign != 0 && sign > 0 != turned ? MathJudgement.Equal("the same relation but for a factor")
            : MathJudgement.Different("the inequality is turned around");
    }

    static string Turned(string sign) => sign switch { "<" => ">", ">" => "<", "<=" => ">=", ">=" => "<=", _ => sign };

    // Left side minus right side; for equations times every divisor with variables.
    Expression Cleared(Expression relation)
    {
        var difference = Expression.Difference(relation.Parts[0], relation.Parts[1]);
        if (relation.Name is not "=" and not "!=")
            return difference;
        var divisors = new List<Expression>();
        difference.Any(n =>
        {
            if (n is { Kind: ExpressionKind.Power, Parts: [var @base, { IsNumber: true, Value.Sign: < 0 } exponent] } && !@base.IsConstant)
                divisors.Add(Expression.Power(@base, Expression.Number(-exponent.Value)));
            return false;
        });
        var distinct = divisors.GroupBy(d => d.ToString(), StringComparer.Ordinal).Select(group => group.First()).ToArray();
        fuel.Spend(20 * divisors.Count);
        // Term by term, so that what is multiplied cancels in the normal form.
        return distinct.Length == 0 ? difference : Expression.Product([difference, .. distinct]);
    }

    // The value of f / g at a point where neither is 0.
    Expression? Ratio(Expression f, Expression g)
    {
        var names = new List<string>();
        f.CollectSymbols(names);
        g.CollectSymbols(names);
        for (int trial = 0; trial < 3; trial++)
        {
            int seed = trial;
            Expression At(Expression e) =>
                e.Rewrite(n => n.Kind == ExpressionKind.Symbol
                ? Expression.Number(new Rational(3 + 4 * names.IndexOf(n.Name) + seed, 5 + 2 * names.IndexOf(n.Name) + 3 * seed)) : null);
            var normalizer = new Normalizer(fuel);
            var (above, below) = (normalizer.Normalize(At(f)), normalizer.Normalize(At(g)));
            if (!above.IsZero && !below.IsZero)
                return Expression.Quotient(normalizer.ToExpression(above), normalizer.ToExpression(below));
        }
        return null;
    }

    static bool IsPolynomial(Expression f, Expression g) => !f.Any(IsOther) && !g.Any(IsOther);

    static bool IsOther(Expression e) => e.Kind == ExpressionKind.Function && !e.IsConstant || e.Kind == ExpressionKind.Power && !e.IsConstant
        && !(e.Parts[1].IsNumber && e.Parts[1].Value.IsInteger);

    int? Sign(Expression constant)
    {
        var value = new FormulaEvaluator(192, fuel, new Dictionary<string, PreciseComplex>()).Value(constant);
        return value.IsReal ? value.Re.Sign : null;
    }
}
