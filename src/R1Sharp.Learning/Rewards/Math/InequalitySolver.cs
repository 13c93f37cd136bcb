// Inequalities and equations in one variable as lists of intervals: linear and quadratic ones, products and quotients of
// such, and absolute values of them. What has other roots is not solved.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Solves inequalities.</summary>
sealed class InequalitySolver(FormulaEquality equality, IntervalAlgebra intervals, Fuel fuel)
{
    const int MostBars = 4, MostFactors = 12;

    /// <summary>The numbers for which a relation holds; null where it is not solved.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="sign">One of = != &lt; &gt; &lt;= &gt;=.</param>
    /// <param name="right">The right side.</param>
    /// <param name="name">The variable; the sides have no other.</param>
    public List<Interval>? Solve(Expression left, string sign, Expression right, string name)
    {
        if (sign is not ("=" or "!=" or "<" or ">" or "<=" or ">="))
            return null;
        if (AnswerShape.InfinitySign(left) != 0)
            return AnswerShape.InfinitySign(right) != 0 ? null : Solve(right, MathSigns.Relations[sign], left, name);
        if (AnswerShape.InfinitySign(right) is not 0 and var infinity)
            return left.Kind == ExpressionKind.Symbol && sign[0] == (infinity > 0 ? '<' : '>') ? IntervalAlgebra.Line : null;
        return left.Any(IsNoFormula) || right.Any(IsNoFormula) ? null
            : Solve(right is { IsNumber: true, Value.IsZero: true } ? left : Expression.Difference(left, right), sign, name, 0);
    }

    static bool IsNoFormula(Expression e) =>
        e.Kind is not (ExpressionKind.Number or ExpressionKind.Symbol or ExpressionKind.Constant or ExpressionKind.Sum or ExpressionKind.Product
        or ExpressionKind.Power or ExpressionKind.Function or ExpressionKind.Percent);

    List<Interval>? Solve(Expression difference, string sign, string name, int bars)
    {
        fuel.Spend(40);
        if (bars > MostBars)
            return null;
        Expression? inside = null;
        difference.Any(n =>
        {
            if (inside is null && n is { Kind: ExpressionKind.Function, Name: "abs" } && !n.IsConstant
                && !n.Parts[0].Any(p => p is { Kind: ExpressionKind.Function, Name: "abs" }))
                inside = n.Parts[0];
            return false;
        });
        if (inside is null)
            return Signs(difference, sign, name);
        // |u| is u where u is not negative, and −u elsewhere.
        string key = inside.ToString();
        Expression Without(Expression value) =>
            difference.Rewrite(n => n is { Kind: ExpressionKind.Function, Name: "abs" } && n.Parts[0].ToString() == key ? value : null);
        if (Solve(inside, ">=", name, bars + 1) is not { } above || Solve(Without(inside), sign, name, bars + 1) is not { } first
            || Solve(Without(Expression.Negate(inside)), sign, name, bars + 1) is not { } second)
            return null;
        return intervals.Union([.. intervals.Intersection(above, first), .. intervals.Intersection(intervals.Complement(above), second)]);
    }

    // The sign of a product changes only at the roots of its factors.
    List<Interval>? Signs(Expression difference, string sign, string name)
    {
        var zeros = new List<IntervalEnd>();
        var poles = new List<IntervalEnd>();
        if (!Factors(difference, name, zeros, poles))
            return null;
        var bounds = intervals.Union([.. zeros.Concat(poles).Select(IntervalAlgebra.Point)]);
        var undefined = intervals.Union([.. poles.Select(IntervalAlgebra.Point)]);
        var solution = new List<Interval>();
        foreach (var gap in intervals.Complement(bounds))
        {
            if (SignIn(gap, difference, name) is not { } value)
                return null;
            if (Holds(value, sign))
                solution.Add(gap);
        }
        if (Holds(0, sign))
            solution.AddRange(zeros.Select(IntervalAlgebra.Point));
        return intervals.Intersection(intervals.Union(solution), intervals.Complement(undefined));
    }

    static bool Holds(int value, string sign) =>
        sign switch { "<" => value < 0, ">" => value > 0, "<=" => value <= 0, ">=" => value >= 0, "=" => value == 0, _ => value != 0 };

    int? SignIn(Interval gap, Expression difference, string name)
    {
        var point = gap.Low.Infinity != 0 && gap.High.Infinity != 0 ? Expression.Zero
            : gap.Low.Infinity != 0 ? Expression.Sum(gap.High.Value, Expression.MinusOne)
            : gap.High.Infinity != 0 ? Expression.Sum(gap.Low.Value, Expression.One)
            : Expression.Product(Expression.Sum(gap.Low.Value, gap.High.Value), Expression.Number(new Rational(1, 2)));
        return intervals.End(At(difference, name, point)) is { Infinity: 0 } value ? value.Approximate.Sign : null;
    }

    static Expression At(Expression e, string name, Expression value) => e.Rewrite(n => n.Kind == ExpressionKind.Symbol && n.Name == name ? value : null);

    // The zeros and poles of a product of powers of polynomials up to the second degree; false where it is another formula.
    bool Factors(Expression e, string name, List<IntervalEnd> zeros, List<IntervalEnd> poles, bool isBelow = false)
    {
        fuel.Spend(20);
        if (zeros.Count + poles.Count > 2 * MostFactors)
            return false;
        if (e.Kind == ExpressionKind.Product)
            return e.Parts.All(p => Factors(p, name, zeros, poles, isBelow));
        if (e is { Kind: ExpressionKind.Power, Parts: [var @base, { IsNumber: true, Value.IsInteger: true } exponent] } && !exponent.Value.IsZero)
            return Factors(@base, name, zeros, poles, isBelow != exponent.Value.Sign < 0);
        if (Roots(e, name) is { } roots)
        {
            (isBelow ? poles : zeros).AddRange(roots);
            return true;
        }
        return e.Kind == ExpressionKind.Sum && !isBelow && Fraction(e, name, zeros, poles);
    }

    // 1/x − 2: as (1 − 2x) / x.
    bool Fraction(Expression sum, string name, List<IntervalEnd> zeros, List<IntervalEnd> poles)
    {
        var divisors = new Dictionary<string, Expression>(StringComparer.Ordinal);
        sum.Any(n =>
        {
            if (n is { Kind: ExpressionKind.Power, Parts: [var @base, { IsNumber: true, Value.Sign: < 0 } exponent] } && !@base.IsConstant)
                divisors[@base.ToString()] = Expression.Power(@base, Expression.Number(-exponent.Value));
            return false;
        });
        if (divisors.Count is 0 or > 3)
            return false;
        var above = Expression.Sum([.. sum.Parts.Select(term => Expression.Product([term, .. divisors.Values]))]);
        var normalizer = new Normalizer(fuel);
        return Roots(normalizer.ToExpression(normalizer.Normalize(above)), name) is { } roots && divisors.Values.All(d => Factors(d, name, poles, zeros))
            && Added(zeros, roots);
    }

    static bool Added(List<IntervalEnd> zeros, List<IntervalEnd> roots)
    {
        zeros.AddRange(roots);
        return true;
    }

    // a x² + b x + c, seen from its values at −1, 0 and 1.
    List<IntervalEnd>? Roots(Expression e, string name)
    {
        if (e.IsConstant)
            return intervals.End(e) is { Infinity: 0 } value && value.Approximate.Sign != 0 ? [] : null;
        if (Coefficients(e, name) is not var (a, b, c))
            return null;
        var x = Expression.Symbol(name);
        var polynomial = Expression.Sum(Expression.Product(a, x, x), Expression.Product(b, x), c);
        if (!equality.Compare(e, polynomial).IsEqual)
            return null;
        if (IsZero(a))
            return IsZero(b) ? IsZero(c) ? null : [] : Ends(Expression.Negate(Expression.Quotient(c, b)));
        var discriminant = Expression.Difference(Expression.Product(b, b), Expression.Product(Expression.Number(4), a, c));
        if (intervals.End(discriminant) is not { } d)
            return null;
        if (d.Approximate.Sign < 0 && !IsZero(discriminant))
            return [];
        var root = IsZero(discriminant) ? Expression.Zero : Expression.Function("root", discriminant, Expression.Number(2));
        var twice = Expression.Product(Expression.Number(2), a);
        return Ends(Expression.Quotient(Expression.Difference(root, b), twice), Expression.Quotient(Expression.Difference(Expression.Negate(root), b), twice));
    }

    (Expression A, Expression B, Expression C)? Coefficients(Expression e, string name)
    {
        Expression[] values = [.. new[] { -1, 0, 1 }.Select(at => At(e, name, Expression.Number(at)))];
        if (values.Any(v => v.Any(n => n is { Kind: ExpressionKind.Power, Parts: [var @base, { IsNumber: true, Value.Sign: < 0 }] } && IsZero(@base))))
            return null;
        var normalizer = new Normalizer(fuel);
        Expression Plain(Expression v) => normalizer.ToExpression(normalizer.Normalize(v));
        var (before, at0, after) = (Plain(values[0]), Plain(values[1]), Plain(values[2]));
        var half = Expression.Number(new Rational(1, 2));
        return (Plain(Expression.Difference(Expression.Product(half, Expression.Sum(before, after)), at0)),
            Plain(Expression.Product(half, Expression.Difference(after, before))), at0);
    }

    bool IsZero(Expression constant) => equality.Compare(constant, Expression.Zero).IsEqual;

    List<IntervalEnd>? Ends(params Expression[] roots)
    {
        var ends = new List<IntervalEnd>();
        foreach (var root in roots)
        {
            var normalizer = new Normalizer(fuel);
            if (intervals.End(normalizer.ToExpression(normalizer.Normalize(root))) is not { Infinity: 0 } end)
                return null;
            ends.Add(end);
        }
        return ends;
    }
}
