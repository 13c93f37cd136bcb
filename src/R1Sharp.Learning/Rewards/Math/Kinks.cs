// Where a formula may stop to be analytic: zeros of what stands under an absolute value, a root, a logarithm, between the
// arguments of a maximum, at the ends of an arc sine. Two formulas that agree on one side of such a zero can differ on the other.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>A subexpression at whose zeros a formula may have a kink.</summary>
/// <param name="Zero">The subexpression.</param>
/// <param name="ChoosesBranch">Whether both its signs give values, as under an absolute value; under a root only one does.</param>
/// <param name="IsNeverNegative">Whether it is a sum of terms that are never negative, so that it vanishes where all of them do.</param>
readonly record struct Kink(Expression Zero, bool ChoosesBranch, bool IsNeverNegative);

/// <summary>Finds the kinks of formulas.</summary>
static class Kinks
{
    /// <summary>The kinks of two formulas, inner ones first, each once.</summary>
    public static List<Kink> Of(Expression a, Expression b)
    {
        var kinks = new List<Kink>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        void Add(Expression zero, bool choosesBranch)
        {
            if (!zero.IsConstant && seen.Add(zero.ToString()))
                kinks.Add(new Kink(zero, choosesBranch, zero.Kind == ExpressionKind.Sum && IsNeverNegative(zero)));
        }
        Collect(a, false, Add);
        Collect(b, false, Add);
        return kinks;
    }

    static void Collect(Expression e, bool insideArc, Action<Expression, bool> add)
    {
        if (e.IsNumber || e.Kind == ExpressionKind.Symbol)
            return;
        bool isArc = e.Kind == ExpressionKind.Function && e.Name.StartsWith("arc", StringComparison.Ordinal);
        foreach (var part in e.Parts)
            Collect(part, insideArc || isArc, add);
        if (e.Kind == ExpressionKind.Function)
            OfFunction(e, insideArc, add);
        else if (e.Kind == ExpressionKind.Power && !IsWhole(e.Parts[1]))
            AddFactors(e.Parts[0], add);
        else if (e.Kind == ExpressionKind.Power && insideArc && e.Parts[1].Value.Sign < 0)
            add(e.Parts[0], true);
    }

    // √((x − 1)² y) has its kinks where x − 1 and y are 0, and the first of them is like the one of |x − 1|.
    static void AddFactors(Expression e, Action<Expression, bool> add)
    {
        if (e.Kind == ExpressionKind.Product)
            foreach (var factor in e.Parts)
                AddFactors(factor, add);
        else if (e.Kind == ExpressionKind.Power && IsWhole(e.Parts[1]))
            add(e.Parts[0], e.Parts[1].Value.Numerator.IsEven);
        else
            add(e, false);
        if (e.Kind == ExpressionKind.Product)
            add(e, false);
    }

    static bool IsWhole(Expression exponent) => exponent.IsNumber && exponent.Value.IsInteger;

    static void OfFunction(Expression e, bool insideArc, Action<Expression, bool> add)
    {
        var a = e.Parts;
        switch (e.Name)
        {
            case "abs" or "sgn":
                add(a[0], true);
                break;
            case "max" or "min":
                for (int i = 0; i < a.Length; i++)
                    for (int j = 0; j < i; j++)
                        add(Expression.Difference(a[j], a[i]), true);
                break;
            case "root" or "ln" or "log":
                AddFactors(a[0], add);
                if (e.Name == "log" && a.Length == 2)
                    add(a[1], false);
                break;
            case "arcsin" or "arccos" or "arcsec" or "arccsc" or "artanh" or "arcosh":
                add(Expression.Difference(a[0], Expression.One), false);
                add(Expression.Sum(a[0], Expression.One), false);
                if (e.Name is "arcsec" or "arccsc")
                    add(a[0], true);
                break;
            case "tan" or "sec" when insideArc:
                add(Expression.Function("cos", a), true);
                break;
            case "cot" or "csc" when insideArc:
                add(Expression.Function("sin", a), true);
                break;
        }
    }

    /// <summary>Whether a real formula is never negative, by the look of it; false where that is not seen.</summary>
    public static bool IsNeverNegative(Expression e) => e.Kind switch
    {
        ExpressionKind.Number => e.Value.Sign >= 0,
        ExpressionKind.Constant => e.Name is "pi" or "e",
        ExpressionKind.Sum or ExpressionKind.Product => e.Parts.All(IsNeverNegative),
        ExpressionKind.Power => e.Parts[1].IsNumber && e.Parts[1].Value.Numerator.IsEven || IsNeverNegative(e.Parts[0]),
        ExpressionKind.Function => e.Name is "abs" or "cosh" or "sech" or "factorial" or "binomial" || e.Name == "root"
            && (e.Parts[1] is { IsNumber: true } degree && degree.Value.Numerator.IsEven || IsNeverNegative(e.Parts[0])),
        _ => false,
    };
}
