// Completions to be measured, from JSON Lines: the rollouts of a run, the completions of an evaluation, what a stage collected,
// or lines of one's own with a question, a completion and an answer.

using System.Globalization;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Instructions;
using R1Sharp.Learning.Rewards.Thinking;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Data;

/// <summary>What the columns are called; null finds them by their usual names.</summary>
sealed record CompletionColumns
{
    /// <summary>The question.</summary>
    public string? Question { get; init; }

    /// <summary>The completion: thoughts and answer.</summary>
    public string? Completion { get; init; }

    /// <summary>The gold answer.</summary>
    public string? Answer { get; init; }

    /// <summary>The family of the problem, which chooses the checker.</summary>
    public string? Family { get; init; }
}

/// <summary>Reads completions.</summary>
static class CompletionFile
{
    static readonly string[] s_questions = ["question", "problem", "prompt"], s_completions = ["completion", "response", "generation", "output"],
    s_answers = ["gold", "answer", "final_answer", "solution", "target"];

    /// <summary>The completions of a file, in order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">What the columns are called.</param>
    /// <param name="tokenizer">Counts tokens exactly; null goes by the counts in the file, or counts words, digits and signs.</param>
    /// <exception cref="UserErrorException">It cannot be read, or a line lacks a column.</exception>
    public static IReadOnlyList<MeasuredCompletion> Read(string path, CompletionColumns columns, Tokenizer? tokenizer = null)
    {
        var lines = JsonLines.Read(path);
        return [.. lines.Select(line => Completion(line, columns, tokenizer))];
    }

    /// <summary>The text of the first of some columns that a line has; null where it has none of them.</summary>
    internal static string? Text(JsonLine line, string? named, string[] usual)
    {
        string? name = named ?? usual.FirstOrDefault(n => line.Column(n) is not null);
        if (name is null)
            return null;
        return GoldAnswer.Text(line.Needed(name)) ?? throw line.Error($"the column '{name}' is neither a text nor a number.");
    }

    /// <summary>The problem of a line.</summary>
    internal static Problem Problem(JsonLine line, CompletionColumns columns)
    {
        // In a run's files "problem" is the problem's name beside its question.
        string question = Text(line, columns.Question, s_questions)
            ?? throw line.Error($"no column is the question by its usual names ({string.Join(", ", s_questions)}); name it with --question-column among "
                + $"{string.Join(", ", line.Columns)}.");
        return new()
        {
            Id = (line.Column("question") is null ? null : Text(line, null, ["problem", "id"])) ?? $"line {line.Line}",
            Question = question,
            Answer = Gold(line, columns.Answer) is { } gold ? GoldAnswer.Final(gold) : "",
            Family = Text(line, columns.Family, ["family"]) ?? "problem",
            Level = int.TryParse(Text(line, null, ["level"]), NumberStyles.None, CultureInfo.InvariantCulture, out int level) ? level : 0,
            Language = Text(line, null, ["language"]) ?? LanguageDetector.OfQuestion(question),
            Columns = Columns(line),
        };
    }

    static string? Gold(JsonLine line, string? named) => (named ?? s_answers.FirstOrDefault(n => line.Column(n) is not null)) is not { } name ? null
        : GoldValue.Text(line.Needed(name)) ?? throw line.Error($"the column '{name}' is neither a text, a number nor a list of them.");

    /// <summary>The completion's text of a line.</summary>
    internal static string CompletionText(JsonLine line, CompletionColumns columns) => Text(line, columns.Completion, s_completions)
        ?? throw line.Error($"no column is the completion by its usual names ({string.Join(", ", s_completions)}); name it with --completion-column among "
            + $"{string.Join(", ", line.Columns)}.");

    /// <summary>The tokens of a line's completion.</summary>
    internal static TokenRuler Ruler(JsonLine line, string text, Tokenizer? tokenizer)
    {
        int[]? ids = line.Column("token_ids") is { ValueKind: System.Text.Json.JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(id => line.Whole(id, "token_ids"))] : null;
        int? count = ids?.Length ?? (line.Column("tokens") is { ValueKind: System.Text.Json.JsonValueKind.Number } number && number.TryGetInt32(out int given)
            ? given : null);
        return tokenizer is null ? TokenRuler.ByParts(text, count) : TokenRuler.Exact(tokenizer, ids ?? [.. tokenizer.Encode(text)]);
    }

    static MeasuredCompletion Completion(JsonLine line, CompletionColumns columns, Tokenizer? tokenizer)
    {
        string text = CompletionText(line, columns);
        string prompt = line.Column("question") is null ? "" : Text(line, null, ["prompt"]) ?? "";
        return new(Problem(line, columns), prompt, text, Ruler(line, text, tokenizer))
        {
            Finish = Text(line, null, ["finish"]) == "length" ? FinishReason.Length : FinishReason.Stop,
            IsRight = line.Column("right") is { } right ? right.ValueKind == System.Text.Json.JsonValueKind.True : null,
        };
    }

    // A rubric, or whatever else a reward is routed by, stands under "columns" with the first sample only.
    static Dictionary<string, string> Columns(JsonLine line) => line.Column("columns") is { ValueKind: System.Text.Json.JsonValueKind.Object } columns
        ? columns.EnumerateObject().ToDictionary(c => c.Name, c => c.Value.ValueKind == System.Text.Json.JsonValueKind.String ? c.Value.GetString()!
            : c.Value.GetRawText()) : [];
}
