// Letters that belong to a sum, a product, an integral or a limit: part 0 of these functions, and nothing outside.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>What binds letters.</summary>
static class BoundVariables
{
    /// <summary>Whether part 0 is a letter that means nothing outside. The body is the last part, the rest are bounds.</summary>
    public static bool Binds(Expression e) => e.Kind == ExpressionKind.Function && e.Parts.Length >= 3 && e.Name is "sum" or "prod" or "integral" or "limit";

    /// <summary>The body with another expression for the letter.</summary>
    /// <exception cref="NotUnderstoodException">A function inside binds the same letter again.</exception>
    public static Expression Replaced(Expression e, Expression value)
    {
        string letter = e.Parts[0].Name;
        if (e.Parts[^1].Any(n => Binds(n) && n.Parts[0].Name == letter))
            throw new NotUnderstoodException($"the letter '{letter}' for two things");
        return e.Parts[^1].Rewrite(n => n.Kind == ExpressionKind.Symbol && n.Name == letter ? value : null);
    }
}
