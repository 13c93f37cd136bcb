// Values of a template beyond null (none), bool, long, double and string: what a list, a tuple, a mapping … is here.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>The value of a name that has none. It prints as nothing and is false; to use it otherwise is an error.</summary>
/// <param name="name">The name, for messages.</param>
internal sealed class JinjaUndefined(string name)
{
    /// <summary>The error of using it.</summary>
    public TemplateException Error() => new($"'{name}' is undefined");
}

/// <summary>A list; never changed once made.</summary>
internal sealed class JinjaList(IEnumerable<object?> items) : List<object?>(items);

/// <summary>A tuple; differs from a list in how it prints and in that it never equals one.</summary>
internal sealed class JinjaTuple(params IEnumerable<object?> items) : List<object?>(items);

/// <summary>A mapping from texts, in the order of insertion; never changed once made.</summary>
internal sealed class JinjaMapping() : OrderedDictionary<string, object?>(StringComparer.Ordinal);

/// <summary>What <c>namespace(…)</c> makes: the one value that can change.</summary>
internal sealed class JinjaNamespace
{
    /// <summary>Its attributes.</summary>
    public Dictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);
}

/// <summary>Something that can be called: a function, a method bound to its value, a macro.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Call">What it does.</param>
internal sealed record JinjaFunction(string Name, Func<JinjaArguments, object?> Call);

/// <summary>The variable <c>loop</c>.</summary>
/// <param name="items">What is looped over.</param>
internal sealed class JinjaLoop(IReadOnlyList<object?> items)
{
    object? _lastSeen = new JinjaUndefined("loop.changed");

    /// <summary>The pass, 0-based.</summary>
    public int Index { get; set; }

    /// <summary>An attribute by its name in templates.</summary>
    public object? Attribute(string name) => name switch
    {
        "index" => Index + 1L,
        "index0" => (long)Index,
        "revindex" => (long)(items.Count - Index),
        "revindex0" => (long)(items.Count - Index - 1),
        "first" => Index == 0,
        "last" => Index == items.Count - 1,
        "length" => (long)items.Count,
        // Jinja counts only recursive loops, which are not supported here.
        "depth" => 1L,
        "depth0" => 0L,
        "previtem" => Index > 0 ? items[Index - 1] : new JinjaUndefined(name),
        "nextitem" => Index + 1 < items.Count ? items[Index + 1] : new JinjaUndefined(name),
        "cycle" => new JinjaFunction(name, call => call.Positional.Count > 0
            ? call.Positional[Index % call.Positional.Count] : throw new TemplateException("'cycle' needs something to choose from")),
        "changed" => new JinjaFunction(name, call => Changed(new JinjaTuple(call.Positional), call.Run)),
        _ => new JinjaUndefined("loop." + name),
    };

    bool Changed(object? seen, JinjaRun run)
    {
        bool same = JinjaComparison.Equal(seen, _lastSeen, run);
        _lastSeen = seen;
        return !same;
    }
}
