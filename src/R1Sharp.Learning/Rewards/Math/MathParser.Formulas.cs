// Sums, products and powers. Products may be written without a sign; 2 3/4 and 2\frac34 are mixed numbers.

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    // Exponents, factorials and percent signs behind one factor.
    const int MostSigns = 12;

    Expression Sum()
    {
        var terms = new List<Expression> { SignedTerm() };
        while (Current.Kind == MathTokenKind.Sign && Current.Text is "+" or "-" or "pm" or "mp")
            terms.Add(SignedTerm());
        return Expression.Sum([.. terms]);
    }

    // Any number of signs and a product.
    Expression SignedTerm()
    {
        bool negative = false;
        string both = "";
        while (Current.Kind == MathTokenKind.Sign && Current.Text is "+" or "-" or "pm" or "mp")
        {
            if (Current.Text is "pm" or "mp")
                both = Current.Text;
            negative ^= Current.Text == "-";
            _fuel.Spend(1);
            _scanner.Advance();
        }
        var term = Product();
        if (negative)
            term = Expression.Negate(term);
        return both.Length == 0 ? term : Expression.Of(ExpressionKind.PlusMinus, both == "mp" ? both : "", both == "pm" ? term : Expression.Negate(term));
    }

    Expression Product()
    {
        bool isLiteral = IsIntegerLiteral();
        int start = Current.Start;
        var factors = new List<Expression> { Power() };
        isLiteral &= factors[0].IsNumber;
        while (true)
        {
            _fuel.Spend(1);
            if (Current.Is("*"))
            {
                _scanner.Advance();
                factors.Add(SignedPower());
            }
            else if (Current.Is("/") && !IsRate())
            {
                _scanner.Advance();
                factors.Add(Expression.Power(SignedPower(), Expression.MinusOne));
            }
            else if (IsOperation())
                factors = Operated(factors);
            else if (Current.Is("mod"))
            {
                _scanner.Advance();
                var left = Expression.Product([.. factors]);
                factors = [Expression.Function("mod", left, Power())];
            }
            else if (Current is { Kind: MathTokenKind.Word, Text: "choose" })
            {
                _scanner.Advance();
                factors[^1] = Expression.Function("binomial", factors[^1], Power());
            }
            else if (isLiteral && factors.Count == 1 && MixedFraction() is { } fraction)
                factors[0] = WithSigns(Expression.Sum(factors[0], fraction));
            else if (StartsFactor(factors[^1]))
                factors.Add(Power());
            else
                break;
            isLiteral = false;
        }
        bool isRun = factors.Count > 1 && factors.TrueForAll(f => f is { Kind: ExpressionKind.Symbol, Name: [>= 'A' and <= 'Z'] })
            && _scanner.Text.AsSpan(start, Current.Start - start).TrimEnd().Length == factors.Count;
        return isRun ? Expression.Of(ExpressionKind.Product, AnswerShape.Run, [.. factors]) : Expression.Product([.. factors]);
    }

    Expression SignedPower()
    {
        bool negative = false;
        while (Current.Kind == MathTokenKind.Sign && Current.Text is "+" or "-")
        {
            negative ^= Current.Text == "-";
            _scanner.Advance();
        }
        var power = Power();
        return negative ? Expression.Negate(power) : power;
    }

    bool AcceptLetter(string letter)
    {
        bool isThere = Current.Kind == MathTokenKind.Letter && Current.Text == letter;
        if (isThere)
            _scanner.Advance();
        return isThere;
    }

    bool IsIntegerLiteral() => Current.Kind == MathTokenKind.Number && Current.Decimals is null && Current.Value.IsInteger;

    // A proper fraction of two literal integers directly behind a literal integer; null leaves everything where it is.
    Expression? MixedFraction()
    {
        var start = Current;
        Expression? fraction = null;
        if (start.Kind == MathTokenKind.Command && start.Text == "frac")
            fraction = Fraction();
        else if (IsIntegerLiteral() && start.HasSpaceBefore)
        {
            _scanner.Advance();
            if (Accept("/") && IsIntegerLiteral() && !Current.Value.IsZero)
            {
                fraction = Expression.Quotient(Expression.Number(start.Value), Expression.Number(Current.Value));
                _scanner.Advance();
            }
        }
        if (fraction is
            {
                Kind: ExpressionKind.Product,
                Parts: [{ IsNumber: true } above, { Kind: ExpressionKind.Power, Parts: [{ IsNumber: true } below, _] }]
            }
            && above.Value.IsInteger && below.Value.IsInteger && above.Value.Sign > 0 && above.Value.CompareTo(below.Value) < 0
                && (!Current.Is("^") || IsDegreeSign()))
            return fraction;
        _scanner.Return(start);
        return null;
    }

    bool IsDegreeSign() => _scanner.Text.AsSpan(Current.Start + 1).TrimStart(" {").StartsWith("\\circ") || _scanner.Text.AsSpan(Current.Start + 1)
        .TrimStart(" {").StartsWith("\\degree");

    bool StartsFactor(Expression last) => Current.Kind switch
    {
        MathTokenKind.Number => last.Kind is not ExpressionKind.Number && (char.IsAsciiDigit(Current.Text[0]) || Current.Text[0] == '.'),
        MathTokenKind.Letter => !(_inIntegrand && IsDifferential()) && !IsLetterUnion(last) && !(Current.IsUpright && IsUnitLetter(false))
            && !(IsUnitLetter(false) && last.IsConstant),
        MathTokenKind.Function => true,
        MathTokenKind.Command => Current.Text != "end",
        MathTokenKind.Sign => Current.Text is "(" or "[" or "{" or "lfloor" or "lceil" ? !IsModulus() && last.Kind != ExpressionKind.Set
            : Current.Text is "|" && (_barRoles?.IsOpening(Current.Start) ?? _bars == 0 && !_inHead),
        _ => false,
    };

    bool IsModulus() => Current.Text == "(" && _scanner.Text.AsSpan(Current.Start + 1).TrimStart(" \\\uE000").StartsWith("mod");

    Expression Power() => WithSigns(Atom());

    Expression WithSigns(Expression result)
    {
        for (int count = 0; Current.Kind == MathTokenKind.Sign; count++)
        {
            _fuel.Spend(4);
            if (count > MostSigns)
                throw new NotUnderstoodException("so many signs behind each other");
            if (Current.Is("^"))
                result = Raised(result);
            else if (Current.Is("!") && !_scanner.Text.AsSpan(Current.Start + 1).StartsWith("="))
            {
                _scanner.Advance();
                bool isDouble = Current.Is("!") && !Current.HasSpaceBefore;
                if (isDouble)
                    _scanner.Advance();
                result = Expression.Function(isDouble ? "factorial2" : "factorial", result);
            }
            else if (Accept("%"))
                result = Expression.Of(ExpressionKind.Percent, result);
            else if (result.Kind == ExpressionKind.SetOperation && Accept("'"))
                result = Expression.Power(result, Expression.Symbol("c"));
            else if (Accept("permille"))
                result = Expression.Product(result, Expression.Number(new Rational(1, 1000)));
            else if (Accept("degree") || result.IsNumber && Accept("circ"))
                result = Expression.Function("degrees", result);
            else
                break;
        }
        return result;
    }

    Expression Raised(Expression @base)
    {
        _scanner.Advance();
        if (Accept("circ") || Accept("degree") || @base.IsNumber && AcceptLetter("o"))
            return Degrees(@base);
        if (Starred(@base) is { } starred)
            return starred;
        bool braced = Current.Is("{");
        var start = Current;
        if (braced)
        {
            _scanner.Advance();
            if ((Accept("circ") || Accept("degree") || @base.IsNumber && AcceptLetter("o")) && Accept("}"))
                return Degrees(@base);
            if (!Current.Is("'") && !IsTransposition())
                _scanner.Return(start);
        }
        if (IsTransposition() && @base.Kind is ExpressionKind.Matrix or ExpressionKind.Bracket)
        {
            _scanner.Advance();
            if (braced)
                Expect("}");
            return Expression.Function("transpose", @base);
        }
        if (Current.Is("'") && @base.Kind == ExpressionKind.Symbol)
        {
            string primes = "";
            while (Accept("'"))
                primes += "'";
            if (braced)
                Expect("}");
            return Expression.Symbol(@base.Name + primes);
        }
        if (braced && !Current.Is("{"))
            _scanner.Return(start);
        return Expression.Power(@base, Exponent());
    }

    // 25°C is a temperature, 25° an angle.
    Expression Degrees(Expression value)
    {
        if (Current.Kind != MathTokenKind.Letter || Current.Text is not ("C" or "F"))
            return Expression.Function("degrees", ArcMinutes(value));
        string scale = Current.Text == "C" ? "celsius^1" : "fahrenheit^1";
        _scanner.Advance();
        return Expression.Of(ExpressionKind.Quantity, scale, value, Expression.One);
    }

    // 30°15'30''
    Expression ArcMinutes(Expression degrees)
    {
        for (int part = 60; part <= 3600 && degrees.IsNumber && Current.Kind == MathTokenKind.Number; part *= 60)
        {
            var number = Current;
            _scanner.Advance();
            if (!Accept("'") || part == 3600 && !Accept("'"))
                throw Unexpected();
            degrees = Expression.Number(degrees.Value + number.Value / part);
        }
        return degrees;
    }

    bool IsTransposition() => Current.Kind == MathTokenKind.Letter && Current.Text is "T" or "top";

    // Without braces the exponent is one factor with its own exponent: 2^3^2 is 2^(3^2).
    Expression Exponent()
    {
        if (++_depth > Fuel.MaxDepth)
            throw new OutOfFuelException("it is nested too deep");
        bool negative = false;
        while (Current.Kind == MathTokenKind.Sign && Current.Text is "+" or "-")
        {
            negative ^= Current.Text == "-";
            _scanner.Advance();
        }
        var exponent = Atom();
        if (Current.Is("^"))
            exponent = Raised(exponent);
        _depth--;
        return negative ? Expression.Negate(exponent) : exponent;
    }
}
