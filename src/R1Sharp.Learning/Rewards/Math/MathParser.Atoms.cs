// What a formula is made of: numbers, letters with subscripts, brackets of every kind.

using System.Numerics;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    // Letters that are functions where a bracket follows; behind any other letter a bracket is a factor.
    static readonly HashSet<string> FunctionLetters = new(StringComparer.Ordinal) { "f", "g", "h", "F", "G", "H", "phi", "psi", "Phi", "Psi", "zeta" };

    Expression Atom()
    {
        var token = Current;
        _fuel.Spend(1);
        switch (token.Kind)
        {
            case MathTokenKind.Number:
                return NumberAtom();
            case MathTokenKind.Letter:
                return LetterAtom();
            case MathTokenKind.Function:
                return FunctionAtom();
            case MathTokenKind.Command:
                return CommandAtom();
            case MathTokenKind.Sign:
                return SignAtom();
            default:
                throw Unexpected();
        }
    }

    Expression NumberAtom()
    {
        var token = Current;
        _scanner.Advance();
        // 3.14159… is what stands there, as far as anybody can say.
        if (token.Decimals is not null && Current.Is("..."))
            _scanner.Advance();
        if (!Current.Is("_"))
            return Selections(token) ?? Expression.Number(token.Value, token.Decimals);
        _scanner.Advance();
        string name = Subscript();
        int @base = name switch
        {
            "two" => 2,
            "three" => 3,
            "four" => 4,
            "five" => 5,
            "six" => 6,
            "seven" => 7,
            "eight" => 8,
            "nine" => 9,
            "ten" => 10,
            "twelve" => 12,
            "sixteen" => 16,
            _ => int.TryParse(name, out int read) ? read : 0
        };
        return BaseNumbers.Read(token.Text, @base, _fuel) ?? throw new NotUnderstoodException("a number with a subscript that is not its base");
    }

    // 5C2 and 5 C 2: a letter between two whole numbers of which the second is not larger; null, with nothing read, where it is something else.
    Expression? Selections(MathToken above)
    {
        if (Current is not { Kind: MathTokenKind.Letter, Text: "C" or "P" } || above.Decimals is not null || !above.Value.IsInteger)
            return null;
        var letter = Current;
        _scanner.Advance();
        if (Current is { Kind: MathTokenKind.Number, Decimals: null } below && below.Value.IsInteger && below.Value.CompareTo(above.Value) <= 0
            && below.HasSpaceBefore == letter.HasSpaceBefore)
        {
            _scanner.Advance();
            return Expression.Function(letter.Text == "C" ? "binomial" : "permutations", Expression.Number(above.Value), Expression.Number(below.Value));
        }
        _scanner.Return(letter);
        return null;
    }

    // {}_5C_2, ^5P_2: a number or letter before C, P or A, and another behind it.
    Expression Prescript()
    {
        _scanner.Advance();
        var above = Argument();
        if (Current is not { Kind: MathTokenKind.Letter, Text: "C" or "P" or "A" })
            throw Unexpected();
        string letter = Current.Text;
        _scanner.Advance();
        if (!Accept("_") && !Accept("^"))
            throw Unexpected();
        return Expression.Function(letter == "C" ? "binomial" : "permutations", above, Argument());
    }

    // A subscript's text without spaces, braces and marks.
    string Subscript()
    {
        if (Current.Is("{"))
        {
            string raw = _scanner.RawGroup() ?? throw Unexpected();
            return string.Concat(
                raw.Where(c => !char.IsWhiteSpace(c) && c is not ('{' or '}' or WordMarks.Start or WordMarks.End or '\\' or '~')));
        }
        if (Current.Kind == MathTokenKind.Number)
            _scanner.RereadDigit();
        string text = Current.Text;
        if (Current.Kind is MathTokenKind.End or MathTokenKind.Sign)
            throw Unexpected();
        _scanner.Advance();
        return text;
    }

    Expression LetterAtom()
    {
        var token = Current;
        _scanner.Advance();
        switch (token.Text)
        {
            case "pi" when !Current.Is("_"):
            case "e" when !Current.Is("_"):
            case "i" when !Current.Is("_"):
                return Expression.Constant(token.Text);
            case "infty":
                return Expression.Constant("infinity");
            case "emptyset":
                return Expression.Of(ExpressionKind.Set);
        }
        string name = token.Text;
        if (name is "triangle" or "angle" && Figure(name) is { } figure)
            return figure;
        if (NumberSetNames.ContainsKey(name) && name.Length > 1)
            return NumberSet(name);
        string? subscript = null;
        if (Accept("_"))
            subscript = Subscript();
        if (name is "C" or "A" or "P" && subscript is not null && Current.Is("^") && Arrangements(name, subscript) is { } count)
            return count;
        if (subscript is not null)
            name += "_" + subscript;
        while (Accept("'"))
            name += "'";
        if (name == "Gamma" && Current.Is("("))
            return Expression.Function("Gamma", Arguments());
        if (Current.Is("(") && token.Text is "P" or "E" && Event() is { } inside)
            return Expression.Symbol($"{name}({inside})");
        if (Current.Is("(") && FunctionLetters.Contains(token.Text))
            return Expression.Function(":" + name, Arguments());
        if (Current.Is("(") && IsInitialValue(token.Text))
            return Expression.Function(":" + name, Arguments());
        if (token.Text is "C" or "P" or "A" && Current.Is("(") && subscript is null && TwoArguments() is { } pair)
            return Expression.Function(token.Text == "C" ? "binomial" : "permutations", pair);
        return Expression.Symbol(name);
    }

    // △ABC, ∠ABC, ∠A, ∠1: one name. An angle of three letters may be read from both ends.
    Expression? Figure(string kind)
    {
        string corners = "";
        while (Current.Kind == MathTokenKind.Letter && Current.Text.Length == 1 && char.IsAsciiLetterUpper(Current.Text[0])
            || Current.Kind == MathTokenKind.Number && kind == "angle" && corners.Length == 0)
        {
            corners += Current.Text;
            bool isNumber = Current.Kind == MathTokenKind.Number;
            _scanner.Advance();
            if (isNumber)
                break;
            if (Accept("_"))
                corners += "_" + Subscript();
            while (Accept("'"))
                corners += "'";
        }
        if (corners.Length == 0)
            return null;
        if (kind == "angle" && corners.Length == 3 && corners.All(char.IsAsciiLetterUpper) && corners[0] > corners[2])
            corners = $"{corners[2]}{corners[1]}{corners[0]}";
        return Expression.Symbol($"{kind} {corners}");
    }

    // P(A | B), P(X > 2), P(A ∩ B): a probability is named by what stands between its brackets; null where that is a formula.
    string? Event()
    {
        var inside = _scanner.Text.AsSpan(Current.End);
        int close = inside.IndexOf(')');
        string name = close <= 0 ? "" : string.Concat(inside[..close].ToString().Where(c => !char.IsWhiteSpace(c))).Replace("\\mid", "|")
            .Replace("\\vert", "|");
        if (name.Contains('(') || !name.AsSpan().ContainsAny("|=<>\uE000") && !name.Contains("\\cap") && !name.Contains("\\cup"))
            return null;
        _scanner.Skip(Current.End + close + 1);
        return name.Trim(WordMarks.Start, WordMarks.End);
    }

    // I(0), y(0), T(5): the value of a function, since nobody multiplies by a number in brackets behind a capital, or by 0.
    bool IsInitialValue(string letter)
    {
        var inside = _scanner.Text.AsSpan(Current.End);
        int close = inside.IndexOf(')');
        if (close <= 0 || inside[..close].ContainsAnyExcept("0123456789. "))
            return false;
        return char.IsAsciiLetterUpper(letter[0]) || inside[..close].Trim() is "0";
    }

    // C_n^k and A_n^k as they are written in China; the subscript must be able to be the larger number.
    Expression? Arrangements(string name, string subscript)
    {
        var start = Current;
        _scanner.Advance();
        var below = Current;
        Expression count = Argument();
        bool isNumber = BigInteger.TryParse(subscript, out var n);
        bool fits = isNumber ? count is { IsNumber: true } k && k.Value.IsInteger && k.Value.Sign >= 0 && n >= k.Value.Numerator && n > 2
            : subscript.Length == 1 && char.IsAsciiLetterLower(subscript[0]) && !below.Is("'");
        if (!fits)
        {
            _scanner.Return(start);
            return null;
        }
        return Expression.Function(name == "C" ? "binomial" : "permutations", isNumber ? Expression.Number(n) : Expression.Symbol(subscript), count);
    }

    // Two arguments in brackets behind C or P; null, with nothing read, where there are not two.
    Expression[]? TwoArguments()
    {
        var start = Current;
        try
        {
            var arguments = Arguments();
            bool fits = !(arguments is [{ IsNumber: true } n, { IsNumber: true } k]) || n.Value.IsInteger && k.Value.IsInteger && k.Value.Sign >= 0
                && n.Value.CompareTo(k.Value) >= 0;
            if (arguments.Length == 2 && fits && arguments.All(a => a.Kind is ExpressionKind.Number or ExpressionKind.Symbol or ExpressionKind.Sum))
                return arguments;
        }
        catch (NotUnderstoodException)
        {
            // It is a factor in brackets; the parser comes back to it.
        }
        _scanner.Return(start);
        return null;
    }

    Expression[] Arguments()
    {
        var inside = Brackets();
        return inside.Kind == ExpressionKind.Bracket ? inside.Parts : [inside];
    }

    Expression SignAtom() => Current.Text switch
    {
        "(" or "[" => Brackets(),
        "{" => Braced(mayBeSet: true),
        "\\{" => SetBraces(),
        "|" or "||" => Bars(),
        "lfloor" => Between("rfloor", "floor"),
        "lceil" => Between("rceil", "ceil"),
        "langle" => Angles("rangle"),
        "<" when !_inAngles => Angles(">"),
        "+" or "-" => SignedPower(),
        "_" or "^" => Prescript(),
        _ => throw Unexpected(),
    };

    Expression Between(string close, string function)
    {
        _scanner.Advance();
        var inside = Closed(0, SetLevel);
        Expect(close);
        return Expression.Function(function, inside);
    }

    // Bars outside do not count inside other brackets.
    Expression Closed(int bars, Func<Expression> read)
    {
        (int outerBars, bool head, bool integrand) = (_bars, _inHead, _inIntegrand);
        (_bars, _inHead, _inIntegrand) = (bars, false, false);
        var inside = read();
        (_bars, _inHead, _inIntegrand) = (outerBars, head, integrand);
        return inside;
    }

    // "||" is two bars unless the answer has a norm written as such.
    Expression Bars()
    {
        bool isDouble = Current.Is("||");
        _scanner.Advance();
        var inside = Closed(_bars + 1, SetLevel);
        if (isDouble && Accept("|"))
        {
            // ||x| - 1|: the first bar opens what only ends later.
            inside = Continued(Expression.Function("abs", inside));
            Expect("|");
        }
        else if (isDouble && Current.Is("||") && IsLastDoubleBar())
        {
            // ||x||y||: |x| times |y| between bars.
            var factors = new List<Expression> { Expression.Function("abs", inside) };
            _scanner.Skip(Current.Start + 1);
            factors.Add(Bars());
            inside = Continued(Expression.Product([.. factors]));
            Expect("|");
        }
        else if (!isDouble && Current.Is("||"))
            _scanner.Skip(Current.Start + 1);
        else
            Expect(isDouble ? "||" : "|");
        return Expression.Function("abs", inside);
    }

    // Whether these two bars cannot close a norm, since the only other bars are the two at the end.
    bool IsLastDoubleBar()
    {
        var rest = _scanner.Text.AsSpan(Current.End);
        return rest.Count('|') == 2 && rest.TrimEnd(" $.}").EndsWith("||");
    }

    // The rest of a sum whose first factor has been read.
    Expression Continued(Expression first)
    {
        int outer = _bars++;
        var terms = new List<Expression> { first };
        while (Current.Kind == MathTokenKind.Sign && Current.Text is "+" or "-")
            terms.Add(SignedTerm());
        _bars = outer;
        return Expression.Sum([.. terms]);
    }

    Expression Angles(string close)
    {
        (bool outer, bool commas) = (_inAngles, _numbers.CommasSeparate);
        (_inAngles, _numbers.CommasSeparate) = (true, !HasSpacedComma(Current.Start + 1));
        _scanner.Advance();
        var list = Closed(0, List);
        (_inAngles, _numbers.CommasSeparate) = (outer, commas);
        Expect(close);
        return Expression.Of(ExpressionKind.Bracket, "()", list.Kind == ExpressionKind.List ? list.Parts : [list]);
    }
}
