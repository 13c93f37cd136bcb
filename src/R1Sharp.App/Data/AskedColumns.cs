// What a line asks: the question's column, and what its authors put beside it (options, the first half of the story, tests, starter code). A column
// that may belong to the question and is not understood is an error: a question without its passage can be answered by nobody.

using System.Text.Json;
using System.Text.RegularExpressions;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Instructions;

namespace R1Sharp.App.Data;

/// <summary>Puts the questions of a file together.</summary>
/// <param name="question">The question's column.</param>
/// <param name="template">The whole question with {column} places, in the user's words; null asks as the data set's authors do.</param>
/// <param name="areUsers">Whether the user named a column that holds the whole question.</param>
/// <param name="areTested">Whether the problems are programs with tests.</param>
sealed partial class AskedColumns(string question, string? template, bool areUsers, bool areTested)
{
    const string OptionsPlace = "{options}", English = "Answer with the letter of the right option.", Chinese = "请回答正确选项的字母。";

    // Names of columns, in lower case without signs, that hold a part of what is asked.
    static readonly HashSet<string> s_parts = new(StringComparer.Ordinal)
    {
        "options", "choices", "answerchoices", "candidates", "endings", "distractors", "incorrectanswers", "body", "passage", "context", "ctx", "premise",
        "hypothesis", "image", "images", "figure", "figures",
        "diagram", "picture", "pictures", "photo", "chart", "graph", "audio", "video", "table", "tables", "story", "article", "paragraph", "paragraphs",
        "document", "documents", "sentence", "background",
        "scenario", "dialogue", "dialog", "conversation", "startercode", "input", "support", "evidence", "text",
    };

    readonly LineTemplate? _template = template is null ? null : new(template);

    /// <summary>The columns of a question where a file has no template for it.</summary>
    /// <exception cref="UserErrorException">A column beside the question is not understood.</exception>
    public string Question(JsonLine line)
    {
        var choices = Choices.Of(line);
        if (_template is not null)
            return Filled(line, choices);
        string asked = ProblemFile.Text(line, question);
        if (areUsers)
            return asked;
        var known = new List<string> { question };
        asked = WithBody(line, asked, known);
        if (areTested)
            asked = WithCode(line, asked, known);
        else if (choices is not null)
        {
            known.AddRange(choices.Columns);
            asked = choices.StandIn(asked) ? asked : $"{asked}\n{choices.Lines()}\n{(LanguageDetector.OfQuestion(asked) == "zh" ? Chinese : English)}";
        }
        Refuse(line, asked, known);
        return asked;
    }

    string Filled(JsonLine line, Choices? choices)
    {
        if (template!.Contains(OptionsPlace, StringComparison.Ordinal) && line.Column("options") is not { ValueKind: JsonValueKind.String })
            return new LineTemplate(
                template.Replace(OptionsPlace,
                (choices ?? throw line.Error(
                $"the template names {OptionsPlace}, but the line has none that are understood; it has {string.Join(", ", line.Columns)}.")).Lines()
                .Replace("{", "{{").Replace("}", "}}"))).Fill(line);
        return _template!.Fill(line) is var text && !string.IsNullOrWhiteSpace(text) ? text : throw line.Error("the question is empty.");
    }

    // SVAMP and ASDiv: the story, then what is asked of it.
    static string WithBody(JsonLine line, string asked, List<string> known)
    {
        string? name = ((string[])["Body", "body"]).FirstOrDefault(n => line.Column(n) is { ValueKind: JsonValueKind.String });
        if (name is null)
            return asked;
        known.Add(name);
        string body = line.Column(name)!.Value.GetString()!.Trim();
        return body.Length == 0 || asked.Contains(body, StringComparison.Ordinal) ? asked : $"{body}{(char.IsPunctuation(body[^1]) ? "" : ".")} {asked.Trim()}";
    }

    // MBPP's tests say the function's name; LiveCodeBench and APPS give the beginning of the program.
    static string WithCode(JsonLine line, string asked, List<string> known)
    {
        known.AddRange(["input", "text"]);
        if (line.Column("test_list") is { ValueKind: JsonValueKind.Array } tests && tests.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String)
            && line.Column("entry_point") is null)
            asked = $"{asked}\n\nYour code should pass these tests:\n{string.Join('\n', tests.EnumerateArray().Select(t => t.GetString()))}";
        if (line.Column("starter_code") is not { ValueKind: JsonValueKind.String } starter)
            return asked;
        known.Add("starter_code");
        string code = starter.GetString()!.Trim();
        return code.Length == 0 || asked.Contains(code, StringComparison.Ordinal) ? asked
            : $"{asked}\n\nBegin with this code:\n```python\n{starter.GetString()!.TrimEnd()}\n```";
    }

    /// <summary>Refuses a line with a column that may belong to its question.</summary>
    /// <param name="line">The line.</param>
    /// <param name="asked">What is asked.</param>
    /// <param name="known">Columns that are part of it, or are known not to be.</param>
    /// <exception cref="UserErrorException">There is one.</exception>
    public static void Refuse(JsonLine line, string asked, IReadOnlyCollection<string> known)
    {
        string[] unknown = [.. line.Value.EnumerateObject().Where(p => !known.Contains(p.Name) && IsPart(p.Name) && HasMore(p.Value, p.Name, asked))
            .Select(p => p.Name)];
        if (unknown.Length > 0)
            throw line.Error($"the column{(unknown.Length > 1 ? "s" : "")} {string.Join(", ", unknown.Select(n => $"'{n}'"))} may belong to the question, "
                + $"and how this data set asks is not known; "
                + $"say it with --question '{string.Join("\\n", unknown.Select(n => $"{{{n}}}"))}\\n{{question}}' (question in a recipe), or name a column "
                    + $"that holds the whole question.");
    }

    static bool IsPart(string name)
    {
        string plain = Signs().Replace(name.ToLowerInvariant(), "");
        return s_parts.Contains(plain) || Numbered().IsMatch(plain) || name is [>= 'A' and <= 'J'];
    }

    // An empty column adds nothing, nor does one that repeats the question or a part of it.
    static bool HasMore(JsonElement value, string name, string asked) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString()!.Trim() is { Length: > 0 } text && !asked.Contains(text, StringComparison.Ordinal)
            && !(name == "text" && text.Contains(asked, StringComparison.Ordinal)),
        _ => true,
    };

    [GeneratedRegex(@"[\s_\-]")]
    private static partial Regex Signs();

    // option_a, choice1, opa, distractor2, Incorrect Answer 1, image_1, sentence2, ctx_b
    [GeneratedRegex(@"^(op|opt|option|choice|distractor|incorrectanswer|wronganswer|image|figure|sentence|ctx|paragraph|passage)([a-j]|\d+)$")]
    private static partial Regex Numbered();
}
