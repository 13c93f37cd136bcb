// Expressions of a template. Each knows how to evaluate itself.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>An expression.</summary>
/// <param name="Line">Its line, 1-based.</param>
internal abstract record JinjaExpression(int Line)
{
    /// <summary>Its value, within the limits of the rendering.</summary>
    public object? Value(JinjaScope scope)
    {
        scope.Run.Enter(Line);
        var value = Evaluate(scope);
        scope.Run.Leave();
        return value;
    }

    /// <summary>Whether its value counts as true.</summary>
    public bool Holds(JinjaScope scope) => JinjaComparison.IsTrue(Value(scope));

    private protected abstract object? Evaluate(JinjaScope scope);
}

/// <summary>Accounts for work on all of a value.</summary>
internal static class Spent
{
    /// <summary>The value, after its size has been taken note of.</summary>
    public static object? On(object? value, JinjaScope scope)
    {
        scope.Run.SpendOn(value);
        return value;
    }
}

/// <summary>A constant.</summary>
internal sealed record LiteralExpression(object? Constant, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) => Constant;
}

/// <summary>A variable.</summary>
internal sealed record NameExpression(string Name, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) => scope.Get(Name);
}

/// <summary><c>[a, b]</c>, or <c>(a, b)</c> and <c>a, b</c>.</summary>
internal sealed record SequenceExpression(IReadOnlyList<JinjaExpression> Items, bool IsTuple, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope)
    {
        var values = Items.Select(item => item.Value(scope)).ToArray();
        return IsTuple ? new JinjaTuple(values) : new JinjaList(values);
    }
}

/// <summary><c>{key: value}</c></summary>
internal sealed record MappingExpression(IReadOnlyList<(JinjaExpression Key, JinjaExpression Value)> Entries, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope)
    {
        var mapping = new JinjaMapping();
        foreach (var (key, value) in Entries)
            mapping[key.Value(scope) as string ?? throw new TemplateException("a key of a mapping must be a text")] = value.Value(scope);
        return mapping;
    }
}

/// <summary><c>value.name</c></summary>
internal sealed record AttributeExpression(JinjaExpression Target, string Name, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) =>
        JinjaAccess.Attribute(Spent.On(Target.Value(scope), scope), Name);
}

/// <summary><c>value[index]</c></summary>
internal sealed record IndexExpression(JinjaExpression Target, JinjaExpression Index, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) =>
        JinjaAccess.Item(Spent.On(Target.Value(scope), scope), Index.Value(scope));
}

/// <summary><c>value[start:stop:step]</c></summary>
internal sealed record SliceExpression(
    JinjaExpression Target, JinjaExpression? Start, JinjaExpression? Stop, JinjaExpression? Step, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) =>
        JinjaAccess.Slice(Target.Value(scope), Bound(Start, scope), Bound(Stop, scope), Bound(Step, scope) ?? 1, scope.Run);

    static long? Bound(JinjaExpression? bound, JinjaScope scope) => bound?.Value(scope) switch
    {
        null => null,
        long number => number,
        _ => throw new TemplateException("the bounds of a slice must be whole numbers"),
    };
}

/// <summary>Arguments as they are written.</summary>
internal sealed record ArgumentList(IReadOnlyList<JinjaExpression> Positional, IReadOnlyList<(string Name, JinjaExpression Value)> Named)
{
    /// <summary>No arguments.</summary>
    public static ArgumentList Empty { get; } = new([], []);

    /// <summary>Evaluates them.</summary>
    public JinjaArguments Evaluate(string name, JinjaScope scope) => new(name, scope,
        [.. Positional.Select(argument => argument.Value(scope))], EvaluateNamed(name, scope));

    Dictionary<string, object?> EvaluateNamed(string name, JinjaScope scope)
    {
        var values = new Dictionary<string, object?>();
        foreach (var (argument, expression) in Named)
            if (!values.TryAdd(argument, expression.Value(scope))) throw new TemplateException($"'{name}' is given the argument '{argument}' twice");
        return values;
    }
}

/// <summary><c>function(arguments)</c></summary>
internal sealed record CallExpression(JinjaExpression Target, ArgumentList Arguments, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) => Target.Value(scope) switch
    {
        JinjaFunction function => function.Call(Arguments.Evaluate(function.Name, scope)),
        JinjaUndefined undefined => throw undefined.Error(),
        var value => throw new TemplateException($"{JinjaText.TypeName(value)} cannot be called"),
    };
}

/// <summary><c>value | filter(arguments)</c>; the filter is known when the template is read.</summary>
internal sealed record FilterExpression(
    JinjaExpression Target, string Name, JinjaFilter Filter, ArgumentList Arguments, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) =>
        Filter(Spent.On(Target.Value(scope), scope), Arguments.Evaluate(Name, scope));
}

/// <summary><c>value is test(arguments)</c>; the test is known when the template is read.</summary>
internal sealed record TestExpression(
    JinjaExpression Target, string Name, JinjaTest Test, ArgumentList Arguments, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) =>
        Test(Spent.On(Target.Value(scope), scope), Arguments.Evaluate(Name, scope));
}

/// <summary><c>value if condition else otherwise</c></summary>
internal sealed record ConditionalExpression(
    JinjaExpression Condition, JinjaExpression Then, JinjaExpression? Otherwise, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) =>
        Condition.Holds(scope) ? Then.Value(scope) : Otherwise is null ? new JinjaUndefined("the inline if without else") : Otherwise.Value(scope);
}

/// <summary><c>not</c>, and the signs <c>-</c> and <c>+</c>.</summary>
internal sealed record UnaryExpression(string Operation, JinjaExpression Operand, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope) => Operation switch
    {
        "not" => !Operand.Holds(scope),
        "-" => JinjaArithmetic.Negate(Operand.Value(scope)),
        _ => JinjaArithmetic.Apply("+", 0L, Operand.Value(scope), scope.Run),
    };
}

/// <summary><c>and</c> and <c>or</c>, which give one of their operands; <c>~</c>; the arithmetic operators.</summary>
internal sealed record BinaryExpression(string Operation, JinjaExpression Left, JinjaExpression Right, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope)
    {
        var left = Left.Value(scope);
        if (Operation == "and") return JinjaComparison.IsTrue(left) ? Right.Value(scope) : left;
        if (Operation == "or") return JinjaComparison.IsTrue(left) ? left : Right.Value(scope);
        var right = Right.Value(scope);
        return Operation == "~"
            ? JinjaArithmetic.Join(JinjaText.Of(left, scope.Run), JinjaText.Of(right, scope.Run), scope.Run)
            : JinjaArithmetic.Apply(Operation, left, right, scope.Run);
    }
}

/// <summary><c>a &lt; b &lt;= c</c>: a chain of comparisons, all of which must hold.</summary>
internal sealed record ComparisonExpression(
    JinjaExpression First, IReadOnlyList<(string Operation, JinjaExpression Operand)> Rest, int Line) : JinjaExpression(Line)
{
    private protected override object? Evaluate(JinjaScope scope)
    {
        var left = First.Value(scope);
        foreach (var (operation, operand) in Rest)
        {
            var right = operand.Value(scope);
            if (!Holds(operation, left, right, scope.Run)) return false;
            left = right;
        }
        return true;
    }

    static bool Holds(string operation, object? left, object? right, JinjaRun run) => operation switch
    {
        "==" => JinjaComparison.Equal(left, right, run),
        "!=" => !JinjaComparison.Equal(left, right, run),
        "in" => JinjaComparison.Contains(right, left, run),
        "not in" => !JinjaComparison.Contains(right, left, run),
        "<" => Order(left, right, run) < 0,
        "<=" => Order(left, right, run) <= 0,
        ">" => Order(left, right, run) > 0,
        _ => Order(left, right, run) >= 0,
    };

    static int Order(object? left, object? right, JinjaRun run) =>
        (left as JinjaUndefined ?? right as JinjaUndefined) is { } undefined ? throw undefined.Error() : JinjaComparison.Order(left, right, run);
}
