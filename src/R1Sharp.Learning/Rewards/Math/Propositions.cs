// Formulas of logic over letters, and of sets over letters, compared by all their truth values: p → q is ¬p ∨ q, and
// A \ B is A ∩ B'. A letter of a set says "is in it".

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Compares by truth tables.</summary>
/// <param name="fuel">Pays for the rows.</param>
sealed class Propositions(Fuel fuel)
{
    const int MostLetters = 10;

    /// <summary>Whether two formulas are true for the same letters; null where one of them is no formula over letters.</summary>
    public MathJudgement? Compare(Expression a, Expression b)
    {
        var letters = new List<string>();
        if (!Collect(a, letters) || !Collect(b, letters) || letters.Count > MostLetters)
            return null;
        for (int row = 0; row < 1 << letters.Count; row++)
        {
            bool Value(string letter) => (row >> letters.IndexOf(letter) & 1) != 0;
            if (IsTrue(a, Value) != IsTrue(b, Value))
                return MathJudgement.Different("they differ for some truth values");
        }
        return MathJudgement.Equal("the same truth table");
    }

    // The letters of a formula; false where it has parts of another kind.
    static bool Collect(Expression e, List<string> letters)
    {
        if (Letter(e) is { } letter)
        {
            if (!letters.Contains(letter))
                letters.Add(letter);
            return true;
        }
        return IsConnection(e) && e.Parts.All(p => Collect(p, letters));
    }

    static bool IsConnection(Expression e) => e.Kind switch
    {
        ExpressionKind.Logic or ExpressionKind.SetOperation => true,
        ExpressionKind.List => e.Name is "and" or "or",
        ExpressionKind.Arrow => e.Parts.Length == 2 && e.Name is "=>" or "<=>",
        ExpressionKind.Relation => e is { Parts.Length: 2, Name: "equiv" },
        _ => IsEmptySet(e) || e is { Kind: ExpressionKind.Symbol, Name: "top" } || Complemented(e) is not null,
    };

    static bool IsEmptySet(Expression e) => e is { Kind: ExpressionKind.Set, Parts.Length: 0 };

    // A letter that is not itself a complement.
    static string? Letter(Expression e) => e.Kind == ExpressionKind.Symbol && e.Name != "top" && Complemented(e) is null ? e.Name : null;

    // A', \overline{A}, A^c.
    static Expression? Complemented(Expression e) => e switch
    {
        { Kind: ExpressionKind.Symbol, Name: [.. var letter, '\''] } when letter.Length > 0 => Expression.Symbol(letter),
        { Kind: ExpressionKind.Symbol, Name: ['b', 'a', 'r', '(', var letter, ')'] } => Expression.Symbol(letter.ToString()),
        { Kind: ExpressionKind.Power, Parts: [var inside, { Kind: ExpressionKind.Symbol, Name: "c" or "C" or "complement" }] } => inside,
        _ => null,
    };

    bool IsTrue(Expression e, Func<string, bool> value)
    {
        fuel.Spend(2);
        if (Letter(e) is { } letter)
            return value(letter);
        if (Complemented(e) is { } complemented)
            return !IsTrue(complemented, value);
        bool First() => IsTrue(e.Parts[0], value);
        bool Second() => IsTrue(e.Parts[1], value);
        return e.Kind switch
        {
            ExpressionKind.Set => false,
            ExpressionKind.Symbol => true,
            ExpressionKind.Arrow when e.Name == "=>" => !First() || Second(),
            ExpressionKind.Arrow or ExpressionKind.Relation => First() == Second(),
            _ => e.Name switch
            {
                "and" or "intersection" => Array.TrueForAll(e.Parts, p => IsTrue(p, value)),
                "or" or "union" => Array.Exists(e.Parts, p => IsTrue(p, value)),
                "minus" => First() && !Second(),
                "not" => !First(),
                "xor" => First() != Second(),
                "nand" => !(First() && Second()),
                _ => !(First() || Second()),
            },
        };
    }
}
