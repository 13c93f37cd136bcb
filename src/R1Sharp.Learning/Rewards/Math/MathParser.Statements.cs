// Lists and statements: what stands between commas, "and", "or" and arrows, and formulas of logic.

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    // Members separated by commas, semicolons, "and", "or", line breaks or arrows; one member is no list.
    Expression List()
    {
        var items = new List<Expression>();
        var signs = new List<string>();
        // "⇒ x = 2" goes on with what was said before.
        while (Current.Is("=>"))
            _scanner.Advance();
        while (!IsEndOfList())
        {
            var item = Disjunction();
            _fuel.Spend(4);
            // 2 hours and 30 minutes are one time.
            if (items.Count == 1 && signs[^1] is "," or "and" && Joined(items[0], item) is { } whole)
            {
                items[0] = whole;
                signs.Clear();
            }
            else
                items.Add(item);
            if (Joint() is not { } sign)
                break;
            signs.Add(sign);
        }
        if (items.Count == 0 || signs.Count == items.Count && MathStatements.IsArrow(signs[^1]))
            throw Unexpected();
        return MathStatements.Build(items, signs);
    }

    // The signs between two members as one: ", or" is "or".
    string? Joint()
    {
        string? joint = null;
        while (Current.Kind == MathTokenKind.Sign && (IsSeparator() || IsArrow()))
        {
            string sign = Current.Text == "." ? "," : Current.Text;
            _scanner.Advance();
            if (sign[0] == 'x' && sign.Length > 1)
                sign = sign[1..] + ArrowLabel();
            joint = joint is null or "," or ";" or "\\\\" || MathStatements.IsArrow(sign) ? sign : joint;
        }
        return joint;
    }

    bool IsSeparator() => Current.Kind == MathTokenKind.Sign && Current.Text is "," or ";" or "and" or "or" or "\\\\" or ".";

    bool IsArrow() => Current.Text is "=>" or "<=>" or "<==" or "|->" or "x=>" or "x<=>";

    // What stands over an arrow belongs to it.
    string ArrowLabel()
    {
        if (Current.Is("["))
        {
            while (!Current.Is("]") && Current.Kind != MathTokenKind.End)
                _scanner.Advance();
            _scanner.Advance();
        }
        string label = string.Concat((_scanner.RawGroup() ?? throw Unexpected()).Where(c => !char.IsWhiteSpace(c)));
        return label.Length == 0 ? "" : "{" + label + "}";
    }

    bool IsEndOfList() => Current.Kind == MathTokenKind.End || Current.Kind == MathTokenKind.Sign && Current.Text is ")" or "]" or "}" or "\\}" or "rangle";

    Expression Disjunction()
    {
        var first = Conjunction();
        while (Current.Kind == MathTokenKind.Sign && Current.Text is "vee" or "xor" or "nor")
        {
            string sign = Current.Text == "vee" ? "or" : Current.Text;
            _scanner.Advance();
            first = MathStatements.Join(sign, first, Conjunction());
        }
        return first;
    }

    Expression Conjunction()
    {
        var first = Negation();
        while (Current.Kind == MathTokenKind.Sign && Current.Text is "wedge" or "nand")
        {
            string sign = Current.Text == "wedge" ? "and" : Current.Text;
            _scanner.Advance();
            first = MathStatements.Join(sign, first, Negation());
        }
        return first;
    }

    Expression Negation()
    {
        if (Current.Kind != MathTokenKind.Sign || Current.Text is not ("neg" or "sim" or "!"))
            return Item();
        if (++_depth > Fuel.MaxDepth)
            throw new OutOfFuelException("it is nested too deep");
        _scanner.Advance();
        var inside = Negation();
        _depth--;
        return Expression.Of(ExpressionKind.Logic, "not", inside);
    }
}
