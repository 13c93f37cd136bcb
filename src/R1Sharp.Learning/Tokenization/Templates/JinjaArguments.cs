// Arguments of a call in a template: of functions, macros, filters and tests alike.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Evaluated arguments and the scope of the call.</summary>
/// <param name="Name">What is called, for messages.</param>
/// <param name="Scope">Where the call stands.</param>
/// <param name="Positional">Arguments without a name.</param>
/// <param name="Named">Arguments with a name.</param>
internal sealed record JinjaArguments(string Name, JinjaScope Scope, IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Named)
{
    static readonly object Missing = new();

    object?[] _bound = [];

    /// <summary>The rendering.</summary>
    public JinjaRun Run => Scope.Run;

    /// <summary>Gives each argument its parameter; the methods below then find it by the parameter's index.</summary>
    /// <exception cref="TemplateException">An argument has no parameter.</exception>
    public JinjaArguments Bind(params ReadOnlySpan<string> parameters)
    {
        if (Positional.Count > parameters.Length)
            throw new TemplateException($"'{Name}' takes at most {parameters.Length} arguments, not {Positional.Count}");
        var bound = new object?[parameters.Length];
        Array.Fill(bound, Missing);
        for (int i = 0; i < Positional.Count; i++) bound[i] = Positional[i];
        foreach (var (name, value) in Named)
        {
            int index = parameters.IndexOf(name);
            if (index < 0 || bound[index] != Missing) throw new TemplateException($"'{Name}' takes no argument '{name}' here");
            bound[index] = value;
        }
        _bound = bound;
        return this;
    }

    /// <summary>Whether the parameter was given.</summary>
    public bool Has(int index) => _bound[index] != Missing;

    /// <summary>The argument, or a default.</summary>
    public object? Get(int index, object? otherwise = null) => Has(index) ? _bound[index] : otherwise;

    /// <summary>The argument, which must be given.</summary>
    public object? Need(int index) => Has(index) ? _bound[index] : throw new TemplateException($"'{Name}' needs argument {index + 1}");

    /// <summary>The argument as a text, which must be given unless there is a default.</summary>
    public string Text(int index, string? otherwise = null) => (Has(index) || otherwise is null ? Need(index) : otherwise) as string
        ?? throw new TemplateException($"argument {index + 1} of '{Name}' must be a text");

    /// <summary>The argument as a whole number, which must be given unless there is a default.</summary>
    public long Integer(int index, long? otherwise = null) => (Has(index) || otherwise is null ? Need(index) : otherwise) switch
    {
        long number => number,
        bool truth => truth ? 1 : 0,
        _ => throw new TemplateException($"argument {index + 1} of '{Name}' must be a whole number"),
    };

    /// <summary>Whether the argument is given and true.</summary>
    public bool Flag(int index) => Has(index) && JinjaComparison.IsTrue(_bound[index]);
}
