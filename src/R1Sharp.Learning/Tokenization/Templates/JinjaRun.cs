// One rendering of a template: its output and how much it may still do.

using System.Runtime.CompilerServices;
using System.Text;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>
/// The limits of one rendering. A template comes with a downloaded model and is a program: it can reach only the values
/// it is given, and it ends. Not covered: a template may still render whatever text it likes.
/// </summary>
internal sealed class JinjaRun
{
    /// <summary>Most steps: one a node evaluated, and one for each <see cref="CharactersPerStep"/> characters made.</summary>
    public const long MostSteps = 2_000_000;

    /// <summary>Longest text, of the output or of any value.</summary>
    public const int LongestText = 1 << 24;

    /// <summary>Deepest nesting of expressions, statements and macro calls together.</summary>
    public const int DeepestNesting = 600;

    const int CharactersPerStep = 64;

    readonly List<(int From, int To)> _marks = [];
    long _steps;
    int _depth, _collecting;

    /// <summary>Where text goes; swapped while a macro or a set block collects its own.</summary>
    public StringBuilder Output { get; private set; } = new();

    /// <summary>Where in the whole text the output stands; null while it is collected apart, so that its place is not known.</summary>
    public int? Place => _collecting > 0 ? null : Output.Length;

    /// <summary>The parts of the output that <c>generation</c> marks, first and one behind the last character of each.</summary>
    public IReadOnlyList<(int From, int To)> Marks => _marks;

    /// <summary>Whether something was marked whose place in the output is not known.</summary>
    public bool HasLostMarks { get; private set; }

    /// <summary>Marks what was written since a <see cref="Place"/>.</summary>
    public void Mark(int? start)
    {
        if (start is { } from)
            _marks.Add((from, Output.Length));
        else
            HasLostMarks = true;
    }

    /// <summary>The line of the node entered last, 1-based.</summary>
    public int Line { get; private set; }

    /// <summary>Called when the evaluation of a node begins.</summary>
    /// <exception cref="TemplateException">The template has done too much, or nests too deep.</exception>
    public void Enter(int line)
    {
        Line = line;
        Spend(1);
        if (++_depth > DeepestNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new TemplateException("it nests too deep");
    }

    /// <summary>Called when the evaluation of a node has ended.</summary>
    public void Leave() => _depth--;

    /// <summary>Takes note of work beyond the nodes.</summary>
    public void Spend(long steps)
    {
        _steps += steps;
        if (_steps > MostSteps) throw new TemplateException($"it did not end within {MostSteps} steps");
    }

    /// <summary>Takes note of work that looks at all of a value's characters or items.</summary>
    public void SpendOn(object? value) => Spend(1 + value switch
    {
        string text => text.Length / CharactersPerStep,
        List<object?> items => items.Count / CharactersPerStep,
        JinjaMapping mapping => mapping.Count / CharactersPerStep,
        _ => 0,
    });

    /// <summary>Takes note of a text, or of a list with that many elements, before it is made.</summary>
    public void SpendText(long length)
    {
        if (length > LongestText) throw new TemplateException($"it makes a text longer than {LongestText} characters");
        Spend(length / CharactersPerStep);
    }

    /// <summary>Appends to the output.</summary>
    public void Write(string text)
    {
        SpendText(text.Length);
        if ((long)Output.Length + text.Length > LongestText) throw new TemplateException($"it makes a text longer than {LongestText} characters");
        Output.Append(text);
    }

    /// <summary>What an action writes, instead of writing it.</summary>
    public string Collect(Action action)
    {
        var outer = Output;
        Output = new StringBuilder();
        _collecting++;
        action();
        _collecting--;
        string text = Output.ToString();
        Output = outer;
        return text;
    }
}
