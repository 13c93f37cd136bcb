// Sums, products, integrals, limits and derivatives: operators that bind a letter. Bounds may stand in either order.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    // sum_{k=1}^{n} body, sum^{n}_{k=1} body. The letter may be i or e, which are constants elsewhere.
    Expression Series(string name)
    {
        Expression? index = null, last = null;
        while (index is null || last is null)
        {
            if (last is null && Accept("^"))
                last = Argument();
            else
            {
                Expect("_");
                Expect("{");
                index = Relation();
                Expect("}");
            }
        }
        if (index is not { Kind: ExpressionKind.Relation, Name: "=", Parts: [var letter, var first] } || !IsLetter(letter))
            throw new NotUnderstoodException("the index of a sum");
        return Expression.Function(name, Expression.Symbol(letter.Name), first, last, AsVariable(Product(), letter));
    }

    static bool IsLetter(Expression e) => e.Kind == ExpressionKind.Symbol || e is { Kind: ExpressionKind.Constant, Name: "i" or "e" };

    static Expression AsVariable(Expression body, Expression letter) => letter.Kind == ExpressionKind.Symbol ? body
        : body.Rewrite(n => n.Kind == ExpressionKind.Constant && n.Name == letter.Name ? Expression.Symbol(letter.Name) : null);

    // int_{a}^{b} body dx, int body dx, int frac{dx}{…}.
    Expression Integral()
    {
        Expression? from = null, to = null;
        while (Current.Is("_") || Current.Is("^"))
        {
            if (Accept("_"))
                from = Argument();
            else if (Accept("^"))
                to = Argument();
        }
        if (from is null != to is null)
            throw new NotUnderstoodException("an integral with one bound");
        bool outer = _inIntegrand;
        _inIntegrand = true;
        var body = IsDifferential() ? Expression.One : Sum();
        _inIntegrand = outer;
        var (letter, integrand) = Current.Kind == MathTokenKind.Letter && IsDifferential() ? (Differential(), body) : InsideFraction(body);
        return from is null ? Expression.Function("antiderivative", letter, integrand) : Expression.Function("integral", letter, from, to!, integrand);
    }

    // d and a letter.
    bool IsDifferential()
    {
        if (Current.Kind != MathTokenKind.Letter || Current.Text != "d")
            return false;
        var rest = _scanner.Text.AsSpan(Current.End).TrimStart(" \\,{}$~");
        return rest.Length > 0 && char.IsAsciiLetter(rest[0]);
    }

    Expression Differential()
    {
        _scanner.Advance();
        if (Current.Kind != MathTokenKind.Letter)
            throw Unexpected();
        var letter = Expression.Symbol(Current.Text);
        _scanner.Advance();
        return letter;
    }

    // dx above the line of the body's fraction.
    static (Expression Letter, Expression Integrand) InsideFraction(Expression body)
    {
        if (body is
            {
                Kind: ExpressionKind.Product,
                Parts: [
                {
                    Kind: ExpressionKind.Product,
                    Parts: [.. var factors, { Kind: ExpressionKind.Symbol, Name: "d" }, { Kind: ExpressionKind.Symbol } letter]
                }, .. var rest]
            })
            return (letter, Expression.Product([Expression.One, .. factors, .. rest]));
        throw new NotUnderstoodException("an integral without its variable");
    }

    // lim_{x to a} body; the side of a one-sided limit is kept.
    Expression Limit()
    {
        Expect("_");
        var match = Approach().Match(_scanner.RawGroup() ?? throw Unexpected());
        if (!match.Success)
            throw new NotUnderstoodException("a limit");
        var target = Parse(match.Groups["target"].Value, _options, _fuel);
        var side = Expression.Number(match.Groups["side"].Value switch { "+" => 1, "-" => -1, _ => 0 });
        return Expression.Function("limit", Expression.Symbol(match.Groups["letter"].Value), target, side, Product());
    }

    // d/dx in front of what is derived; alone it is the operator.
    Expression DerivativeOf(Match match)
    {
        _scanner.Skip(match.Index + match.Length);
        var letter = Expression.Symbol(match.Groups["below"].Value.TrimStart('\\'));
        string order = match.Groups["order"].Value;
        string name = match.Value.Contains("partial", StringComparison.Ordinal) ? "partial derivative" : "derivative";
        return StartsFactor(letter) ? Expression.Function(name, letter, Expression.Number(order.Length == 0 ? 1 : order[0] - '0'), Product())
            : Expression.Symbol($"{name} {order} {letter.Name}");
    }

    [GeneratedRegex(@"^\s*\\?(?<letter>[A-Za-z]+)\s*(?:\\(?:to|rightarrow|longrightarrow)\b|->)\s*(?<target>.+?)\s*(?:\^\s*\{?\s*(?<side>[+-])\s*\}?)?\s*$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Approach();

    [GeneratedRegex(@"\\[dtc]?frac\s*\{\s*(?:\\mathrm\s*\{\s*d\s*\}|d"
        + @"|\\partial)\s*(?:\^\s*\{?\s*(?<order>[0-9])\s*\}?)?\s*\}\s*\{\s*(?:\\mathrm\s*\{\s*d\s*\}|d|\\partial)\s*(?<below>[A-Za-z]"
        + @"|\\[a-z]+)(?:\s*\^\s*\{?\s*[0-9]\s*\}?)?\s*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex DerivativeOperator();
}
