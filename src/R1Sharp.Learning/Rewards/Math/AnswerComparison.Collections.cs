// Lists, sets and intervals.

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class AnswerComparison
{
    const int MostMembers = 64;

    MathJudgement? Lists(Expression a, Expression b)
    {
        if (!IsList(a) && !IsList(b))
            return null;
        // Conditions joined by "and" or "or" are a set of numbers, if they are on one variable.
        if (AreConditions(a) || AreConditions(b))
        {
            bool conditional = IsConditional(a) && IsConditional(b), oneVariable = RealSets.Variable(a) is { } x && x == RealSets.Variable(b);
            return conditional && !oneVariable ? Conditions(a, b) : SetsOfNumbers(a, b)
                ?? (conditional ? Conditions(a, b) : MathJudgement.Undecided("conditions that are not understood"));
        }
        if (a.Kind == ExpressionKind.Bracket || b.Kind == ExpressionKind.Bracket)
            return ListAndTuple(a, b);
        if (RealSets.IsSetLike(a) && a.Kind != ExpressionKind.Set || RealSets.IsSetLike(b) && b.Kind != ExpressionKind.Set)
            return SetsOfNumbers(a, b);
        if (IsMatrixLike(a) || IsMatrixLike(b))
            return null;
        if (IsEmptySet(a) && IsEmptySet(b))
            return MathJudgement.Equal("the empty set");
        var (membersA, membersB) = (AnswerShape.Members(a), AnswerShape.Members(b));
        // Two signs of plus or minus may give the same number twice.
        bool asSets = a.Kind == ExpressionKind.Set || b.Kind == ExpressionKind.Set || membersA.Length > 2 && AnswerShape.Readings(a) is not null
            || membersB.Length > 2 && AnswerShape.Readings(b) is not null;
        if (!asSets && AnswerShape.NamedTuple(a) is null != AnswerShape.NamedTuple(b) is null)
            return Ordered(AnswerShape.NamedTuple(a) ?? membersA, AnswerShape.NamedTuple(b) ?? membersB);
        bool hasGap = a.Any(n => n.Kind == ExpressionKind.Ellipsis) || b.Any(n => n.Kind == ExpressionKind.Ellipsis);
        return hasGap || !asSets && !_options.BareListsAreUnordered ? Ordered(membersA, membersB) : Unordered(membersA, membersB, asSets);
    }

    // A set of one number is that number; a sign of plus or minus makes two members.
    static bool IsList(Expression e) => e.Kind is ExpressionKind.List or ExpressionKind.Set
        || e.Kind is not (ExpressionKind.Bracket or ExpressionKind.Relation or ExpressionKind.Matrix) && AnswerShape.Readings(e) is not null;

    static bool AreConditions(Expression e) => e.Kind == ExpressionKind.List && e.Parts.All(IsConditional)
        && e.Parts.Any(p => p.Kind == ExpressionKind.List || AnswerShape.AsAssignment(p) is null && RealSets.IsSetLike(p));

    static bool IsConditional(Expression e) => e.Kind == ExpressionKind.Relation || e.Kind == ExpressionKind.List && e.Parts.All(IsConditional);

    // The letter φ is often written for ∅.
    static bool IsEmptySet(Expression e) => e is { Kind: ExpressionKind.Set, Parts.Length: 0 } or { Kind: ExpressionKind.Symbol, Name: "phi" };

    static bool IsMatrixLike(Expression e) => e.Kind == ExpressionKind.Matrix;

    MathJudgement ListAndTuple(Expression a, Expression b)
    {
        var (tuple, list) = a.Kind == ExpressionKind.Bracket ? (a, b) : (b, a);
        // {(1, 2)} is (1, 2), as {5} is 5.
        if (list is { Kind: ExpressionKind.Set, Parts: [{ Kind: ExpressionKind.Bracket } only] })
            return Side(list == a, only, tuple);
        if (list.Kind == ExpressionKind.Set)
            return SetsOfNumbers(a, b) ?? MathJudgement.Different("a set is not a tuple");
        if (AnswerShape.Readings(tuple) is not null && list.Parts.All(p => p.Kind == ExpressionKind.Bracket))
            return Unordered(AnswerShape.Members(a), AnswerShape.Members(b), asSets: true);
        bool isPlainTuple = tuple.Name == "()" || tuple.Name == "[]" && tuple.Parts.Length > 2;
        if (AnswerShape.NamedTuple(list) is { } values && isPlainTuple)
            return tuple == a ? Ordered(tuple.Parts, values) : Ordered(values, tuple.Parts);
        if (list.Kind == ExpressionKind.List && list.Parts.All(p => p.Kind == ExpressionKind.Bracket) && SetsOfNumbers(a, b) is { IsEqual: true } union)
            return union;
        if (!_options.BareListMatchesTuple || !isPlainTuple || list.Kind != ExpressionKind.List || list.Name is "or")
            return MathJudgement.Different("a list is not this tuple or interval");
        return Ordered(a.Parts, b.Parts);
    }

    MathJudgement Ordered(Expression[] a, Expression[] b) => a.Length != b.Length ? MathJudgement.Different($"{a.Length} members are not {b.Length}")
        : MathJudgement.All(a.Zip(b, Compare));

    // Every member of one finds its own in the other; in sets members may be written twice.
    MathJudgement Unordered(Expression[] a, Expression[] b, bool asSets)
    {
        if (Math.Max(a.Length, b.Length) > MostMembers)
            throw new OutOfFuelException("a list has too many members");
        if (!asSets && a.Length != b.Length)
            return MathJudgement.Different($"{a.Length} members are not {b.Length}");
        var verdicts = new MathJudgement[a.Length, b.Length];
        for (int i = 0; i < a.Length; i++)
            for (int j = 0; j < b.Length; j++)
                verdicts[i, j] = Compare(a[i], b[j]);
        bool Covers(MathVerdict worst) => asSets
            ? Enumerable.Range(0, a.Length).All(i => Enumerable.Range(0, b.Length).Any(j => Fits(verdicts[i, j], worst))) && Enumerable.Range(0, b.Length)
                .All(j => Enumerable.Range(0, a.Length).Any(i => Fits(verdicts[i, j], worst)))
            : Matching(verdicts, worst);
        return Covers(MathVerdict.Equal) ? MathJudgement.Equal("the same members")
            : Covers(MathVerdict.Undecided) ? MathJudgement.Undecided("members that may or may not be the same") : MathJudgement.Different("other members");
    }

    static bool Fits(MathJudgement judgement, MathVerdict worst) => judgement.IsEqual || worst == MathVerdict.Undecided
        && judgement.Verdict == MathVerdict.Undecided;

    // A perfect matching by augmenting paths.
    bool Matching(MathJudgement[,] verdicts, MathVerdict worst)
    {
        int count = verdicts.GetLength(0);
        int[] owner = [.. Enumerable.Repeat(-1, count)];
        bool Place(int i, bool[] tried)
        {
            for (int j = 0; j < count; j++)
            {
                _fuel.Spend(1);
                if (tried[j] || !Fits(verdicts[i, j], worst))
                    continue;
                tried[j] = true;
                if (owner[j] < 0 || Place(owner[j], tried))
                {
                    owner[j] = i;
                    return true;
                }
            }
            return false;
        }
        return Enumerable.Range(0, count).All(i => Place(i, new bool[count]));
    }

    // Intervals, unions, inequalities of one variable.
    MathJudgement? SetsOfNumbers(Expression a, Expression b)
    {
        bool setA = RealSets.IsSetLike(a) || a.Kind == ExpressionKind.List, setB = RealSets.IsSetLike(b) || b.Kind == ExpressionKind.List;
        if (!setA || !setB || a.Kind == ExpressionKind.Bracket && b.Kind == ExpressionKind.Bracket)
            return null;
        bool isMixed = a.Kind == ExpressionKind.Relation != (b.Kind == ExpressionKind.Relation);
        if (isMixed && !_options.InequalityMatchesInterval)
            return MathJudgement.Different("an inequality is not an interval");
        if (IsConditional(a) && IsConditional(b) && RealSets.Variable(a) is { } x && RealSets.Variable(b) is { } y && x != y)
            return MathJudgement.Different($"a condition on {x} is not one on {y}");
        var same = SameNumbers(a, b, out var first, out var second);
        if (same is not null)
            return same;
        if (LetteredIntervals(a, b) is { } lettered)
            return lettered;
        if (a.Kind == ExpressionKind.Relation && b.Kind == ExpressionKind.Relation)
            return null;
        if (Membership(a, b) is { } membership)
            return membership;
        if (a.Kind == b.Kind && a.Name == b.Name && a.Parts.Length == b.Parts.Length)
            return MathJudgement.All(a.Parts.Zip(Renamed(a, b), Compare)) is { IsEqual: true } equal ? equal
                : MathJudgement.Undecided("sets that are not worked out");
        // A set of numbers is not a list of constants that are no numbers, or of equations.
        if (first is not null && IsForeign(b) || second is not null && IsForeign(a))
            return MathJudgement.Different("other kinds of answer");
        return a.Kind is ExpressionKind.Set or ExpressionKind.List && b.Kind is ExpressionKind.Set or ExpressionKind.List ? null
            : MathJudgement.Undecided("sets that are not worked out");
    }

    // Natural numbers begin at 0 or at 1: where that matters, nothing is known.
    MathJudgement? SameNumbers(Expression a, Expression b, out NumberSet? first, out NumberSet? second)
    {
        MathJudgement? judgement = null;
        (first, second) = (null, null);
        bool hasNaturals = a.Any(IsNaturals) || b.Any(IsNaturals);
        for (int from = hasNaturals ? 0 : 1; from <= 1; from++)
        {
            _sets.FirstNatural = from;
            (first, second) = (_sets.Of(a), _sets.Of(b));
            if (first is not { } x || second is not { } y)
                return null;
            var next = _sets.Same(x, y) ? MathJudgement.Equal("the same set of numbers") : MathJudgement.Different("other sets of numbers");
            if (judgement is { } before && before.Verdict != next.Verdict)
                return MathJudgement.Undecided("whether 0 is a natural number decides");
            judgement = next;
        }
        return judgement;
    }

    static bool IsNaturals(Expression e) => e is { Kind: ExpressionKind.Symbol, Name: "Naturals" };

    static bool IsForeign(Expression e) => e.Kind is ExpressionKind.List or ExpressionKind.Set or ExpressionKind.Bracket
        && (e.Parts.Any(p => p is { Kind: ExpressionKind.Relation, Name: "=" }) || e.IsConstant);

    // x ∈ S against S, with S no set of real numbers.
    MathJudgement? Membership(Expression a, Expression b)
    {
        bool inA = IsMembership(a), inB = IsMembership(b);
        return inA != inB ? inA ? Compare(a.Parts[1], b) : Compare(a, b.Parts[1]) : null;
    }

    // x ∈ S, (x, y) ∈ S
    static bool IsMembership(Expression e) => e is { Kind: ExpressionKind.Relation, Name: "in" }
        && (e.Parts[0].Kind == ExpressionKind.Symbol || e.Parts[0].Kind == ExpressionKind.Bracket
        && e.Parts[0].Parts.All(p => p.Kind == ExpressionKind.Symbol));

    // {x | x > a} and {t | t > a}: the variable's name does not matter.
    static IEnumerable<Expression> Renamed(Expression a, Expression b)
    {
        if (a.Kind != ExpressionKind.Builder || Bound(a) is not { } to || Bound(b) is not { } from)
            return b.Parts;
        return b.Parts.Select(p => p.Rewrite(n => n.Kind == ExpressionKind.Symbol && n.Name == from ? Expression.Symbol(to) : null));
    }

    // The variable of {x | …}, {x ∈ S | …} and {2k | k ∈ ℤ}.
    static string? Bound(Expression builder) => builder.Parts[0].Kind == ExpressionKind.Symbol ? builder.Parts[0].Name
        : builder.Parts.FirstOrDefault(p => p is { Kind: ExpressionKind.Relation, Name: "in", Parts: [{ Kind: ExpressionKind.Symbol }, _] })?.Parts[0].Name;
}
