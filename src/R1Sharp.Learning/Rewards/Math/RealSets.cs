// Sets of real, rational or whole numbers as a sorted list of intervals with exact ends. Intervals, unions, {x | x > 0},
// x > 0, ℝ \ {1} and 1 < x < 2 all become such a list, and are equal when the lists are and hold the same kind of number.
//
// Conditions that only a comma joins are an intersection; a union, where they have nothing in common, two by two.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Which numbers of its intervals a set has.</summary>
enum NumberGrid
{
    /// <summary>All.</summary>
    Reals,

    /// <summary>The fractions.</summary>
    Rationals,

    /// <summary>The whole numbers.</summary>
    Integers,
}

/// <summary>A set of numbers.</summary>
readonly record struct NumberSet(NumberGrid Grid, List<Interval> Intervals);

/// <summary>Makes sets of numbers and compares them.</summary>
sealed class RealSets(FormulaEquality equality, Fuel fuel)
{
    const int MostListed = 2000;

    static readonly string[] SetNames = ["Reals", "Rationals", "Integers", "Naturals"];

    readonly IntervalAlgebra _intervals = new(equality, fuel);
    readonly InequalitySolver _solver = new(equality, new IntervalAlgebra(equality, fuel), fuel);

    /// <summary>Where the natural numbers begin: both 0 and 1 are in use.</summary>
    public int FirstNatural { get; set; }

    /// <summary>Whether a tree is, on its own, a set or condition that could become a set of numbers.</summary>
    public static bool IsSetLike(Expression e) => e.Kind switch
    {
        ExpressionKind.SetOperation or ExpressionKind.Builder or ExpressionKind.Set => true,
        ExpressionKind.Bracket => e.Parts.Length == 2,
        ExpressionKind.Relation => e.Name.Split(' ').All(s => s is "<" or ">" or "<=" or ">=" or "!=" or "in" or "notin"),
        ExpressionKind.Symbol => IsSetName(e.Name),
        ExpressionKind.Sum => e.Parts is [{ Kind: ExpressionKind.Symbol } whole, { Kind: ExpressionKind.Product, Parts: [_, { Kind: ExpressionKind.Set }] }]
            && IsSetName(whole.Name),
        _ => false,
    };

    /// <summary>Whether a name is that of a set of numbers: "Reals", "Integers>=0".</summary>
    public static bool IsSetName(string name) => Array.Exists(SetNames, set => name.StartsWith(set, StringComparison.Ordinal)) && !name.Contains('_');

    /// <summary>The one variable of conditions; null where there are several or none.</summary>
    public static string? Variable(Expression e)
    {
        var names = new List<string>();
        e.CollectSymbols(names);
        names.RemoveAll(IsSetName);
        return names.Count == 1 ? names[0] : null;
    }

    /// <summary>The set; null where the tree is no set of numbers that can be worked out.</summary>
    public NumberSet? Of(Expression e) => Whole(Read(e));

    NumberSet? Read(Expression e)
    {
        fuel.Spend(10);
        switch (e.Kind)
        {
            case ExpressionKind.Symbol:
                return Named(e.Name);
            case ExpressionKind.Bracket when e.Parts.Length == 2:
                return _intervals.End(e.Parts[0]) is { } low && _intervals.End(e.Parts[1]) is { } high
                    ? Real(_intervals.Proper(new Interval(low, e.Name[0] == '[' && low.Infinity == 0, high, e.Name[1] == ']' && high.Infinity == 0))) : null;
            case ExpressionKind.Set:
                return Points(e);
            case ExpressionKind.SetOperation:
                return Read(e.Parts[0]) is { } left && Read(e.Parts[1]) is { } right
                    ? e.Name switch { "union" => Union(left, right), "minus" => Minus(left, right), _ => Intersection(left, right) } : null;
            case ExpressionKind.Sum when e.Parts.Length == 2
                && e.Parts[1] is { Kind: ExpressionKind.Product, Parts: [{ IsNumber: true, Value.Sign: < 0 }, { Kind: ExpressionKind.Set } removed] }:
                return Read(e.Parts[0]) is { } whole && Read(removed) is { } points ? Minus(whole, points) : null;
            case ExpressionKind.Relation:
                return Relation(e);
            case ExpressionKind.Builder:
                return Builder(e);
            case ExpressionKind.List when e.Parts.All(p => p.IsConstant
                && p.Kind is not (ExpressionKind.Bracket or ExpressionKind.SetOperation or ExpressionKind.Relation or ExpressionKind.Set)):
                return Points(e);
            case ExpressionKind.List:
                return Conditions(e);
            default:
                return null;
        }
    }

    static NumberSet Real(List<Interval> intervals) => new(NumberGrid.Reals, intervals);

    /// <summary>What R, Z, Q and N mean where a set is expected; null for other letters.</summary>
    public static string? LetterSet(string name) => name.Length == 1
        ? Array.Find(SetNames, set => name == (set == "Integers" ? "Z" : set == "Rationals" ? "Q" : set[..1])) : null;

    // "Reals", "Integers>0"
    NumberSet? Named(string name)
    {
        name = LetterSet(name) ?? name;
        if (!IsSetName(name))
            return null;
        string set = Array.Find(SetNames, name.StartsWith)!, mark = name[set.Length..];
        if (set == "Naturals")
            return mark.Length == 0 ? new NumberSet(NumberGrid.Integers, From(FirstNatural)) : null;
        var grid = set == "Reals" ? NumberGrid.Reals : set == "Rationals" ? NumberGrid.Rationals : NumberGrid.Integers;
        var zero = Expression.Zero;
        var intervals = mark.Length == 0 ? IntervalAlgebra.Line : _solver.Solve(Expression.Symbol("x"), mark[..^1], zero, "x");
        return intervals is null ? null : new NumberSet(grid, intervals);
    }

    List<Interval> From(int first) => [new Interval(_intervals.End(Expression.Number(first))!.Value, true, IntervalAlgebra.Plus, false)];

    // {x ∈ ℤ | x > 0}: the variable is the set's own; a comma between its conditions always says "and".
    NumberSet? Builder(Expression e)
    {
        var (head, conditions) = (e.Parts[0], e.Parts[1..]);
        NumberSet domain = Real(IntervalAlgebra.Line);
        if (head is { Kind: ExpressionKind.Relation, Name: "in", Parts: [{ Kind: ExpressionKind.Symbol }, _] })
        {
            if (Read(head.Parts[1]) is not { } read)
                return null;
            (domain, head) = (read, head.Parts[0]);
        }
        if (head.Kind != ExpressionKind.Symbol || IsSetName(head.Name) || conditions.Any(c => Variable(c) != head.Name))
            return null;
        return Joined(conditions, e.Name == "or" ? "or" : "and") is { } set ? Intersection(domain, set) : null;
    }

    NumberSet? Conditions(Expression e)
    {
        bool intervals = e.Parts.All(p => p.Kind is ExpressionKind.Bracket or ExpressionKind.SetOperation or ExpressionKind.Set);
        if (!intervals && Variable(e) is null)
            return null;
        // "(0, 1) and (2, 3)" lists intervals.
        return Joined(e.Parts, intervals && e.Name != "or" ? "list" : e.Name);
    }

    NumberSet? Joined(Expression[] parts, string joint)
    {
        var sets = new List<NumberSet>();
        foreach (var part in parts)
        {
            if (Read(part) is not { } set)
                return null;
            sets.Add(set);
        }
        if (joint == "or")
            return sets.Skip(1).Aggregate((NumberSet?)sets[0], (all, next) => all is { } a ? Union(a, next) : null);
        var common = sets.Aggregate(Intersection);
        if (joint == "and" || joint.Length == 0 && common.Intervals.Count > 0)
            return common;
        for (int i = 0; i < sets.Count; i++)
            for (int j = 0; j < i; j++)
                if (Intersection(sets[i], sets[j]).Intervals.Count > 0)
                    return null;
        return Joined(parts, "or");
    }

    NumberSet? Points(Expression e)
    {
        var points = new List<Interval>();
        foreach (var member in AnswerShape.Members(e))
        {
            if (_intervals.End(member) is not { Infinity: 0 } end)
                return null;
            points.Add(IntervalAlgebra.Point(end));
        }
        return Real(_intervals.Union(points));
    }

    // x < 5, 1 <= x < 3, -x > -1, x != 2, x in (1, 2)
    NumberSet? Relation(Expression e)
    {
        string[] signs = e.Name.Split(' ');
        if (Variable(e) is not { } name)
            return null;
        NumberSet? result = null;
        for (int i = 0; i < signs.Length; i++)
        {
            if (Step(e.Parts[i], signs[i], e.Parts[i + 1], name) is not { } step)
                return null;
            result = result is { } before ? Intersection(before, step) : step;
        }
        return result;
    }

    NumberSet? Step(Expression left, string sign, Expression right, string name)
    {
        // x ≠ ±1 says both.
        if (sign is "!=" or "=" && AnswerShape.Readings(right) is { } readings)
            return Joined([.. readings.Select(r => Expression.Of(ExpressionKind.Relation, sign, left, r))], sign == "=" ? "or" : "and");
        if (sign is not ("in" or "notin"))
            return _solver.Solve(left, sign, right, name) is { } intervals ? Real(intervals) : null;
        if (left.Kind != ExpressionKind.Symbol || Read(right) is not { } set)
            return null;
        return sign == "in" ? set : Minus(Real(IntervalAlgebra.Line), set);
    }

    NumberSet Intersection(NumberSet a, NumberSet b) => new((NumberGrid)Math.Max((int)a.Grid, (int)b.Grid), _intervals.Intersection(a.Intervals, b.Intervals));

    NumberSet? Union(NumberSet a, NumberSet b)
    {
        if (a.Intervals.Count == 0 || b.Intervals.Count == 0)
            return a.Intervals.Count == 0 ? b : a;
        if (a.Grid == b.Grid)
            return a with { Intervals = _intervals.Union([.. a.Intervals, .. b.Intervals]) };
        // Single numbers are a set of any kind.
        return Whole(a) is { Grid: NumberGrid.Reals } x && Whole(b) is { Grid: NumberGrid.Reals } y ? Real(_intervals.Union([.. x.Intervals, .. y.Intervals]))
            : null;
    }

    NumberSet? Minus(NumberSet a, NumberSet b)
    {
        if (b.Grid == NumberGrid.Reals || a.Grid == b.Grid)
            return a with { Intervals = _intervals.Intersection(a.Intervals, _intervals.Complement(b.Intervals)) };
        return Whole(b) is { Grid: NumberGrid.Reals } points ? a with
        {
            Intervals = _intervals.Intersection(a.Intervals, _intervals.Complement(points.Intervals)),
        } : null;
    }

    // Whole numbers between two ends are single numbers; towards infinity the ends become whole. Single fractions are single numbers.
    NumberSet? Whole(NumberSet? set)
    {
        if (set is not { } s || s.Grid == NumberGrid.Reals)
            return set;
        if (s.Grid == NumberGrid.Rationals)
            return s.Intervals.All(i => i.HasLow && i.HasHigh && _intervals.Compare(i.Low, i.High) == 0 && i.Low.Value.IsNumber) ? Real(s.Intervals) : s;
        var whole = new List<Interval>();
        foreach (var interval in s.Intervals)
        {
            if (Inner(interval.Low, interval.HasLow, 1) is not { } low || Inner(interval.High, interval.HasHigh, -1) is not { } high)
                return null;
            if (low.Infinity == 0 && high.Infinity == 0 && (high.Value.Value - low.Value.Value).CompareTo(MostListed) > 0)
                return null;
            if (low.Infinity == 0 && high.Infinity == 0)
                for (var n = low.Value.Value; n.CompareTo(high.Value.Value) <= 0; n += 1)
                    whole.Add(IntervalAlgebra.Point(_intervals.End(Expression.Number(n))!.Value));
            else
                whole.Add(new Interval(low, low.Infinity == 0, high, high.Infinity == 0));
        }
        return whole.All(i => i.Low.Infinity == 0 && i.High.Infinity == 0) ? Real(_intervals.Union(whole))
            : new NumberSet(NumberGrid.Integers, Touching(_intervals.Union(whole)));
    }

    // The nearest whole number inside; null where the end is an irrational number that is too close to tell.
    IntervalEnd? Inner(IntervalEnd end, bool isIn, int inwards)
    {
        if (end.Infinity != 0)
            return end;
        var floor = end.Value.IsNumber ? end.Value.Value.Floor() : end.Approximate.ToFixed(0);
        bool isWhole = end.Value.IsNumber && end.Value.Value.IsInteger;
        if (!end.Value.IsNumber && end.Approximate.ToFixed(64) is var fine && (fine + 2 >> 64 != fine - 2 >> 64))
            return null;
        var whole = isWhole ? floor + (isIn ? 0 : inwards) : inwards > 0 ? floor + 1 : floor;
        return _intervals.End(Expression.Number(whole));
    }

    // Whole numbers up to 3 and from 4 on are one row.
    List<Interval> Touching(List<Interval> intervals)
    {
        var rows = new List<Interval>();
        foreach (var next in intervals)
        {
            bool touches = rows.Count > 0 && rows[^1].High.Infinity == 0 && next.Low.Infinity == 0 && (next.Low.Value.Value - rows[^1].High.Value.Value)
                .CompareTo(1) <= 0;
            if (touches)
                rows[^1] = rows[^1] with { High = next.High, HasHigh = next.HasHigh };
            else
                rows.Add(next);
        }
        return rows;
    }

    /// <summary>Whether two sets are the same.</summary>
    public bool Same(NumberSet a, NumberSet b) => (a.Grid == b.Grid || a.Intervals.Count == 0) && _intervals.Same(a.Intervals, b.Intervals);
}
