// Reads the expressions of a template, with Jinja's precedence.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>
/// Operators by recursive descent, one method a level of precedence, loosest first; the tightest, which is the operands,
/// is <see cref="JinjaOperandParser"/>.
/// </summary>
internal sealed class JinjaExpressionParser
{
    static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    readonly JinjaTokenReader _tokens;

    /// <param name="tokens">The words.</param>
    public JinjaExpressionParser(JinjaTokenReader tokens)
    {
        _tokens = tokens;
        Operands = new JinjaOperandParser(tokens, this);
    }

    /// <summary>Reads what stands between operators.</summary>
    public JinjaOperandParser Operands { get; }

    /// <summary>An expression, or several with commas between them, which are a tuple.</summary>
    public JinjaExpression ReadTuple(bool allowConditional = true)
    {
        int line = _tokens.Current.Line;
        var first = Read(allowConditional);
        if (!_tokens.Current.IsOperator(",")) return first;
        var items = new List<JinjaExpression> { first };
        while (_tokens.TryOperator(",") && Operands.StartsHere()) items.Add(Read(allowConditional));
        return new SequenceExpression(items, IsTuple: true, line);
    }

    /// <summary>One expression.</summary>
    /// <param name="allowConditional">False where an <c>if</c> belongs to the loop around it.</param>
    public JinjaExpression Read(bool allowConditional = true)
    {
        _tokens.Descend();
        int line = _tokens.Current.Line;
        var value = ReadOr();
        while (allowConditional && _tokens.TryName("if"))
        {
            var condition = ReadOr();
            value = new ConditionalExpression(condition, value, _tokens.TryName("else") ? Read() : null, line);
        }
        _tokens.Ascend();
        return value;
    }

    JinjaExpression ReadOr() => ReadLeft(ReadAnd, () => _tokens.TryName("or") ? "or" : null);

    JinjaExpression ReadAnd() => ReadLeft(ReadNot, () => _tokens.TryName("and") ? "and" : null);

    JinjaExpression ReadNot()
    {
        int line = _tokens.Current.Line;
        if (!_tokens.TryName("not")) return ReadComparison();
        _tokens.Descend();
        var operand = ReadNot();
        _tokens.Ascend();
        return new UnaryExpression("not", operand, line);
    }

    JinjaExpression ReadComparison()
    {
        int line = _tokens.Current.Line;
        var first = ReadSum();
        var rest = new List<(string, JinjaExpression)>();
        while (ComparisonOperator() is { } operation) rest.Add((operation, ReadSum()));
        return rest.Count == 0 ? first : new ComparisonExpression(first, rest, line);
    }

    string? ComparisonOperator()
    {
        if (_tokens.TryName("in")) return "in";
        if (_tokens.TryName("not"))
            return _tokens.TryName("in") ? "not in" : throw _tokens.Unexpected("'in'");
        return Array.Find(Comparisons, _tokens.TryOperator);
    }

    JinjaExpression ReadSum() => ReadLeft(ReadConcatenation, () => _tokens.TryOperator("+") ? "+" : _tokens.TryOperator("-") ? "-" : null);

    JinjaExpression ReadConcatenation() => ReadLeft(ReadProduct, () => _tokens.TryOperator("~") ? "~" : null);

    JinjaExpression ReadProduct() =>
        ReadLeft(ReadPower, () => Array.Find(["*", "/", "//", "%"], _tokens.TryOperator));

    JinjaExpression ReadPower() => ReadLeft(() => Operands.Read(withFilters: true), () => _tokens.TryOperator("**") ? "**" : null);

    JinjaExpression ReadLeft(Func<JinjaExpression> readOperand, Func<string?> readOperator)
    {
        int line = _tokens.Current.Line;
        var left = readOperand();
        while (readOperator() is { } operation) left = new BinaryExpression(operation, left, readOperand(), line);
        return left;
    }
}
