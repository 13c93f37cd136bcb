// Examples that may be selected, as files and stages hold them, and the manifest that says what became of each.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Selection;

namespace R1Sharp.App.Data;

/// <summary>Which columns a selection reads beside question and completion.</summary>
sealed record SelectionColumns
{
    /// <summary>Question, completion and gold answer.</summary>
    public CompletionColumns Example { get; init; } = new();

    /// <summary>What a question is about; null takes "domain" where there is one, else the family with its level.</summary>
    public string? Domain { get; init; }

    /// <summary>The pass rate of a strong model; null takes "pass_rate" where there is one.</summary>
    public string? PassRate { get; init; }

    /// <summary>Pass rates of models that make a question too easy.</summary>
    public IReadOnlyList<string> Solvers { get; init; } = [];
}

/// <summary>A line with the candidate that it is.</summary>
/// <param name="Line">The line.</param>
/// <param name="Problem">Its problem; the question names it.</param>
/// <param name="Candidate">What is selected from.</param>
sealed record SelectionRow(JsonLine Line, Problem Problem, SelectionCandidate Candidate)
{
    /// <summary>Reads a file's lines.</summary>
    /// <exception cref="UserErrorException">A line is broken or lacks a column.</exception>
    public static List<SelectionRow> Read(string path, SelectionColumns columns, Tokenizer? tokenizer = null) =>
        [.. JsonLines.Read(path).Select(line => Of(line, columns, tokenizer))];

    /// <summary>Reads what a recipe names as examples; the texts are put together by its templates.</summary>
    /// <exception cref="UserErrorException">A line is broken or lacks a column.</exception>
    public static IEnumerable<SelectionRow> Read(ExampleFile file, Tokenizer tokenizer)
    {
        var (question, completion) = (new LineTemplate(file.Question), file.Completion is null ? null : new LineTemplate(file.Completion));
        RowShape? shape = null;
        return Dataset.Open(file).Rows().Select(line =>
        {
            var value = JsonNode.Parse(line.Value.GetRawText())!.AsObject();
            (value["question"], value["completion"]) = completion is not null ? (question.Fill(line), completion.FillToLearn(line, "completion"))
                : Conversation.Of(line, shape ??= Conversation.ShapeOf(line, file.Shape)).AsQuestion(line);
            return Of(line with { Value = JsonSerializer.SerializeToElement(value) }, new(), tokenizer);
        });
    }

    static SelectionRow Of(JsonLine line, SelectionColumns columns, Tokenizer? tokenizer)
    {
        var problem = CompletionFile.Problem(line, columns.Example);
        string text = CompletionFile.CompletionText(line, columns.Example);
        if (string.IsNullOrWhiteSpace(text))
            throw line.Error("the completion is empty, and an answer that says nothing would be learned; take the line out.");
        return new(line, problem with { Id = problem.Question }, new SelectionCandidate
        {
            Question = problem.Question,
            Completion = text,
            Domain = CompletionFile.Text(line, columns.Domain, ["domain"])
                ?? (problem.Level > 0 ? string.Create(CultureInfo.InvariantCulture, $"{problem.Family}/{problem.Level}") : problem.Family),
            Length = CompletionFile.Ruler(line, text, tokenizer).Total,
            PassRate = Rate(line, columns.PassRate ?? "pass_rate", isNeeded: columns.PassRate is not null),
            Solvers = [.. columns.Solvers.Select(name => new SolverRate(name, Rate(line, name, isNeeded: true)!.Value))],
        });
    }

    // A share, or whether the model solved it.
    static double? Rate(JsonLine line, string name, bool isNeeded) => line.Column(name) switch
    {
        null => isNeeded ? line.Needed(name).GetDouble() : null,
        { ValueKind: JsonValueKind.True } => 1,
        { ValueKind: JsonValueKind.False } => 0,
        { ValueKind: JsonValueKind.Number } value when value.GetDouble() is >= 0 and <= 1 and var rate => rate,
        _ => throw line.Error($"the column '{name}' is neither a share between 0 and 1 nor true or false."),
    };

    /// <summary>The line with what the selection says of it, to be learned from.</summary>
    public JsonObject Selected(SelectionMethod method, SelectionVerdict verdict)
    {
        var row = JsonNode.Parse(Line.Value.GetRawText())!.AsObject();
        row["selected_by"] = SettingsText.Write(method);
        if (verdict.Score is { } score)
            row["score"] = Math.Round(score, 6);
        return row;
    }

    /// <summary>The line of the manifest.</summary>
    public JsonObject Manifest(SelectionVerdict verdict) => new()
    {
        ["file"] = Path.GetFileName(Line.Path),
        ["line"] = Line.Line,
        ["question"] = Candidate.Question,
        ["domain"] = Candidate.Domain,
        ["length"] = Candidate.Length,
        ["pass_rate"] = Candidate.PassRate,
        ["solvers"] = new JsonObject(Candidate.Solvers.Select(s => KeyValuePair.Create(s.Model, (JsonNode?)s.PassRate))),
        ["verdict"] = verdict.IsSelected ? "selected" : "dropped",
        ["filter"] = verdict.Filter,
        ["reason"] = verdict.Reason,
        ["score"] = verdict.Score is { } score ? Math.Round(score, 6) : null,
    };
}
