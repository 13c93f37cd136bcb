// Reads the operands of expressions: values, and what is hung on to them.

using System.Globalization;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Values, attributes, items, calls, filters and tests.</summary>
/// <param name="tokens">The words.</param>
/// <param name="expressions">Reads the expressions inside of brackets.</param>
internal sealed class JinjaOperandParser(JinjaTokenReader tokens, JinjaExpressionParser expressions)
{
    /// <summary>Any number of <c>| filter</c>, to be applied to a value.</summary>
    public Func<JinjaExpression, JinjaExpression> ReadFilters()
    {
        Func<JinjaExpression, JinjaExpression> filters = value => value;
        while (tokens.TryOperator("|"))
        {
            var before = filters;
            var filter = ReadFilter();
            filters = value => filter(before(value));
        }
        return filters;
    }

    /// <summary>A filter without a bar before it, and any number with one.</summary>
    public Func<JinjaExpression, JinjaExpression> ReadFilterChain()
    {
        var first = ReadFilter();
        var rest = ReadFilters();
        return value => rest(first(value));
    }

    /// <summary>A value with its sign, attributes, calls, and, unless it stands behind a sign, filters and tests.</summary>
    public JinjaExpression Read(bool withFilters)
    {
        tokens.Descend();
        int line = tokens.Current.Line;
        var value = tokens.TryOperator("-") ? new UnaryExpression("-", Read(withFilters: false), line)
            : tokens.TryOperator("+") ? new UnaryExpression("+", Read(withFilters: false), line)
            : ReadPrimary();
        value = ReadPostfix(value);
        if (withFilters) value = ReadFiltersAndTests(value);
        tokens.Ascend();
        return value;
    }

    JinjaExpression ReadPrimary()
    {
        var token = tokens.Next();
        switch (token.Kind)
        {
            case JinjaTokenKind.Name: return ReadName(token);
            case JinjaTokenKind.String: return ReadString(token);
            case JinjaTokenKind.Integer:
                if (!long.TryParse(token.Text, CultureInfo.InvariantCulture, out long whole))
                    throw tokens.Error($"the number {token.Text} is too large");
                return new LiteralExpression(whole, token.Line);
            case JinjaTokenKind.Float:
                return new LiteralExpression(double.Parse(token.Text, CultureInfo.InvariantCulture), token.Line);
            case JinjaTokenKind.Operator when token.Text == "(": return ReadParenthesis(token.Line);
            case JinjaTokenKind.Operator when token.Text == "[": return new SequenceExpression(ReadItems("]"), IsTuple: false, token.Line);
            case JinjaTokenKind.Operator when token.Text == "{": return ReadMapping(token.Line);
            default:
                string found = token.Text.Length > 0 ? $"'{token.Text}'" : "the end of the tag";
                throw new TemplateException($"a value is expected, not {found}") { Line = token.Line };
        }
    }

    static JinjaExpression ReadName(JinjaToken token) => token.Text switch
    {
        "true" or "True" => new LiteralExpression(true, token.Line),
        "false" or "False" => new LiteralExpression(false, token.Line),
        "none" or "None" => new LiteralExpression(null, token.Line),
        _ => new NameExpression(token.Text, token.Line),
    };

    // Strings beside each other are one.
    JinjaExpression ReadString(JinjaToken token)
    {
        string text = token.Text;
        while (tokens.Current.Kind == JinjaTokenKind.String) text += tokens.Next().Text;
        return new LiteralExpression(text, token.Line);
    }

    JinjaExpression ReadParenthesis(int line)
    {
        if (tokens.TryOperator(")")) return new SequenceExpression([], IsTuple: true, line);
        var inner = expressions.ReadTuple();
        tokens.ExpectOperator(")");
        return inner;
    }

    List<JinjaExpression> ReadItems(string close)
    {
        var items = new List<JinjaExpression>();
        while (!tokens.TryOperator(close))
        {
            if (items.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.TryOperator(close)) break;
            }
            items.Add(expressions.Read());
        }
        return items;
    }

    JinjaExpression ReadMapping(int line)
    {
        var entries = new List<(JinjaExpression, JinjaExpression)>();
        while (!tokens.TryOperator("}"))
        {
            if (entries.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.TryOperator("}")) break;
            }
            var key = expressions.Read();
            tokens.ExpectOperator(":");
            entries.Add((key, expressions.Read()));
        }
        return new MappingExpression(entries, line);
    }

    JinjaExpression ReadPostfix(JinjaExpression value)
    {
        while (true)
        {
            int line = tokens.Current.Line;
            if (tokens.TryOperator("."))
                value = tokens.Current.Kind == JinjaTokenKind.Integer
                    ? new IndexExpression(value, ReadPrimary(), line)
                    : new AttributeExpression(value, tokens.ExpectName(), line);
            else if (tokens.TryOperator("[")) value = ReadSubscript(value, line);
            else if (tokens.Current.IsOperator("(")) value = new CallExpression(value, ReadArguments(), line);
            else return value;
        }
    }

    JinjaExpression ReadSubscript(JinjaExpression value, int line)
    {
        var start = tokens.Current.IsOperator(":") ? null : expressions.Read();
        if (start is not null && tokens.TryOperator("]")) return new IndexExpression(value, start, line);
        tokens.ExpectOperator(":");
        var stop = tokens.Current.IsOperator(":") || tokens.Current.IsOperator("]") ? null : expressions.Read();
        var step = tokens.TryOperator(":") && !tokens.Current.IsOperator("]") ? expressions.Read() : null;
        tokens.ExpectOperator("]");
        return new SliceExpression(value, start, stop, step, line);
    }

    JinjaExpression ReadFiltersAndTests(JinjaExpression value)
    {
        while (true)
        {
            int line = tokens.Current.Line;
            if (tokens.TryOperator("|")) value = ReadFilter()(value);
            else if (tokens.TryName("is")) value = ReadTest(value, line);
            else if (tokens.Current.IsOperator("(")) value = new CallExpression(value, ReadArguments(), line);
            else return value;
        }
    }

    Func<JinjaExpression, JinjaExpression> ReadFilter()
    {
        int line = tokens.Current.Line;
        string name = tokens.ExpectName();
        var filter = JinjaFilters.Find(name) ?? throw tokens.Error($"the filter '{name}' is not supported");
        var arguments = tokens.Current.IsOperator("(") ? ReadArguments() : ArgumentList.Empty;
        return value => new FilterExpression(value, name, filter, arguments, line);
    }

    // A test takes its one argument with or without parentheses.
    JinjaExpression ReadTest(JinjaExpression value, int line)
    {
        bool negated = tokens.TryName("not");
        string name = tokens.ExpectName();
        var test = JinjaTests.Find(name) ?? throw tokens.Error($"the test '{name}' is not supported");
        var arguments = tokens.Current.IsOperator("(") ? ReadArguments()
            : StartsHere() && !tokens.Current.IsOperator("-") ? new ArgumentList([ReadPostfix(ReadPrimary())], [])
            : ArgumentList.Empty;
        var expression = new TestExpression(value, name, test, arguments, line);
        return negated ? new UnaryExpression("not", expression, line) : expression;
    }

    ArgumentList ReadArguments()
    {
        tokens.ExpectOperator("(");
        var positional = new List<JinjaExpression>();
        var named = new List<(string, JinjaExpression)>();
        while (!tokens.TryOperator(")"))
        {
            if (positional.Count + named.Count > 0)
            {
                tokens.ExpectOperator(",");
                if (tokens.TryOperator(")")) break;
            }
            var argument = expressions.Read();
            if (tokens.TryOperator("="))
                named.Add((argument is NameExpression name ? name.Name : throw tokens.Error("an argument has no name"), expressions.Read()));
            else if (named.Count > 0) throw tokens.Error("an argument without a name stands behind one with a name");
            else positional.Add(argument);
        }
        return new ArgumentList(positional, named);
    }

    /// <summary>Whether an operand can begin with the next word.</summary>
    public bool StartsHere() => tokens.Current.Kind switch
    {
        JinjaTokenKind.Name => tokens.Current.Text is not ("else" or "or" or "and" or "if" or "is" or "in" or "not"),
        JinjaTokenKind.String or JinjaTokenKind.Integer or JinjaTokenKind.Float => true,
        JinjaTokenKind.Operator => tokens.Current.Text is "(" or "[" or "{" or "-",
        _ => false,
    };
}
