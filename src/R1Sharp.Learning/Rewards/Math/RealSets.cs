// Sets of real numbers as a sorted list of intervals with exact ends. Intervals, unions, {x | x > 0}, x > 0, ℝ \ {1} and
// 1 < x < 2 all become such a list, and are equal when the lists are.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>An end of an interval: a real number or an infinity.</summary>
/// <param name="Value">The number; an infinity for infinite ends.</param>
/// <param name="Infinity">1, −1, or 0 for a number.</param>
/// <param name="Approximate">The number with many bits.</param>
readonly record struct IntervalEnd(Expression Value, int Infinity, PreciseReal Approximate);

/// <summary>An interval, with its ends or without.</summary>
readonly record struct Interval(IntervalEnd Low, bool HasLow, IntervalEnd High, bool HasHigh);

/// <summary>Makes sets of real numbers and compares them.</summary>
sealed class RealSets(FormulaEquality equality, Fuel fuel)
{
    static readonly IntervalEnd Minus = new(Expression.Zero, -1, PreciseReal.Zero), Plus = new(Expression.Zero, 1, PreciseReal.Zero);

    static readonly Dictionary<string, PreciseComplex> NoVariables = [];

    /// <summary>Whether a tree is, on its own, a set or condition that could become a list of intervals.</summary>
    public static bool IsSetLike(Expression e) => e.Kind switch
    {
        ExpressionKind.SetOperation or ExpressionKind.Builder or ExpressionKind.Set => true,
        ExpressionKind.Bracket => e.Parts.Length == 2,
        ExpressionKind.Relation => e.Name.Split(' ').All(s => s is "<" or ">" or "<=" or ">=" or "!=" or "in" or "notin"),
        ExpressionKind.Symbol => e.Name == "Reals",
        ExpressionKind.Sum => e.Parts is [{ Kind: ExpressionKind.Symbol, Name: "Reals" }, { Kind: ExpressionKind.Product, Parts: [_, { Kind: ExpressionKind.Set }] }],
        _ => false,
    };

    /// <summary>The intervals; null where the tree is no set of real numbers that can be worked out.</summary>
    public List<Interval>? Of(Expression e)
    {
        fuel.Spend(10);
        switch (e.Kind)
        {
            case ExpressionKind.Symbol when e.Name == "Reals":
                return [new Interval(Minus, false, Plus, false)];
            case ExpressionKind.Bracket when e.Parts.Length == 2:
                return End(e.Parts[0]) is { } low && End(e.Parts[1]) is { } high ? Proper(new Interval(low, e.Name[0] == '[' && low.Infinity == 0, high, e.Name[1] == ']' && high.Infinity == 0)) : null;
            case ExpressionKind.Set:
                return Points(e);
            case ExpressionKind.SetOperation:
                if (Of(e.Parts[0]) is not { } left || Of(e.Parts[1]) is not { } right)
                    return null;
                return e.Name == "union" ? Union([.. left, .. right]) : Intersection(left, e.Name == "minus" ? Complement(right) : right);
            case ExpressionKind.Sum when e.Parts.Length == 2 && e.Parts[1] is { Kind: ExpressionKind.Product, Parts: [{ IsNumber: true, Value.Sign: < 0 }, { Kind: ExpressionKind.Set } removed] }:
                return Of(e.Parts[0]) is { } whole && Of(removed) is { } points ? Intersection(whole, Complement(points)) : null;
            case ExpressionKind.Relation:
                return Relation(e);
            case ExpressionKind.Builder when e.Parts[0].Kind == ExpressionKind.Symbol || e.Parts[0] is { Kind: ExpressionKind.Relation, Name: "in" }:
                return All(e.Parts.Skip(1).Where(p => p is not { Kind: ExpressionKind.Relation, Name: "in", Parts: [_, { Kind: ExpressionKind.Symbol, Name: "Reals" }] }), e.Name == "or");
            case ExpressionKind.List when e.Parts.All(p => p.IsConstant && p.Kind is not (ExpressionKind.Bracket or ExpressionKind.SetOperation or ExpressionKind.Relation or ExpressionKind.Set)):
                return Points(e);
            case ExpressionKind.List:
                return All(e.Parts, e.Name is "or" or "");
            default:
                return null;
        }
    }

    List<Interval>? All(IEnumerable<Expression> parts, bool any)
    {
        List<Interval>? result = null;
        foreach (var part in parts)
        {
            if (Of(part) is not { } set)
                return null;
            result = result is null ? set : any ? Union([.. result, .. set]) : Intersection(result, set);
        }
        return result;
    }

    List<Interval>? Points(Expression e)
    {
        var points = new List<Interval>();
        foreach (var member in AnswerShape.Members(e))
        {
            if (End(member) is not { Infinity: 0 } end)
                return null;
            points.Add(new Interval(end, true, end, true));
        }
        return Union(points);
    }

    IntervalEnd? End(Expression e)
    {
        if (AnswerShape.InfinitySign(e) is not 0 and var infinity)
            return infinity < 0 ? Minus : Plus;
        if (!e.IsConstant || e.Any(n => n.Kind is not (ExpressionKind.Number or ExpressionKind.Constant or ExpressionKind.Sum or ExpressionKind.Product or ExpressionKind.Power or ExpressionKind.Function or ExpressionKind.Percent)))
            return null;
        var value = new FormulaEvaluator(256, fuel, NoVariables).Value(e);
        return value.IsReal ? new IntervalEnd(e, 0, value.Re) : null;
    }

    // x < 5, 1 <= x < 3, -x > -1, x != 2, x in (1, 2)
    List<Interval>? Relation(Expression e)
    {
        string[] signs = e.Name.Split(' ');
        if (e.Parts.Length == 2 && signs[0] is ("in" or "notin") && e.Parts[0].Kind == ExpressionKind.Symbol)
            return Of(e.Parts[1]) is { } set ? signs[0] == "in" ? set : Complement(set) : null;
        var names = new List<string>();
        e.CollectSymbols(names);
        if (names.Count != 1)
            return null;
        List<Interval>? result = null;
        for (int i = 0; i < signs.Length; i++)
        {
            if (Solved(e.Parts[i], signs[i], e.Parts[i + 1], names[0]) is not { } step)
                return null;
            result = result is null ? step : Intersection(result, step);
        }
        return result;
    }

    // Linear in the one variable: c1 x + c0 (sign) 0.
    List<Interval>? Solved(Expression left, string sign, Expression right, string name)
    {
        var difference = Expression.Difference(left, right);
        Expression At(int x) => difference.Rewrite(n => n.Kind == ExpressionKind.Symbol && n.Name == name ? Expression.Number(x) : null);
        var constant = At(0);
        var slope = Expression.Difference(At(1), constant);
        var line = Expression.Sum(Expression.Product(slope, Expression.Symbol(name)), constant);
        if (!equality.Compare(difference, line).IsEqual || End(slope) is not { Infinity: 0 } steep || steep.Approximate.Sign == 0)
            return null;
        var zero = new Normalizer(fuel);
        if (End(zero.ToExpression(zero.Normalize(Expression.Negate(Expression.Quotient(constant, slope))))) is not { } bound)
            return null;
        if (sign is "!=" or "=")
        {
            List<Interval> point = [new Interval(bound, true, bound, true)];
            return sign == "=" ? point : Complement(point);
        }
        bool above = sign[0] == '>' == steep.Approximate.Sign > 0, closed = sign.Length == 2;
        return sign[0] is not ('<' or '>') ? null : above ? [new Interval(bound, closed, Plus, false)] : [new Interval(Minus, false, bound, closed)];
    }

    int Compare(IntervalEnd a, IntervalEnd b)
    {
        if (a.Infinity != b.Infinity)
            return a.Infinity.CompareTo(b.Infinity);
        if (a.Infinity != 0 || a.Value.IsNumber && b.Value.IsNumber && a.Value.Value == b.Value.Value || equality.Compare(a.Value, b.Value).IsEqual)
            return 0;
        return new PreciseMath(256, fuel).Subtract(a.Approximate, b.Approximate).Sign;
    }

    List<Interval> Proper(Interval interval)
    {
        int order = Compare(interval.Low, interval.High);
        return order > 0 || order == 0 && !(interval.HasLow && interval.HasHigh) ? [] : [interval];
    }

    List<Interval> Union(List<Interval> intervals)
    {
        intervals = Sorted(intervals);
        var merged = new List<Interval>();
        foreach (var next in intervals)
        {
            fuel.Spend(20);
            int gap = merged.Count == 0 ? 1 : Compare(next.Low, merged[^1].High);
            if (gap > 0 || gap == 0 && !next.HasLow && !merged[^1].HasHigh)
            {
                merged.Add(next);
                continue;
            }
            int ends = Compare(next.High, merged[^1].High);
            if (ends > 0 || ends == 0 && next.HasHigh)
                merged[^1] = merged[^1] with { High = next.High, HasHigh = next.HasHigh };
        }
        return merged;
    }

    // By their lower ends. Not by a library's sort, which would wrap the exception when the fuel is used up.
    List<Interval> Sorted(List<Interval> intervals)
    {
        var sorted = new List<Interval>(intervals.Count);
        foreach (var next in intervals)
        {
            int low = 0, high = sorted.Count;
            while (low < high)
            {
                int middle = (low + high) / 2, order = Compare(sorted[middle].Low, next.Low);
                bool before = order < 0 || order == 0 && (sorted[middle].HasLow || !next.HasLow);
                (low, high) = before ? (middle + 1, high) : (low, middle);
            }
            fuel.Spend(2 + sorted.Count / 16);
            sorted.Insert(low, next);
        }
        return sorted;
    }

    List<Interval> Complement(List<Interval> set)
    {
        var result = new List<Interval>();
        var (low, hasLow) = (Minus, false);
        foreach (var interval in set)
        {
            result.AddRange(Proper(new Interval(low, hasLow, interval.Low, !interval.HasLow && interval.Low.Infinity == 0)));
            (low, hasLow) = (interval.High, !interval.HasHigh && interval.High.Infinity == 0);
        }
        if (low.Infinity <= 0)
            result.AddRange(Proper(new Interval(low, hasLow, Plus, false)));
        return result;
    }

    List<Interval> Intersection(List<Interval> a, List<Interval> b)
    {
        var result = new List<Interval>();
        foreach (var x in a)
            foreach (var y in b)
            {
                fuel.Spend(20);
                int low = Compare(x.Low, y.Low), high = Compare(x.High, y.High);
                result.AddRange(Proper(new Interval(low >= 0 ? x.Low : y.Low, low > 0 ? x.HasLow : low < 0 ? y.HasLow : x.HasLow && y.HasLow, high <= 0 ? x.High : y.High, high < 0 ? x.HasHigh : high > 0 ? y.HasHigh : x.HasHigh && y.HasHigh)));
            }
        return Union(result);
    }

    /// <summary>Whether two lists of intervals are the same.</summary>
    public bool Same(List<Interval> a, List<Interval> b) => a.Count == b.Count && a.Zip(b).All(pair =>
        pair.First.HasLow == pair.Second.HasLow && pair.First.HasHigh == pair.Second.HasHigh && Compare(pair.First.Low, pair.Second.Low) == 0 && Compare(pair.First.High, pair.Second.High) == 0);
}
