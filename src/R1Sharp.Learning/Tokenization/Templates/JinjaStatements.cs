// Statements of a template. Each knows how to carry itself out.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>How a statement ended: whether the loop around it goes on as usual.</summary>
internal enum JinjaFlow { Next, Break, Continue }

/// <summary>A statement.</summary>
/// <param name="Line">Its line, 1-based.</param>
internal abstract record JinjaStatement(int Line)
{
    /// <summary>Carries it out, within the limits of the rendering.</summary>
    public JinjaFlow Execute(JinjaScope scope)
    {
        scope.Run.Enter(Line);
        var flow = Carry(scope);
        scope.Run.Leave();
        return flow;
    }

    private protected abstract JinjaFlow Carry(JinjaScope scope);
}

/// <summary>Statements one after the other.</summary>
internal sealed record BlockStatement(IReadOnlyList<JinjaStatement> Statements, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        foreach (var statement in Statements)
            if (statement.Execute(scope) is not JinjaFlow.Next and var flow) return flow;
        return JinjaFlow.Next;
    }
}

/// <summary>Text between tags.</summary>
internal sealed record TextStatement(string Text, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        scope.Run.Write(Text);
        return JinjaFlow.Next;
    }
}

/// <summary><c>{{ expression }}</c></summary>
internal sealed record PrintStatement(JinjaExpression Expression, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        scope.Run.Write(JinjaText.Of(Expression.Value(scope), scope.Run));
        return JinjaFlow.Next;
    }
}

/// <summary><c>{% if %}</c> with its <c>elif</c> branches and <c>else</c>.</summary>
internal sealed record IfStatement(
    IReadOnlyList<(JinjaExpression Condition, BlockStatement Body)> Branches, BlockStatement? Otherwise, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        foreach (var (condition, body) in Branches)
            if (condition.Holds(scope)) return body.Execute(scope);
        return Otherwise?.Execute(scope) ?? JinjaFlow.Next;
    }
}

/// <summary><c>{% for names in items if condition %}</c> with its <c>else</c> for no items at all.</summary>
internal sealed record ForStatement(
    IReadOnlyList<string> Names, JinjaExpression Items, JinjaExpression? Condition, BlockStatement Body, BlockStatement? Otherwise, int Line)
    : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        var items = JinjaAccess.Items(Items.Value(scope), scope.Run);
        if (Condition is not null) items = [.. items.Where(item => Condition.Holds(Pass(scope, item)))];
        if (items.Count == 0) return Otherwise?.Execute(scope) ?? JinjaFlow.Next;

        var loop = new JinjaLoop(items);
        for (loop.Index = 0; loop.Index < items.Count; loop.Index++)
        {
            var pass = Pass(scope, items[loop.Index]);
            pass.Set("loop", loop);
            if (Body.Execute(pass) == JinjaFlow.Break) break;
        }
        return JinjaFlow.Next;
    }

    JinjaScope Pass(JinjaScope scope, object? item)
    {
        var pass = scope.Inner();
        Targets.Assign(Names, item, pass);
        return pass;
    }
}

/// <summary><c>{% break %}</c> and <c>{% continue %}</c></summary>
internal sealed record FlowStatement(JinjaFlow Flow, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope) => Flow;
}

/// <summary><c>{% set names = value %}</c></summary>
internal sealed record SetStatement(IReadOnlyList<string> Names, JinjaExpression Value, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        Targets.Assign(Names, Value.Value(scope), scope);
        return JinjaFlow.Next;
    }
}

/// <summary><c>{% set space.attribute = value %}</c></summary>
internal sealed record SetAttributeStatement(string Space, string Attribute, JinjaExpression Value, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        var value = Value.Value(scope);
        if (scope.Get(Space) is not JinjaNamespace space) throw new TemplateException($"'{Space}' is not a namespace: only their attributes can be set");
        space.Attributes[Attribute] = value;
        return JinjaFlow.Next;
    }
}

/// <summary><c>{% set name %}…{% endset %}</c>: the text of the body, through a filter where the tag names one.</summary>
internal sealed record SetBlockStatement(
    string Name, BlockStatement Body, Func<JinjaExpression, JinjaExpression> Filtered, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        string text = scope.Run.Collect(() => Body.Execute(scope.Inner()));
        scope.Set(Name, Filtered(new LiteralExpression(text, Line)).Value(scope));
        return JinjaFlow.Next;
    }
}


/// <summary><c>{% with name = value, … %}</c>: names that are known only inside; the values see what is outside.</summary>
internal sealed record WithStatement(IReadOnlyList<(string Name, JinjaExpression Value)> Names, BlockStatement Body, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        var inner = scope.Inner();
        foreach (var (name, value) in Names) inner.Set(name, value.Value(scope));
        return Body.Execute(inner);
    }
}

/// <summary><c>{% filter name %}…{% endfilter %}</c>: the text of the body through filters.</summary>
internal sealed record FilterStatement(BlockStatement Body, Func<JinjaExpression, JinjaExpression> Filtered, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        string text = scope.Run.Collect(() => Body.Execute(scope.Inner()));
        scope.Run.Write(JinjaText.Of(Filtered(new LiteralExpression(text, Line)).Value(scope), scope.Run));
        return JinjaFlow.Next;
    }
}

/// <summary><c>{% generation %}…{% endgeneration %}</c>: what the assistant said.</summary>
internal sealed record GenerationStatement(BlockStatement Body, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        int? start = scope.Run.Place;
        var flow = Body.Execute(scope);
        scope.Run.Mark(start);
        return flow;
    }
}

/// <summary>Names on the left of an assignment.</summary>
internal static class Targets
{
    /// <summary>Gives one name the value, or several names the items of the value.</summary>
    public static void Assign(IReadOnlyList<string> names, object? value, JinjaScope scope)
    {
        if (names.Count == 1)
        {
            scope.Set(names[0], value);
            return;
        }
        var items = JinjaAccess.Items(value, scope.Run);
        if (items.Count != names.Count) throw new TemplateException($"{items.Count} values do not fit {names.Count} names");
        for (int i = 0; i < names.Count; i++) scope.Set(names[i], items[i]);
    }
}
