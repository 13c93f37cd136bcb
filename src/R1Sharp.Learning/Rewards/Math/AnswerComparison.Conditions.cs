// Conditions on several variables, and intervals whose ends are letters.

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class AnswerComparison
{
    // Conditions on each variable for itself are sets of numbers; those on several must find each other.
    MathJudgement Conditions(Expression a, Expression b)
    {
        if (IsChoice(a) || IsChoice(b))
            return IsChoice(a) && IsChoice(b) && a.Parts.Length == b.Parts.Length && Unordered(a.Parts, b.Parts, asSets: false) is { IsEqual: true } equal
                ? equal : MathJudgement.Undecided("conditions that may or may not say the same");
        var (setsA, restA) = Sorted(a);
        var (setsB, restB) = Sorted(b);
        bool sameSets = setsA.Count == setsB.Count && setsA.All(pair => setsB.TryGetValue(pair.Key, out var other) && _sets.Same(pair.Value, other));
        bool sameRest = restA.Count == restB.Count && Unordered([.. restA], [.. restB], asSets: false).IsEqual;
        if (sameSets && sameRest)
            return MathJudgement.Equal("the same conditions");
        return restA.Count + restB.Count == 0 ? MathJudgement.Different("other conditions")
            : MathJudgement.Undecided("conditions that may or may not say the same");
    }

    static bool IsChoice(Expression e) => e is { Kind: ExpressionKind.List, Name: "or" };

    (Dictionary<string, NumberSet> Sets, List<Expression> Others) Sorted(Expression conditions)
    {
        var byName = new Dictionary<string, List<Expression>>(StringComparer.Ordinal);
        var rest = new List<Expression>();
        foreach (var condition in Single(conditions))
        {
            if (RealSets.Variable(condition) is { } name && _sets.Of(condition) is not null)
                byName.TryAdd(name, []);
            if (RealSets.Variable(condition) is { } key && byName.TryGetValue(key, out var list) && _sets.Of(condition) is not null)
                list.Add(condition);
            else
                rest.Add(condition);
        }
        var sets = new Dictionary<string, NumberSet>(StringComparer.Ordinal);
        foreach (var (name, list) in byName)
            if (_sets.Of(list.Count == 1 ? list[0] : Expression.Of(ExpressionKind.List, "and", [.. list])) is { } set)
                sets[name] = set;
            else
                rest.AddRange(list);
        return (sets, rest);
    }

    // x < y < z is x < y and y < z.
    static IEnumerable<Expression> Single(Expression e)
    {
        if (e.Kind == ExpressionKind.List && e.Name != "or")
            return e.Parts.SelectMany(Single);
        string[] signs = e.Kind == ExpressionKind.Relation ? e.Name.Split(' ') : [];
        return signs.Length < 2 || e.Parts.Length != signs.Length + 1 ? [e]
            : signs.Select((sign, i) => Expression.Of(ExpressionKind.Relation, sign, e.Parts[i], e.Parts[i + 1]));
    }

    // x > a against (a, ∞); x < a or x > b against (−∞, a) ∪ (b, ∞).
    MathJudgement? LetteredIntervals(Expression a, Expression b)
    {
        if (!_options.InequalityMatchesInterval || IsIntervals(a) == IsIntervals(b))
            return null;
        bool first = IsIntervals(a);
        var (intervals, conditions) = first ? (a, b) : (b, a);
        var names = new List<string>();
        conditions.CollectSymbols(names);
        Expression[] parts = [.. Union(intervals)];
        foreach (string name in names)
        {
            var read = (IsChoice(conditions) ? conditions.Parts : [conditions]).Select(c => AsInterval(c, name)).ToArray();
            if (read.All(r => r is not null) && read.Length == parts.Length
                && (first ? Unordered(parts, read!, asSets: false) : Unordered(read!, parts, asSets: false)) is { IsEqual: true } equal)
                return equal;
        }
        return null;
    }

    static bool IsIntervals(Expression e) => e is { Kind: ExpressionKind.Bracket, Parts.Length: 2 } || e is { Kind: ExpressionKind.SetOperation, Name: "union" }
        && e.Parts.All(IsIntervals);

    static IEnumerable<Expression> Union(Expression e) => e.Kind == ExpressionKind.SetOperation ? e.Parts.SelectMany(Union) : [e];

    static Expression? AsInterval(Expression e, string name)
    {
        if (e.Kind != ExpressionKind.Relation)
            return null;
        var (signs, parts) = RelationComparison.Ascending(e);
        int at = Array.FindIndex(parts, p => p.Kind == ExpressionKind.Symbol && p.Name == name);
        if (at < 0 || parts.Length > 3 || signs.Any(s => s is not ("<" or "<=")) || parts.Length == 3 && at != 1 || parts.Where((_, i) => i != at)
            .Any(p => p.Any(n => n.Kind == ExpressionKind.Symbol && n.Name == name)))
            return null;
        var infinity = Expression.Constant("infinity");
        var (low, lowSign) = at > 0 ? (parts[at - 1], signs[at - 1]) : (Expression.Negate(infinity), "<");
        var (high, highSign) = at < parts.Length - 1 ? (parts[at + 1], signs[at]) : (infinity, "<");
        return Expression.Of(ExpressionKind.Bracket, (lowSign == "<" ? "(" : "[") + (highSign == "<" ? ")" : "]"), low, high);
    }
}
