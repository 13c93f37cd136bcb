// Factorials, binomials and numbers of arrangements in terms of as few factorials as possible: (n+2)! = (n+2)(n+1) n!.

using System.Numerics;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Rewrites factorials.</summary>
static class Factorials
{
    const int MostFactors = 60;

    /// <summary>The same formula; of factorials whose arguments differ by a whole number only the smallest is left.</summary>
    public static Expression Lowered(Expression formula, Fuel fuel)
    {
        if (!formula.Any(e => e.Kind == ExpressionKind.Function && e.Name is "factorial" or "binomial" or "permutations" or "Gamma"))
            return formula;
        var plain = formula.Rewrite(e => Plain(e, fuel));
        var smallest = new Dictionary<string, BigInteger>(StringComparer.Ordinal);
        plain.Any(e =>
        {
            if (IsFactorial(e) && Split(e.Parts[0], fuel) is var (key, _, shift))
                smallest[key] = BigInteger.Min(shift, smallest.GetValueOrDefault(key, shift));
            return false;
        });
        return plain.Rewrite(e => IsFactorial(e) && Split(e.Parts[0], fuel) is var (key, rest, shift) && shift - smallest[key] <= MostFactors
            ? Expression.Product([Expression.Function("factorial", Shifted(rest, smallest[key])), .. Range(rest, smallest[key] + 1, shift)]) : null);
    }

    static bool IsFactorial(Expression e) => e is { Kind: ExpressionKind.Function, Name: "factorial" } && !e.IsConstant;

    static IEnumerable<Expression> Range(Expression rest, BigInteger from, BigInteger to)
    {
        for (var i = from; i <= to; i++)
            yield return Shifted(rest, i);
    }

    static Expression Shifted(Expression rest, BigInteger shift) => Expression.Sum(rest, Expression.Number(shift));

    // The argument without its whole constant, and the constant.
    static (string Key, Expression Without, BigInteger Shift) Split(Expression argument, Fuel fuel)
    {
        var normalizer = new Normalizer(fuel);
        var form = normalizer.Normalize(argument);
        var shift = form.Terms.GetValueOrDefault(Monomial.One, Rational.Zero).Floor();
        var rest = normalizer.Subtract(form, NormalForm.Of(shift));
        return (normalizer.Key(rest), normalizer.ToExpression(rest), shift);
    }

    static Expression? Plain(Expression e, Fuel fuel)
    {
        if (e.Kind != ExpressionKind.Function || e.IsConstant)
            return null;
        switch (e.Name)
        {
            case "Gamma":
                return Expression.Function("factorial", Expression.Difference(e.Parts[0], Expression.One));
            case "permutations" or "binomial" when Few(e.Parts[1], fuel) is { } k:
                return Falling(e.Parts[0], k, e.Name == "binomial");
            case "binomial" when Few(Expression.Difference(e.Parts[0], e.Parts[1]), fuel) is { } k:
                return Falling(e.Parts[0], k, true);
            case "permutations" or "binomial":
                var quotient =
                    Expression.Quotient(Expression.Function("factorial", e.Parts[0]),
                    Expression.Function("factorial", Expression.Difference(e.Parts[0], e.Parts[1])));
                return e.Name == "permutations" ? quotient : Expression.Quotient(quotient, Expression.Function("factorial", e.Parts[1]));
            default:
                return null;
        }
    }

    static int? Few(Expression e, Fuel fuel) =>
        new Normalizer(fuel).Normalize(e).AsRational is { IsInteger: true, Sign: >= 0 } k && k.CompareTo(MostFactors) <= 0 ? (int)k.Numerator : null;

    // n (n−1) … (n−k+1), divided by k! where wanted.
    static Expression Falling(Expression n, int k, bool divided)
    {
        var factors = new List<Expression> { Expression.One };
        for (int i = 0; i < k; i++)
        {
            factors.Add(Expression.Difference(n, Expression.Number(i)));
            if (divided)
                factors.Add(Expression.Number(new Rational(1, i + 1)));
        }
        return Expression.Product([.. factors]);
    }
}
