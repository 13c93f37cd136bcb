// Brackets and braces: groups, tuples, intervals, sets. Intervals may be written as the ISO does, ]0,1[.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    // A group, a tuple or an interval.
    Expression Brackets()
    {
        string open = Current.Text;
        bool outer = _numbers.CommasSeparate;
        _numbers.CommasSeparate = !HasSpacedComma(Current.Start);
        _scanner.Advance();
        if (Current.Is(")") || Current.Is("]"))
            throw Unexpected();
        var list = Closed(0, List);
        _numbers.CommasSeparate = outer;
        string close = Current.Text;
        if (!Current.Is(")") && !Current.Is("]"))
            throw Unexpected();
        _scanner.Advance();
        if (list.Kind == ExpressionKind.List && !IsStatement(list))
            return AnswerShape.TupleEquation(list.Parts) ?? Expression.Of(ExpressionKind.Bracket, open + close, list.Parts);
        return open == "(" && close == ")" || open == "[" && close == "]" ? list : throw new NotUnderstoodException("brackets that do not match");
    }

    // (p and q) is a statement between brackets and not a tuple.
    static bool IsStatement(Expression list) => list.Name is "and" or "or"
        && list.Parts.All(p => p.Kind is ExpressionKind.Relation or ExpressionKind.List || MathStatements.IsProposition(p));

    // "(1,000, 2,000)" separates with comma and space; there, a comma without one belongs to a number.
    bool HasSpacedComma(int start)
    {
        int depth = 0;
        string text = _scanner.Text;
        for (int i = start; i < text.Length; i++)
        {
            _fuel.Spend(1);
            if (text[i] is '(' or '[' or '{')
                depth++;
            else if (text[i] is ')' or ']' or '}' && --depth <= 0)
                return false;
            else if (text[i] == ',' && i + 1 < text.Length && text[i + 1] == ' ' && depth <= 1)
                return true;
        }
        return false;
    }

    // Braces group; around a list they are a set whose backslashes were forgotten.
    Expression Braced(bool mayBeSet = false)
    {
        bool outer = _numbers.CommasSeparate;
        _numbers.CommasSeparate |= mayBeSet && !HasSpacedComma(Current.Start);
        _scanner.Advance();
        if (Accept("}"))
        {
            _numbers.CommasSeparate = outer;
            return Atom();
        }
        var inside = Closed(0, List);
        _numbers.CommasSeparate = outer;
        if (Current.Is("choose") || Current.Is("over"))
        {
            string what = Current.Text;
            _scanner.Advance();
            var below = List();
            inside = what == "over" ? Expression.Quotient(inside, below) : Expression.Function("binomial", inside, below);
        }
        Expect("}");
        return inside.Kind == ExpressionKind.List ? Expression.Of(ExpressionKind.Set, inside.Parts) : inside;
    }

    // {1, 2}, {x | x > 0}, {x : x > 0}.
    Expression SetBraces()
    {
        (bool head, int bars, bool commas) = (_inHead, _bars, _numbers.CommasSeparate);
        (_inHead, _bars, _numbers.CommasSeparate) = (true, 0, !HasSpacedComma(Current.Start + 1));
        _scanner.Advance();
        var result = Current.Is("\\}") ? Expression.Of(ExpressionKind.Set) : Members();
        (_inHead, _bars, _numbers.CommasSeparate) = (head, bars, commas);
        Expect("\\}");
        return result;
    }

    Expression Members()
    {
        var head = List();
        if (!Current.Is("|") && !Current.Is(":"))
            return head.Kind == ExpressionKind.List && !IsStatement(head) ? AnswerShape.TupleEquation(head.Parts)
                ?? Expression.Of(ExpressionKind.Set, head.Parts) : Expression.Of(ExpressionKind.Set, head);
        _scanner.Advance();
        var conditions = Closed(0, List);
        bool isJoined = conditions.Kind == ExpressionKind.List;
        return Expression.Of(ExpressionKind.Builder, isJoined ? conditions.Name : "", [head, .. isJoined ? conditions.Parts : [conditions]]);
    }

    // ]0,1[ becomes (0,1): an open end has its bracket turned away.
    static string WithRoundBrackets(string text)
    {
        return !text.AsSpan().ContainsAny('[', ']') ? text
            : AnyInterval().Replace(text, match => (match.Value[0] == ']' ? "(" : "[") + match.Groups["inside"].Value + (match.Value[^1] == '[' ? ")" : "]"));
    }

    [GeneratedRegex(@"(?:\[|(?<![0-9)}\]])\])(?<inside>[^\[\],;]+[,;][^\[\],;]+)(?:\]|\[(?![0-9A-Za-z({]))", RegexOptions.ExplicitCapture)]
    private static partial Regex AnyInterval();
}
