// The words of a Jinja template.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Kinds of words.</summary>
internal enum JinjaTokenKind
{
    /// <summary>Text outside of tags, after white-space control.</summary>
    Text,
    /// <summary><c>{%</c></summary>
    StatementBegin,
    /// <summary><c>%}</c></summary>
    StatementEnd,
    /// <summary><c>{{</c></summary>
    PrintBegin,
    /// <summary><c>}}</c></summary>
    PrintEnd,
    /// <summary>A variable, filter, test or keyword.</summary>
    Name,
    /// <summary>A quoted string, escapes resolved.</summary>
    String,
    /// <summary>A whole number.</summary>
    Integer,
    /// <summary>A number with a point or an exponent.</summary>
    Float,
    /// <summary>An operator, bracket or separator.</summary>
    Operator,
    /// <summary>Behind the last word.</summary>
    EndOfTemplate,
}

/// <summary>One word.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text; of a string, the value.</param>
/// <param name="Line">Its line, 1-based.</param>
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text, int Line)
{
    /// <summary>Whether it is this operator.</summary>
    public bool IsOperator(string text) => Kind == JinjaTokenKind.Operator && Text == text;

    /// <summary>Whether it is this keyword.</summary>
    public bool IsName(string text) => Kind == JinjaTokenKind.Name && Text == text;
}
