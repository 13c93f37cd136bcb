// Reads a Jinja template into statements.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>
/// The statements of Jinja that a template of one file can use: if, for, set, macro, call, filter, with, break, continue,
/// and transformers' <c>generation</c>, which only marks what the assistant said. Any other is an error that names it.
/// </summary>
internal sealed class JinjaParser
{
    readonly JinjaTokenReader _tokens;
    readonly JinjaExpressionParser _expressions;

    JinjaParser(string source)
    {
        _tokens = new JinjaTokenReader(JinjaLexer.Read(source));
        _expressions = new JinjaExpressionParser(_tokens);
    }

    /// <summary>Reads a whole template.</summary>
    /// <exception cref="TemplateException">The source is not a template that this interpreter understands.</exception>
    public static BlockStatement Parse(string source)
    {
        var parser = new JinjaParser(source);
        var template = parser.ReadBlock(out string ending);
        return ending.Length == 0 ? template : throw parser._tokens.Error($"there is no statement that '{ending}' could belong to");
    }

    /// <summary>Reads statements up to a keyword that is not the beginning of one; the keyword is consumed.</summary>
    BlockStatement ReadBlock(out string ending)
    {
        _tokens.Descend();
        var statements = new List<JinjaStatement>();
        int line = _tokens.Current.Line;
        for (ending = ""; ending.Length == 0 && _tokens.Current.Kind != JinjaTokenKind.EndOfTemplate;)
            if (ReadStatement(out ending) is { } statement) statements.Add(statement);
        _tokens.Ascend();
        return new BlockStatement(statements, line);
    }

    JinjaStatement? ReadStatement(out string ending)
    {
        ending = "";
        var token = _tokens.Next();
        switch (token.Kind)
        {
            case JinjaTokenKind.Text:
                return new TextStatement(token.Text, token.Line);
            case JinjaTokenKind.PrintBegin:
                var expression = _expressions.ReadTuple();
                _tokens.Expect(JinjaTokenKind.PrintEnd, "'}}'");
                return new PrintStatement(expression, token.Line);
            default:
                string keyword = _tokens.ExpectName();
                if (keyword is "elif" or "else" || keyword.StartsWith("end", StringComparison.Ordinal)) ending = keyword;
                return ending.Length > 0 ? null : ReadTag(keyword, token.Line);
        }
    }

    JinjaStatement ReadTag(string keyword, int line)
    {
        switch (keyword)
        {
            case "if": return ReadIf(line);
            case "for": return ReadFor(line);
            case "set": return ReadSet(line);
            case "macro": return ReadMacro(line);
            case "call": return ReadCall(line);
            case "with": return ReadWith(line);
            case "filter": return ReadFilterBlock(line);
            case "generation": return ReadGeneration(line);
            case "break" or "continue":
                EndTag();
                return new FlowStatement(keyword == "break" ? JinjaFlow.Break : JinjaFlow.Continue, line);
            default: throw _tokens.Error($"the statement '{keyword}' is not supported");
        }
    }

    JinjaStatement ReadIf(int line)
    {
        var branches = new List<(JinjaExpression, BlockStatement)>();
        BlockStatement? otherwise = null;
        for (string ending = "elif"; ending == "elif";)
        {
            var condition = _expressions.ReadTuple();
            EndTag();
            branches.Add((condition, ReadBlock(out ending)));
            if (ending == "else") otherwise = ReadElse(out ending);
            if (ending != "elif") ExpectEnding(ending, "endif");
        }
        return new IfStatement(branches, otherwise, line);
    }

    JinjaStatement ReadFor(int line)
    {
        var names = ReadNames();
        if (!_tokens.TryName("in")) throw _tokens.Error("a loop needs 'in'");
        var items = _expressions.ReadTuple(allowConditional: false);
        var condition = _tokens.TryName("if") ? _expressions.Read() : null;
        if (_tokens.TryName("recursive")) throw _tokens.Error("'recursive' loops are not supported");
        EndTag();
        var body = ReadBlock(out string ending);
        var otherwise = ending == "else" ? ReadElse(out ending) : null;
        ExpectEnding(ending, "endfor");
        return new ForStatement(names, items, condition, body, otherwise, line);
    }

    JinjaStatement ReadSet(int line)
    {
        var names = ReadNames();
        if (names.Count == 1 && _tokens.TryOperator("."))
        {
            string attribute = _tokens.ExpectName();
            _tokens.ExpectOperator("=");
            var attributeValue = _expressions.ReadTuple();
            EndTag();
            return new SetAttributeStatement(names[0], attribute, attributeValue, line);
        }
        if (_tokens.TryOperator("="))
        {
            var value = _expressions.ReadTuple();
            EndTag();
            return new SetStatement(names, value, line);
        }
        if (names.Count != 1) throw _tokens.Error("a set block has one name");
        var filtered = _expressions.Operands.ReadFilters();
        EndTag();
        var body = ReadBlock(out string ending);
        ExpectEnding(ending, "endset");
        return new SetBlockStatement(names[0], body, filtered, line);
    }

    JinjaStatement ReadMacro(int line)
    {
        string name = _tokens.ExpectName();
        return new MacroStatement(ReadMacroBody(name, ReadParameters(), "endmacro"), line);
    }

    JinjaStatement ReadCall(int line)
    {
        var parameters = _tokens.Current.IsOperator("(") ? ReadParameters() : [];
        var called = _expressions.Read() as CallExpression ?? throw _tokens.Error("'call' needs a call of a macro");
        return new CallStatement(called, ReadMacroBody(CallStatement.Caller, parameters, "endcall"), line);
    }

    List<(string, JinjaExpression?)> ReadParameters()
    {
        var parameters = new List<(string Name, JinjaExpression?)>();
        _tokens.ExpectOperator("(");
        while (!_tokens.TryOperator(")"))
        {
            if (parameters.Count > 0) _tokens.ExpectOperator(",");
            string parameter = _tokens.ExpectName();
            if (parameters.Exists(other => other.Name == parameter)) throw _tokens.Error($"the parameter '{parameter}' stands there twice");
            parameters.Add((parameter, _tokens.TryOperator("=") ? _expressions.Read() : null));
        }
        return parameters;
    }

    JinjaMacro ReadMacroBody(string name, List<(string, JinjaExpression?)> parameters, string end)
    {
        EndTag();
        int start = _tokens.Position;
        var body = ReadBlock(out string ending);
        ExpectEnding(ending, end);
        return new JinjaMacro(name, parameters, body)
        {
            UsesMorePositional = _tokens.HasTaken("varargs", start),
            UsesMoreNamed = _tokens.HasTaken("kwargs", start),
            UsesCaller = _tokens.HasTaken(CallStatement.Caller, start),
        };
    }

    JinjaStatement ReadWith(int line)
    {
        var names = new List<(string, JinjaExpression)>();
        while (_tokens.Current.Kind != JinjaTokenKind.StatementEnd)
        {
            if (names.Count > 0) _tokens.ExpectOperator(",");
            string name = _tokens.ExpectName();
            _tokens.ExpectOperator("=");
            names.Add((name, _expressions.Read()));
        }
        EndTag();
        var body = ReadBlock(out string ending);
        ExpectEnding(ending, "endwith");
        return new WithStatement(names, body, line);
    }

    JinjaStatement ReadFilterBlock(int line)
    {
        var filtered = _expressions.Operands.ReadFilterChain();
        EndTag();
        var body = ReadBlock(out string ending);
        ExpectEnding(ending, "endfilter");
        return new FilterStatement(body, filtered, line);
    }

    JinjaStatement ReadGeneration(int line)
    {
        EndTag();
        var body = ReadBlock(out string ending);
        ExpectEnding(ending, "endgeneration");
        return new GenerationStatement(body, line);
    }

    BlockStatement ReadElse(out string ending)
    {
        EndTag();
        return ReadBlock(out ending);
    }

    void ExpectEnding(string ending, string expected)
    {
        if (ending != expected) throw _tokens.Error(ending.Length == 0 ? $"'{expected}' is missing" : $"'{expected}' is expected, not '{ending}'");
        // Jinja allows the name of what ends.
        if (expected is "endmacro" or "endset" && _tokens.Current.Kind == JinjaTokenKind.Name) _tokens.Next();
        EndTag();
    }

    List<string> ReadNames()
    {
        bool parenthesised = _tokens.TryOperator("(");
        var names = new List<string> { _tokens.ExpectName() };
        while (_tokens.TryOperator(",")) names.Add(_tokens.ExpectName());
        if (parenthesised) _tokens.ExpectOperator(")");
        return names;
    }

    void EndTag() => _tokens.Expect(JinjaTokenKind.StatementEnd, "'%}'");
}
