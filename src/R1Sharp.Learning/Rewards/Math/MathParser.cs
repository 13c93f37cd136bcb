// From pieces to a tree. This file reads what is particular to answers: lists, relations, units, words; formulas are read
// in MathParser.Formulas.cs and the files beside it.

using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>The text is not a formula the parser knows.</summary>
/// <param name="what">What it stumbled over.</param>
sealed class NotUnderstoodException(string what) : Exception(what);

/// <summary>Reads one answer.</summary>
sealed partial class MathParser
{
    const int LongestUnit = 12;

    static readonly HashSet<string> Fillers = new(StringComparer.OrdinalIgnoreCase)
    {
        "so", "then", "we", "get", "have", "obtain", "find", "that", "about", "approximately", "approx", "roughly", "exactly", "around", "is", "are", "equals",
        "the", "answer", "therefore", "thus", "hence", "point", "points", "vector", "约", "大约", "约为", "共", "一共", "第",
    };

    static readonly HashSet<string> Currencies = new(StringComparer.OrdinalIgnoreCase) { "$", "€", "£", "¥", "₹", "usd", "rs", "rmb" };

    // A formula that goes on with conditions in words is left to the comparison as text.
    static readonly HashSet<string> Conditions = new(StringComparer.OrdinalIgnoreCase) { "where", "for", "if", "with", "when", "such", "unless", "otherwise",
        "order", "其中", "当" };

    readonly MathScanner _scanner;
    readonly NumberReader _numbers;
    readonly Fuel _fuel;
    readonly bool _isPlain;
    readonly MathOptions _options;
    readonly BarRoles? _barRoles;
    int _depth, _bars, _itemStart;
    bool _inHead, _inAngles, _inIntegrand;

    MathParser(string text, MathOptions options, Fuel fuel)
    {
        _numbers = new NumberReader(options.DecimalComma);
        _barRoles = BarRoles.Of(text);
        _scanner = new MathScanner(text, fuel, _numbers) { SplitsBars = _barRoles is not null };
        _fuel = fuel;
        _options = options;
        _isPlain = !text.AsSpan().ContainsAny('\\', '$', WordMarks.Start);
    }

    MathToken Current => _scanner.Current;

    /// <summary>Reads a whole answer.</summary>
    /// <param name="text">What <see cref="TextCommands.Mark"/> returned.</param>
    /// <param name="options">How it is to be read.</param>
    /// <param name="fuel">Pays for it.</param>
    /// <exception cref="NotUnderstoodException">It is not a formula.</exception>
    /// <exception cref="OutOfFuelException">It is too long or nested too deep.</exception>
    public static Expression Parse(string text, MathOptions options, Fuel fuel)
    {
        var parser = new MathParser(WithRoundBrackets(text), options, fuel);
        parser._scanner.Advance();
        var answer = parser.Divided(parser.List());
        return parser.Current.Kind == MathTokenKind.End ? answer : throw parser.Unexpected();
    }

    // 1 \over 2 without braces.
    Expression Divided(Expression above)
    {
        bool isQuotient = Accept("over");
        return isQuotient ? Expression.Quotient(above, List()) : Accept("choose") ? Expression.Function("binomial", above, List()) : above;
    }

    NotUnderstoodException Unexpected() => new(Current.Kind == MathTokenKind.End ? "it ends too early" : $"'{Current.Text}' is not understood here");

    bool Accept(string sign)
    {
        if (!Current.Is(sign))
            return false;
        _scanner.Advance();
        return true;
    }

    void Expect(string sign)
    {
        if (!Accept(sign))
            throw Unexpected();
    }

    Expression Item()
    {
        if (Current.Is("..."))
        {
            _scanner.Advance();
            return Expression.Of(ExpressionKind.Ellipsis);
        }
        while (Current.Kind == MathTokenKind.Word && Fillers.Contains(Current.Text))
        {
            _scanner.Advance();
            // "Therefore, x = 2"
            if (Current.Is(","))
                _scanner.Advance();
        }
        _itemStart = Current.Start;
        RefuseArticle();
        SkipDefinition(out string definition);
        string currency = "";
        if (Current.Kind == MathTokenKind.Word && Currencies.Contains(Current.Text))
        {
            currency = Current.Text;
            _scanner.Advance();
            Accept(".");
        }
        if (Current.Kind == MathTokenKind.Word)
            throw new NotUnderstoodException($"the word '{Current.Text}'");
        var value = WithUnitOfLast(Compound(WithUnit(Relation(), currency)));
        return definition.Length == 0 ? value : Expression.Of(ExpressionKind.Relation, "=", Expression.Symbol(definition), value);
    }

    // AB = 5 cm: the unit is that of the value.
    static Expression WithUnitOfLast(Expression e) => e is { Kind: ExpressionKind.Quantity, Parts: [{ Kind: ExpressionKind.Relation } relation, ..] }
        && relation.Name.Split(' ')[^1] is "=" or "~"
        ? Expression.Of(ExpressionKind.Relation, relation.Name,
            [.. relation.Parts[..^1], Expression.Of(ExpressionKind.Quantity, e.Name, [relation.Parts[^1], .. e.Parts[1..]])]) : e;

    // "a rectangle" is a word with its article; "a \text{ cm}" is a length.
    void RefuseArticle()
    {
        if (Current is not { Kind: MathTokenKind.Letter, Text: "a" or "A" })
            return;
        var start = Current;
        _scanner.Advance();
        if (Current is { Kind: MathTokenKind.Word, HasSpaceBefore: true } && !Units.IsUnit(Current.Text))
            throw new NotUnderstoodException($"the word '{Current.Text}'");
        _scanner.Return(start);
    }

    // "f(x) =", "N(n) =", "C(h) =" at the beginning names a function; its argument's name does not matter.
    void SkipDefinition(out string name)
    {
        name = "";
        var start = Current;
        if (start.Kind != MathTokenKind.Letter || start.Text is "pi" or "e" or "i" or "infty")
            return;
        _scanner.Advance();
        string inverse = _scanner.Text.AsSpan(Current.Start).StartsWith("^{-1}") ? "^-1" : "";
        if (inverse.Length > 0)
            _scanner.Skip(Current.Start + "^{-1}".Length);
        if (Current.Is("("))
        {
            _scanner.Advance();
            var parameters = new List<string>();
            while (Current.Kind == MathTokenKind.Letter && !Current.IsUpright)
            {
                parameters.Add(Current.Text);
                _scanner.Advance();
                if (!Accept(","))
                    break;
            }
            if (parameters.Count > 0 && Accept(")") && Accept("="))
            {
                name = $"{start.Text}{inverse}({string.Join(",", parameters)})";
                return;
            }
        }
        _scanner.Return(start);
    }

    Expression Relation()
    {
        var first = Ratio();
        if (Current.Kind != MathTokenKind.Sign || !IsRelation())
            return first;
        var parts = new List<Expression> { first };
        var signs = new List<string>();
        while (Current.Kind == MathTokenKind.Sign && IsRelation())
        {
            signs.Add(Current.Text);
            _scanner.Advance();
            while (Current.Kind == MathTokenKind.Word && Currencies.Contains(Current.Text))
                _scanner.Advance();
            parts.Add(signs[^1] is "in" or "notin" ? KnownSet(Ratio()) : Ratio());
            if (signs[^1] != "===")
                continue;
            if (HasModulus())
                parts.Add(Modulus());
            else
                signs[^1] = "equiv";
        }
        return Expression.Of(ExpressionKind.Relation, string.Join(' ', signs), [.. parts]);
    }

    bool IsRelation() => MathSigns.Relations.ContainsKey(Current.Text) && !(_inAngles && Current.Text is ">" or "gg");

    bool HasModulus() => Current.Is("pmod") || Current.Is("mod") || Current.Is("(") || Current.Kind == MathTokenKind.Word && Current.Text == "mod";

    Expression Modulus()
    {
        if (Accept("pmod"))
            return Argument();
        bool bracket = Accept("(");
        if (!Accept("mod") && !(Current.Kind == MathTokenKind.Word && Current.Text == "mod"))
            throw Unexpected();
        if (Current.Kind == MathTokenKind.Word)
            _scanner.Advance();
        var modulus = SetLevel();
        if (bracket)
            Expect(")");
        return modulus;
    }

    Expression Ratio()
    {
        var first = SetLevel();
        if (_inHead || !Current.Is(":"))
            return first;
        var parts = new List<Expression> { first };
        while (Accept(":"))
            parts.Add(SetLevel());
        return Expression.Of(ExpressionKind.Ratio, [.. parts]);
    }

    // Unions, intersections and differences of sets; "U" between intervals is a union.
    Expression SetLevel()
    {
        if (++_depth > Fuel.MaxDepth)
            throw new OutOfFuelException("it is nested too deep");
        var left = Sum();
        while (true)
        {
            string? operation = Current.Is("cup") || IsLetterUnion(left) ? "union" : Current.Is("cap") ? "intersection" : Current.Is("minus") ? "minus" : null;
            if (operation is null)
                break;
            _scanner.Advance();
            left = Expression.Of(ExpressionKind.SetOperation, operation, left, Sum());
        }
        _depth--;
        return left;
    }

    bool IsLetterUnion(Expression left) => Current.Kind == MathTokenKind.Letter && Current.Text is "U" or "u" && left.Kind is ExpressionKind.Bracket
        or ExpressionKind.SetOperation or ExpressionKind.Set;
}
