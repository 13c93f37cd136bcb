// Macros of a template, and calls of macros with a body.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Parameters and a body, of a macro as of a call block.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Parameters">Names and what they are when they are not given.</param>
/// <param name="Body">The body.</param>
internal sealed record JinjaMacro(string Name, IReadOnlyList<(string Name, JinjaExpression? Default)> Parameters, BlockStatement Body)
{
    /// <summary>Whether the body uses <c>varargs</c>: only then more arguments than parameters are allowed.</summary>
    public bool UsesMorePositional { get; init; }

    /// <summary>Whether the body uses <c>kwargs</c>: only then named arguments without a parameter are allowed.</summary>
    public bool UsesMoreNamed { get; init; }

    /// <summary>Whether the body uses <c>caller</c>: only then the macro can stand in a call block.</summary>
    public bool UsesCaller { get; init; }

    /// <summary>The function that returns the text of the body.</summary>
    public JinjaFunction Function(JinjaScope defined) => new(Name, call => Call(defined, call));

    string Call(JinjaScope defined, JinjaArguments call)
    {
        var scope = defined.Inner();
        var arguments = Split(call, scope);
        arguments.Bind([.. Parameters.Select(parameter => parameter.Name)]);
        for (int i = 0; i < Parameters.Count; i++)
            scope.Set(Parameters[i].Name, arguments.Has(i) ? arguments.Get(i) : Parameters[i].Default is { } value ? value.Value(scope)
                : new JinjaUndefined(Parameters[i].Name));
        return scope.Run.Collect(() => Body.Execute(scope));
    }

    // Puts into the scope what goes beyond the parameters, where the body asks for it.
    JinjaArguments Split(JinjaArguments call, JinjaScope scope)
    {
        var named = new Dictionary<string, object?>(call.Named);
        if (UsesCaller && Parameters.All(parameter => parameter.Name != CallStatement.Caller))
            scope.Set(CallStatement.Caller, named.Remove(CallStatement.Caller, out var caller) ? caller : new JinjaUndefined(CallStatement.Caller));
        if (UsesMoreNamed)
        {
            var more = new JinjaMapping();
            foreach (var (name, value) in call.Named)
                if (Parameters.All(parameter => parameter.Name != name) && named.Remove(name)) more[name] = value;
            scope.Set("kwargs", more);
        }
        if (UsesMorePositional) scope.Set("varargs", new JinjaTuple(call.Positional.Skip(Parameters.Count)));
        return call with { Positional = UsesMorePositional ? [.. call.Positional.Take(Parameters.Count)] : call.Positional, Named = named };
    }
}

/// <summary><c>{% macro name(parameters) %}</c>: defines a function that returns the text of its body.</summary>
internal sealed record MacroStatement(JinjaMacro Macro, int Line) : JinjaStatement(Line)
{
    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        scope.Set(Macro.Name, Macro.Function(scope));
        return JinjaFlow.Next;
    }
}

/// <summary><c>{% call(parameters) macro(arguments) %}…{% endcall %}</c>: a call whose body the macro can have as <c>caller()</c>.</summary>
internal sealed record CallStatement(CallExpression Called, JinjaMacro Body, int Line) : JinjaStatement(Line)
{
    /// <summary>What the macro calls the body.</summary>
    public const string Caller = "caller";

    private protected override JinjaFlow Carry(JinjaScope scope)
    {
        var body = new LiteralExpression(Body.Function(scope), Line);
        var arguments = Called.Arguments with { Named = [.. Called.Arguments.Named, (Caller, body)] };
        scope.Run.Write(JinjaText.Of((Called with { Arguments = arguments }).Value(scope), scope.Run));
        return JinjaFlow.Next;
    }
}
