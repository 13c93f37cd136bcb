// What a row of members with commas, "and", "or" and arrows between them is: a list, solutions of a system, conditions that
// are joined, a statement of logic, or a chain of arrows.
//
// Arrows bind least, unless every part between commas has one of its own. Then "or", then commas and "and".

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Builds lists and statements.</summary>
static class MathStatements
{
    /// <summary>Whether a sign between members is an arrow.</summary>
    public static bool IsArrow(string sign) => sign.StartsWith("=>", StringComparison.Ordinal) || sign.StartsWith("<=", StringComparison.Ordinal)
        || sign == "|->";

    /// <summary>The tree of members; <c>signs[i]</c> stands behind <c>items[i]</c>.</summary>
    public static Expression Build(List<Expression> items, List<string> signs)
    {
        if (signs.Count == items.Count)
            signs = signs[..^1];
        if (items.Count == 1)
            return items[0];
        return signs.Any(IsArrow) ? Arrows(items, signs) : List(items, signs);
    }

    // p → q, q → r is a list of implications; a = 1, b = 2 → a + b = 3 is one.
    static Expression Arrows(List<Expression> items, List<string> signs)
    {
        var pieces = Split(items, signs, sign => sign is "," or ";" or "\\\\");
        if (pieces.Count > 1 && pieces.All(p => p.Signs.Any(IsArrow)))
            return Expression.Of(ExpressionKind.List, "", [.. pieces.Select(p => Build(p.Items, p.Signs))]);
        var parts = Split(items, signs, IsArrow).Select(p => Build(p.Items, p.Signs)).ToArray();
        string[] arrows = [.. signs.Where(IsArrow)];
        // a ← b ← c read from right to left.
        if (arrows.All(a => a == "<=="))
            (arrows, parts) = ([.. arrows.Select(_ => "=>")], [.. parts.Reverse()]);
        return Expression.Of(ExpressionKind.Arrow, string.Join(' ', arrows), parts);
    }

    static List<(List<Expression> Items, List<string> Signs)> Split(List<Expression> items, List<string> signs, Func<string, bool> where)
    {
        var pieces = new List<(List<Expression> Items, List<string> Signs)> { ([], []) };
        for (int i = 0; i < items.Count; i++)
        {
            pieces[^1].Items.Add(items[i]);
            if (i == signs.Count)
                break;
            if (where(signs[i]))
                pieces.Add(([], []));
            else
                pieces[^1].Signs.Add(signs[i]);
        }
        return pieces;
    }

    static Expression List(List<Expression> items, List<string> signs)
    {
        bool hasOr = signs.Contains("or"), hasAnd = signs.Contains("and");
        if (Solutions(items, signs) is { } solutions)
            return solutions;
        bool nests = items.Any(IsCondition) || hasAnd && items.All(IsProposition);
        if (hasOr && nests && signs.Any(s => s != "or"))
            return Expression.Of(ExpressionKind.List, "or", [.. Split(items, signs, sign => sign == "or").Select(p => Build(p.Items, p.Signs))]);
        return Expression.Of(ExpressionKind.List, hasOr == hasAnd ? "" : hasOr ? "or" : "and", [.. items]);
    }

    static bool IsCondition(Expression e) => e.Kind == ExpressionKind.Relation && AnswerShape.AsAssignment(AnswerShape.Conclusion(e)) is null;

    /// <summary>Whether a tree is a letter or a formula of logic.</summary>
    public static bool IsProposition(Expression e) => e.Kind is ExpressionKind.Symbol or ExpressionKind.Logic;

    // x = 1, y = 2 or x = 2, y = 1: a list of tuples whose names are known.
    static Expression? Solutions(List<Expression> items, List<string> signs)
    {
        if (items.Count < 4 || items.Any(i => AnswerShape.AsAssignment(AnswerShape.Conclusion(i)) is not { Parameters.Length: 0 }))
            return null;
        foreach (string between in new[] { "or", ";", "\\\\", "and" })
            if (signs.Contains(between) && Named(Split(items, signs, sign => sign == between).Select(p => p.Items)) is { } solutions)
                return solutions;
        // Only commas: a new solution begins where the first name comes back.
        string first = NameOf(items[0]);
        int length = items.FindIndex(1, i => NameOf(i) == first);
        return length > 1 && items.Count % length == 0 ? Named(items.Chunk(length)) : null;
    }

    static string NameOf(Expression assignment) => AnswerShape.AsAssignment(AnswerShape.Conclusion(assignment))!.Value.Name;

    static Expression? Named(IEnumerable<IEnumerable<Expression>> groups)
    {
        var tuples = groups.Select(g => AnswerShape.TupleEquation([.. g])).ToArray();
        if (tuples.Any(t => t is null))
            return null;
        string names = tuples[0]!.Parts[0].ToString();
        return tuples.All(t => t!.Parts[0].ToString() == names) ? Expression.Of(ExpressionKind.List, "or", tuples!) : null;
    }

    /// <summary>Two statements with a sign of logic between them; conditions become a list that "and" or "or" joins.</summary>
    public static Expression Join(string sign, Expression first, Expression second)
    {
        bool conditions = sign is "and" or "or" && (IsJoinable(first) || IsJoinable(second));
        var kind = conditions ? ExpressionKind.List : ExpressionKind.Logic;
        // Only what is said without brackets grows longer; "xor" and its like take two.
        return first.Kind == kind && first.Name == sign && sign is "and" or "or" ? Expression.Of(kind, sign, [.. first.Parts, second])
            : Expression.Of(kind, sign, first, second);
    }

    static bool IsJoinable(Expression e) => e.Kind == ExpressionKind.Relation || e is { Kind: ExpressionKind.List, Name: "and" or "or" };
}
