// Texts made of a row's columns: "Question: {question}\nAnswer: {answer}".

using System.Text.RegularExpressions;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Rows;

/// <summary>
/// A text with {column} places. Beside the columns of the line, {reasoning} and {gold} are what stands before and after
/// GSM8K's "####" in the answer column, unless the line has columns of these names. {{ and }} are single braces.
/// </summary>
sealed partial class LineTemplate
{
    readonly string _template;

    /// <param name="template">The text with its places.</param>
    public LineTemplate(string template) => _template = template;

    /// <summary>The template with the places filled from a line.</summary>
    /// <exception cref="UserErrorException">The line lacks a column.</exception>
    public string Fill(JsonLine line) => Fill(name => Column(line, name));

    /// <summary>The template with each place filled by its name.</summary>
    public string Fill(Func<string, string> valueOf) => Place().Replace(_template, m => m.Value switch
    {
        "{{" => "{",
        "}}" => "}",
        _ => valueOf(m.Groups[1].Value),
    });

    /// <summary>The names of the template's places.</summary>
    public IEnumerable<string> Places => Place().Matches(_template).Select(m => m.Groups[1].Value).Where(name => name.Length > 0);

    /// <summary>
    /// The same where a text is to be learned from: one that says nothing beside the template's own words would teach the network to say nothing.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="what">What the text is, e.g. "completion".</param>
    /// <exception cref="UserErrorException">The line lacks a column, or all that the template names are empty.</exception>
    public string FillToLearn(JsonLine line, string what)
    {
        string text = Fill(line);
        var places = Places.ToList();
        return string.IsNullOrWhiteSpace(text) || (places.Count > 0 && places.All(name => string.IsNullOrWhiteSpace(Column(line, name))))
            ? throw Empty(line, what) : text;
    }

    /// <summary>Refuses a text to learn from that says nothing.</summary>
    /// <exception cref="UserErrorException">It is empty.</exception>
    internal static void RequireText(JsonLine line, string text, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Empty(line, what);
    }

    static UserErrorException Empty(JsonLine line, string what) =>
        line.Error($"the {what} is empty, and an answer that says nothing would be learned; take the line out.");

    static string Column(JsonLine line, string name)
    {
        if (line.Column(name) is { } value)
            return GoldAnswer.Text(value) ?? throw line.Error($"the column '{name}' is neither a text nor a number.");
        if (name is "reasoning" or "gold" && line.Column("answer") is { } answer && GoldAnswer.Text(answer) is { } text)
            return name == "gold" ? GoldAnswer.Final(text) : GoldAnswer.Reasoning(text);
        throw line.Error($"the template names '{{{name}}}', but the line has no such column; it has {string.Join(", ", line.Columns)}.");
    }

    [GeneratedRegex(@"\{\{|\}\}|\{([^{}]+)\}")] private static partial Regex Place();
}
