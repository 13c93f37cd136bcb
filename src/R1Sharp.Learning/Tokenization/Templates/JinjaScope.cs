// Variables of a template.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>
/// A level of variables. Each pass of a loop and each call of a macro has its own; what is set there is not seen
/// outside, which is why templates use <c>namespace</c>.
/// </summary>
/// <param name="run">The rendering.</param>
/// <param name="outer">Where names not found here are sought.</param>
internal sealed class JinjaScope(JinjaRun run, JinjaScope? outer = null)
{
    readonly Dictionary<string, object?> _variables = new(StringComparer.Ordinal);

    /// <summary>The rendering.</summary>
    public JinjaRun Run => run;

    /// <summary>A level inside this one.</summary>
    public JinjaScope Inner() => new(run, this);

    /// <summary>The value of a name, or an undefined value that knows the name.</summary>
    public object? Get(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
            if (scope._variables.TryGetValue(name, out var value)) return value;
        return new JinjaUndefined(name);
    }

    /// <summary>Gives a name a value on this level.</summary>
    public void Set(string name, object? value) => _variables[name] = value;

    JinjaScope? Outer => outer;
}
