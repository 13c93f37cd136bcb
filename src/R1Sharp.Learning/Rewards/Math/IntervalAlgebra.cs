// Unions, intersections and complements of sorted lists of intervals with exact ends.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>An end of an interval: a real number or an infinity.</summary>
/// <param name="Value">The number; an infinity for infinite ends.</param>
/// <param name="Infinity">1, −1, or 0 for a number.</param>
/// <param name="Approximate">The number with many bits.</param>
readonly record struct IntervalEnd(Expression Value, int Infinity, PreciseReal Approximate);

/// <summary>An interval, with its ends or without.</summary>
readonly record struct Interval(IntervalEnd Low, bool HasLow, IntervalEnd High, bool HasHigh);

/// <summary>Works with lists of intervals.</summary>
sealed class IntervalAlgebra(FormulaEquality equality, Fuel fuel)
{
    const int Bits = 256;

    static readonly Dictionary<string, PreciseComplex> NoVariables = [];

    /// <summary>The infinite ends.</summary>
    public static readonly IntervalEnd Minus = new(Expression.Zero, -1, PreciseReal.Zero), Plus = new(Expression.Zero, 1, PreciseReal.Zero);

    /// <summary>All real numbers.</summary>
    public static List<Interval> Line => [new Interval(Minus, false, Plus, false)];

    /// <summary>One number.</summary>
    public static Interval Point(IntervalEnd end) => new(end, true, end, true);

    /// <summary>The end that a constant is; null where it is no real number that can be worked out.</summary>
    public IntervalEnd? End(Expression e)
    {
        if (AnswerShape.InfinitySign(e) is not 0 and var infinity)
            return infinity < 0 ? Minus : Plus;
        if (!e.IsConstant
            || e.Any(n => n.Kind is not (ExpressionKind.Number or ExpressionKind.Constant or ExpressionKind.Sum or ExpressionKind.Product
            or ExpressionKind.Power or ExpressionKind.Function or ExpressionKind.Percent)))
            return null;
        if (new Normalizer(fuel).Normalize(e).AsRational is { } rational)
            return new IntervalEnd(Expression.Number(rational), 0, new PreciseMath(Bits, fuel).Of(rational));
        var value = new FormulaEvaluator(Bits, fuel, NoVariables).Value(e);
        return value.IsReal ? new IntervalEnd(e, 0, value.Re) : null;
    }

    /// <summary>The order of two ends.</summary>
    public int Compare(IntervalEnd a, IntervalEnd b)
    {
        if (a.Infinity != b.Infinity)
            return a.Infinity.CompareTo(b.Infinity);
        if (a.Infinity != 0 || a.Value.IsNumber && b.Value.IsNumber && a.Value.Value == b.Value.Value || equality.Compare(a.Value, b.Value).IsEqual)
            return 0;
        return new PreciseMath(Bits, fuel).Subtract(a.Approximate, b.Approximate).Sign;
    }

    /// <summary>The interval, or nothing where its ends are the wrong way round.</summary>
    public List<Interval> Proper(Interval interval)
    {
        int order = Compare(interval.Low, interval.High);
        return order > 0 || order == 0 && !(interval.HasLow && interval.HasHigh) ? [] : [interval];
    }

    /// <summary>What is in any of the intervals.</summary>
    public List<Interval> Union(List<Interval> intervals)
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

    /// <summary>What is in none of the intervals.</summary>
    public List<Interval> Complement(List<Interval> set)
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

    /// <summary>What is in both.</summary>
    public List<Interval> Intersection(List<Interval> a, List<Interval> b)
    {
        var result = new List<Interval>();
        foreach (var x in a)
            foreach (var y in b)
            {
                fuel.Spend(20);
                int low = Compare(x.Low, y.Low), high = Compare(x.High, y.High);
                result.AddRange(
                    Proper(new Interval(low >= 0 ? x.Low : y.Low, low > 0 ? x.HasLow : low < 0 ? y.HasLow : x.HasLow && y.HasLow, high <= 0 ? x.High
                    : y.High, high < 0 ? x.HasHigh : high > 0 ? y.HasHigh : x.HasHigh && y.HasHigh)));
            }
        return Union(result);
    }

    /// <summary>Whether two lists of intervals are the same.</summary>
    public bool Same(List<Interval> a, List<Interval> b) => a.Count == b.Count && a.Zip(b).All(pair =>
        pair.First.HasLow == pair.Second.HasLow && pair.First.HasHigh == pair.Second.HasHigh && Compare(pair.First.Low, pair.Second.Low) == 0
            && Compare(pair.First.High, pair.Second.High) == 0);
}
