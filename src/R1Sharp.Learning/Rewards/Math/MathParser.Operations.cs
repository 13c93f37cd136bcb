// Operations other than those of numbers (∘, ⊕, the cross of vectors and sets), and number sets with what stands at them:
// ℝ⁺, ℤ_{≥0}, ℕ*.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    bool IsOperation() => Current.Kind == MathTokenKind.Sign && (Current.Text is "times" or "ast" || MathSigns.Operations.Contains(Current.Text));

    // f ∘ g is a function ":circ" that nobody knows more about. Between numbers and formulas × multiplies; between two letters
    // it may be the cross of vectors or sets, and the comparison sees to it.
    List<Expression> Operated(List<Expression> factors)
    {
        string sign = Current.Text;
        _scanner.Advance();
        var right = SignedPower();
        if (sign is not ("times" or "ast"))
            return [Expression.Function(":" + sign, Expression.Product([.. factors]), right)];
        if (!MayBeCrossed(factors[^1]) || !MayBeCrossed(right))
            return [.. factors, right];
        Expression[] operands = factors[^1] is { Kind: ExpressionKind.Function } crossed && crossed.Name == ":" + sign ? [.. crossed.Parts, right]
            : [factors[^1], right];
        return [.. factors[..^1], Expression.Function(":" + sign, operands)];
    }

    static bool MayBeCrossed(Expression e) => e.Kind is ExpressionKind.Symbol or ExpressionKind.Bracket or ExpressionKind.Set
        || e is { Kind: ExpressionKind.Function, Name: ":times" or ":ast" };

    // z^*, A^{\star}: a name of its own.
    Expression? Starred(Expression @base)
    {
        if (@base.Kind != ExpressionKind.Symbol)
            return null;
        if (NumberSetNames.TryGetValue(@base.Name, out string? set) && NumberSetMark(set) is { } marked)
            return marked;
        var star = StarPattern().Match(_scanner.Text, Current.Start);
        if (!star.Success)
            return null;
        _scanner.Skip(star.Index + star.Length);
        return Expression.Symbol(@base.Name + "*");
    }

    static readonly Dictionary<string, string> NumberSetNames = new(StringComparer.Ordinal)
    {
        ["Reals"] = "Reals",
        ["Integers"] = "Integers",
        ["Rationals"] = "Rationals",
        ["Naturals"] = "Naturals",
        ["R"] = "Reals",
        ["Z"] = "Integers",
        ["Q"] = "Rationals",
        ["N"] = "Naturals",
    };

    // The set that a sign at a number set leaves, the scanner standing behind "^" or "_"; null where it is another sign.
    Expression? NumberSetMark(string set)
    {
        var mark = NumberSetPattern().Match(_scanner.Text, Current.Start);
        if (!mark.Success)
            return null;
        _scanner.Skip(mark.Index + mark.Length);
        string text = mark.Groups["mark"].Value.Replace(" ", "");
        string sign = text switch
        {
            "+" => ">",
            "-" => "<",
            "0" => ">=",
            _ when text.Contains("ge", StringComparison.Ordinal) || text.StartsWith(">=", StringComparison.Ordinal) => ">=",
            _ when text.Contains("le", StringComparison.Ordinal) || text.StartsWith("<=", StringComparison.Ordinal) => "<=",
            _ when text[0] is '>' or '<' => text[..1],
            _ => "!=",
        };
        // ℝ₀⁺ and ℝ⁺₀
        if (sign is ">" or ">=" && SecondMark().Match(_scanner.Text, Current.Start) is { Success: true } second)
        {
            sign = ">=";
            _scanner.Skip(second.Index + second.Length);
        }
        return Expression.Symbol(set != "Naturals" ? $"{set}{sign}0" : sign == ">=" ? "Integers>=0" : "Integers>0");
    }

    // ℝ_+ is the positive numbers to some and those from 0 on to others: a name that nothing is known of.
    Expression NumberSet(string name)
    {
        if (!Current.Is("_"))
            return Expression.Symbol(name);
        _scanner.Advance();
        bool isOpen = name is "Reals" or "Rationals" && _scanner.Text.AsSpan(Current.Start).TrimStart("{ ").StartsWith("+");
        if (NumberSetNames.ContainsKey(name) && NumberSetMark(name) is { } marked)
            return isOpen ? Expression.Symbol(name + "_+") : marked;
        return Expression.Symbol(name + "_" + Subscript());
    }

    // x ∈ Z means the whole numbers.
    static Expression KnownSet(Expression e) => e.Kind == ExpressionKind.Symbol && e.Name.Length == 1 && NumberSetNames.TryGetValue(e.Name, out string? set)
        ? Expression.Symbol(set) : e;

    [GeneratedRegex(@"\G(?:\{\s*(?:\*|\\ast|\\star)\s*\}|\*|\\ast(?![A-Za-z])|\\star(?![A-Za-z]))")]
    private static partial Regex StarPattern();

    [GeneratedRegex(@"\G\s*(?:\^\s*(?:\+|\{\s*\+\s*\})|_\s*(?:0|\{\s*0\s*\}))")]
    private static partial Regex SecondMark();

    [GeneratedRegex(@"\G(?:\{\s*(?<mark>[-+*0]|\\(?:ast|star|times)|(?:>|<|>=|<=|\\(?:ge|geq|geqslant|le|leq|leqslant|gt|lt|ne|neq))\s*0)\s*\}"
        + @"|(?<mark>[-+*0]|\\(?:ast|star|times))(?![0-9A-Za-z.]))", RegexOptions.ExplicitCapture)]
    private static partial Regex NumberSetPattern();
}
