// Functions and LaTeX commands with arguments: fractions, roots, binomials, sums, matrices, cases.

using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Rewards.Mathematics;

sealed partial class MathParser
{
    Expression CommandAtom()
    {
        string name = Current.Text;
        if (name == "frac")
            return Fraction();
        if (name == "begin")
            return Environment();
        _scanner.Advance();
        switch (name)
        {
            case "sqrt":
                return Root();
            case "binom":
                return Expression.Function("binomial", Argument(), Argument());
            case "bar" or "hat" or "tilde" or "dot" or "ddot":
                return Expression.Symbol($"{name}({Decorated()})" + (Accept("_") ? "_" + Subscript() : ""));
            case "vec":
                return Arrow(Decorated());
            case "sum" or "prod":
                return Series(name);
            case "int":
                return Integral();
            case "lim":
                return Limit();
            case "mathbb":
                return NumberSet((Current.Is("{") ? Decorated() : Subscript()) switch
                {
                    "R" => "Reals",
                    "Z" => "Integers",
                    "Q" => "Rationals",
                    "N" => "Naturals",
                    "C" => "Complexes",
                    var other => "mathbb " + other,
                });
            default:
                throw new NotUnderstoodException($"the command '{name}'");
        }
    }

    // The vector from B to A is that from A to B turned around.
    static Expression Arrow(string ends) => ends.Length == 2 && ends[0] > ends[1] ? Expression.Negate(Expression.Symbol($"vec({ends[1]}{ends[0]})"))
        : Expression.Symbol($"vec({ends})");

    // The name of what stands under a decoration.
    string Decorated() => Current.Is("{") ? string.Concat((_scanner.RawGroup() ?? throw Unexpected()).Where(c => !char.IsWhiteSpace(c))) : Subscript();

    // One argument of a command: a group, or one digit, letter or command.
    Expression Argument()
    {
        if (Current.Is("{"))
            return Braced();
        if (Current.Kind == MathTokenKind.Number)
        {
            _scanner.RereadDigit();
            var digit = Current;
            _scanner.Advance();
            return Expression.Number(digit.Value);
        }
        if (++_depth > Fuel.MaxDepth)
            throw new OutOfFuelException("it is nested too deep");
        var atom = Atom();
        _depth--;
        return atom;
    }

    Expression Fraction()
    {
        int start = Current.Start;
        var derivative = Derivative().Match(_scanner.Text, start);
        if (derivative.Success && derivative.Index == start)
            return DerivativeSymbol(derivative);
        var operation = DerivativeOperator().Match(_scanner.Text, start);
        if (operation.Success && operation.Index == start)
            return DerivativeOf(operation);
        _scanner.Advance();
        var above = Argument();
        var below = Argument();
        return Expression.Quotient(above, below);
    }

    // dy/dx is one symbol, not a quotient in which d can be cancelled.
    Expression DerivativeSymbol(Match match)
    {
        _scanner.Skip(match.Index + match.Length);
        string above = string.Concat(match.Groups["above"].Value.Where(c => !char.IsWhiteSpace(c)));
        return Expression.Symbol($"d{match.Groups["order"].Value}({above})/d{match.Groups["below"].Value}");
    }

    Expression Root()
    {
        Expression degree = Expression.Number(2);
        if (Current.Is("["))
        {
            _scanner.Advance();
            degree = SetLevel();
            Expect("]");
        }
        // Nobody means the root of 1 times 2 by \sqrt12.
        var inside = Current.Kind == MathTokenKind.Number ? NumberAtom() : Argument();
        return Expression.Function("root", inside, degree);
    }

    Expression FunctionAtom()
    {
        string name = Current.Text;
        _scanner.Advance();
        Expression? exponent = null, @base = name == "log" ? AttachedBase() : null;
        for (int i = 0; i < 2; i++)
        {
            if (Accept("_"))
                @base = Argument();
            else if (Current.Is("^") && name is not "sqrt")
            {
                _scanner.Advance();
                exponent = Current.Is("{") ? Braced() : Exponent();
            }
        }
        if (name is "max" or "min" && @base is not null)
            throw new NotUnderstoodException($"a subscript of '{name}'");
        var function = Applied(name, @base, FunctionArguments());
        if (exponent is null)
            return function;
        bool isInverse = exponent.IsNumber && exponent.Value.CompareTo(-1) == 0;
        return isInverse && Inverse(name) is { } inverse ? Expression.Function(inverse, function.Parts) : Expression.Power(function, exponent);
    }

    // log2(8) and log10 100; log2 alone and log2x are logarithms of 2 and 2x.
    Expression? AttachedBase()
    {
        if (Current is not { Kind: MathTokenKind.Number, HasSpaceBefore: false, Decimals: null } digits || !digits.Value.IsInteger
            || digits.Value.CompareTo(1) <= 0)
            return null;
        _scanner.Advance();
        bool isBase = Current.Is("(") || Current.HasSpaceBefore && Current.Kind is MathTokenKind.Number or MathTokenKind.Letter or MathTokenKind.Command;
        if (isBase)
            return Expression.Number(digits.Value);
        _scanner.Return(digits);
        return null;
    }

    static Expression Applied(string name, Expression? @base, Expression[] arguments) => name switch
    {
        "sqrt" => Expression.Function("root", arguments[0], Expression.Number(2)),
        "cbrt" => Expression.Function("root", arguments[0], Expression.Number(3)),
        "exp" => Expression.Power(Expression.Constant("e"), arguments[0]),
        "log" when @base is null && arguments.Length == 2 => Expression.Function("log", arguments[0], arguments[1]),
        "log" when @base is not null => Expression.Function("log", arguments[0], @base),
        "lg" => Expression.Function("log", arguments[0], Expression.Number(10)),
        "lb" => Expression.Function("log", arguments[0], Expression.Number(2)),
        _ when @base is not null => throw new NotUnderstoodException($"a subscript of '{name}'"),
        // max{a, b}
        "max" or "min" or "gcd" or "lcm" when arguments is [{ Kind: ExpressionKind.Set, Parts.Length: > 0 } set] => Expression.Function(name, set.Parts),
        _ => Expression.Function(name, arguments),
    };

    static string? Inverse(string name) => name switch
    {
        "sin" => "arcsin",
        "cos" => "arccos",
        "tan" => "arctan",
        "cot" => "arccot",
        "sec" => "arcsec",
        "csc" => "arccsc",
        "sinh" => "arsinh",
        "cosh" => "arcosh",
        "tanh" => "artanh",
        _ => null,
    };

    // Brackets, or the factors up to the next sign: sin 2x, ln 2, cos n pi.
    Expression[] FunctionArguments()
    {
        if (Current.Is("(") || Current.Is("["))
            return Arguments();
        if (Current.Is("{"))
            return Braced() is var braced && braced.Kind == ExpressionKind.Set ? braced.Parts : [braced];
        if (++_depth > Fuel.MaxDepth)
            throw new OutOfFuelException("it is nested too deep");
        var factors = new List<Expression> { SignedPower() };
        while (StartsFactor(factors[^1]) && Current.Kind != MathTokenKind.Function && (!Current.Is("(") || factors[^1].IsNumber))
            factors.Add(Power());
        // sin pi/6 means the sine of a sixth of pi.
        while (Current.Is("/") && factors.All(f => f.IsConstant) && factors.Any(f => f is { Kind: ExpressionKind.Constant, Name: "pi" }))
        {
            _scanner.Advance();
            factors.Add(Expression.Power(Power(), Expression.MinusOne));
        }
        _depth--;
        return [Expression.Product([.. factors])];
    }

    Expression Environment()
    {
        _scanner.Advance();
        string name = (_scanner.RawGroup() ?? throw Unexpected()).Trim();
        if (name == "array" && Current.Is("{"))
            _scanner.RawGroup();
        bool isCases = name is "cases" or "dcases" or "rcases";
        if (!isCases && !(name.EndsWith("matrix", StringComparison.Ordinal) || name == "array"))
            throw new NotUnderstoodException($"the environment '{name}'");
        var rows = Closed(0, () => Expression.Of(ExpressionKind.List, "", [.. Rows(isCases)])).Parts;
        Expect("}");
        if (isCases)
            return Branches(rows);
        int columns = rows.Length == 0 ? 0 : rows[0].Parts.Length;
        if (columns == 0 || rows.Any(row => row.Parts.Length != columns))
            throw new NotUnderstoodException("a matrix with rows of different length");
        var matrix = Expression.Of(ExpressionKind.Matrix, $"{rows.Length}x{columns}", [.. rows.SelectMany(row => row.Parts)]);
        return name is "vmatrix" ? Expression.Function("det", matrix) : matrix;
    }

    // Rows of a value and its condition are a piecewise function; rows of equations alone, a system or its solution.
    static Expression Branches(Expression[] rows)
    {
        if (!rows.All(row => row.Parts is [{ Kind: ExpressionKind.Relation }]))
            return Expression.Of(ExpressionKind.Cases, [.. rows.SelectMany(row => row.Parts)]);
        Expression[] equations = [.. rows.Select(row => row.Parts[0])];
        return equations.Length == 1 ? equations[0] : AnswerShape.TupleEquation(equations) ?? Expression.Of(ExpressionKind.List, "and", equations);
    }

    // Rows up to the end of the environment; its name is passed over up to the closing brace.
    IEnumerable<Expression> Rows(bool isCases)
    {
        var row = new List<Expression>();
        while (true)
        {
            _fuel.Spend(2);
            bool ends = Current.Kind == MathTokenKind.Command && Current.Text == "end";
            if (ends || Current.Is("\\\\"))
            {
                if (row.Count > 0)
                    yield return Expression.Of(ExpressionKind.List, "", [.. row]);
                row.Clear();
                _scanner.Advance();
                if (!ends)
                    continue;
                Expect("{");
                while (!Current.Is("}") && Current.Kind != MathTokenKind.End)
                    _scanner.Advance();
                yield break;
            }
            if (Current.Is("&") || isCases && Current.Is(","))
                _scanner.Advance();
            else
                row.Add(isCases && row.Count > 0 ? Condition() : Relation());
        }
    }

    Expression Condition()
    {
        while (Current.Kind == MathTokenKind.Word && Current.Text is "if" or "for" or "when" or "当")
            _scanner.Advance();
        if (Current.Kind != MathTokenKind.Word)
            return Relation();
        string word = Current.Text.ToLowerInvariant();
        _scanner.Advance();
        return Expression.Of(ExpressionKind.Text, word is "else" or "otherwise" or "其他" ? "otherwise" : throw new NotUnderstoodException($"the word '{word}'"));
    }

    [GeneratedRegex(@"\\[dtc]?frac\s*\{\s*(?:d|\\partial)\s*(?:\^\s*\{?\s*(?<order>[0-9])\s*\}?)?(?<above>(?:\s|\{|\\)[^{}]*|[A-Za-z][^{}]*)\}\s*\{\s*(?:d"
        + @"|\\partial)\s*(?<below>[A-Za-z]|\\[a-z]+)(?:\s*\^\s*\{?\s*[0-9]\s*\}?)?\s*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Derivative();
}
