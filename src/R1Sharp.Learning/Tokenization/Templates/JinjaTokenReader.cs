// A cursor over the words of a template.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Reads words one after the other and says what was expected where something else stands.</summary>
/// <param name="tokens">All words; the last is <see cref="JinjaTokenKind.EndOfTemplate"/>.</param>
internal sealed class JinjaTokenReader(List<JinjaToken> tokens)
{
    // Deeper nesting than any template has, and far from the end of the stack.
    const int DeepestNesting = 150;

    int _position;
    int _depth;

    /// <summary>The word that comes next.</summary>
    public JinjaToken Current => tokens[_position];

    /// <summary>How many words have been taken.</summary>
    public int Position => _position;

    /// <summary>Whether a word taken since a position is this name.</summary>
    public bool HasTaken(string name, int since)
    {
        for (int i = since; i < _position; i++) if (tokens[i].IsName(name)) return true;
        return false;
    }

    /// <summary>Takes the next word; the end of the template stays.</summary>
    public JinjaToken Next() => Current.Kind == JinjaTokenKind.EndOfTemplate ? Current : tokens[_position++];

    /// <summary>Takes the operator if it comes next.</summary>
    public bool TryOperator(string text) => Take(Current.IsOperator(text));

    /// <summary>Takes the keyword if it comes next.</summary>
    public bool TryName(string text) => Take(Current.IsName(text));

    /// <summary>Takes a word of a kind, which must come next.</summary>
    public JinjaToken Expect(JinjaTokenKind kind, string what) => Current.Kind == kind ? Next() : throw Unexpected(what);

    /// <summary>Takes a name, which must come next.</summary>
    public string ExpectName() => Expect(JinjaTokenKind.Name, "a name").Text;

    /// <summary>Takes an operator, which must come next.</summary>
    public void ExpectOperator(string text)
    {
        if (!TryOperator(text)) throw Unexpected($"'{text}'");
    }

    /// <summary>Called when a nested construct begins.</summary>
    public void Descend()
    {
        if (++_depth > DeepestNesting) throw Error("it nests too deep");
    }

    /// <summary>Called when a nested construct has ended.</summary>
    public void Ascend() => _depth--;

    /// <summary>An error at the next word.</summary>
    public TemplateException Error(string message) => new(message) { Line = Current.Line };

    /// <summary>The error that something else stands here.</summary>
    public TemplateException Unexpected(string what) => Error(Current.Kind switch
    {
        JinjaTokenKind.EndOfTemplate => $"{what} is expected, not the end of the template",
        JinjaTokenKind.StatementEnd or JinjaTokenKind.PrintEnd => $"{what} is expected, not the end of the tag",
        _ => $"{what} is expected, not '{Current.Text}'",
    });

    bool Take(bool fits)
    {
        if (fits) _position++;
        return fits;
    }
}
