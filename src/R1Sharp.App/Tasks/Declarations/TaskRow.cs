// One row of a benchmark, read by what its columns are.

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Tasks.Declarations;

/// <summary>A row.</summary>
/// <param name="Task">Its benchmark.</param>
/// <param name="Line">The row.</param>
/// <param name="Index">Its place among the benchmark's rows, 0-based.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Config">The configuration that it is from; null where there is none.</param>
sealed record TaskRow(TaskFile Task, JsonLine Line, int Index, TaskRequest Request, string? Config)
{
    /// <summary>What the question, the gold answer and the day of a problem are called in files of benchmarks.</summary>
    public const string Question = "question", Answer = "answer", Date = "date", Level = "level";

    /// <summary>The options of the question, in the order asked; null where it has none.</summary>
    public TaskOptions? Options { get; init; }

    /// <summary>The value of a column; null where the row does not have it.</summary>
    public JsonElement? Value(string role) => Names(role).Select(Line.Column).FirstOrDefault(value => value is not null);

    /// <summary>The text of a column; null where the row does not have it or it is neither a text nor a number.</summary>
    public string? Text(string role) => Value(role) is { } value ? GoldAnswer.Text(value) ?? Lines(value) ?? LastTurn(value)
        : Config is not null && Names(role).Contains(TaskColumns.Config) ? Config : null;

    /// <summary>A column that must be there.</summary>
    /// <exception cref="UserErrorException">The row does not have it.</exception>
    public JsonElement Needed(string role) => Value(role) ?? throw Missing(role);

    /// <summary>The text of a column that must be there.</summary>
    /// <exception cref="UserErrorException">The row does not have it, or it is no text.</exception>
    public string NeededText(string role) => Text(role)
        ?? (Value(role) is null ? throw Missing(role) : throw Line.Error($"the column of the {role} is neither a text nor a number."));

    /// <summary>The day of the problem; null where the row has none.</summary>
    /// <exception cref="UserErrorException">It is no day.</exception>
    public DateOnly? Day() => Text(Date) is not { } text ? null
        : DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? DateOnly.FromDateTime(day)
        : throw Line.Error($"'{text}' is no day.");

    static string? Lines(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
        && value.EnumerateArray().All(line => line.ValueKind == JsonValueKind.String)
        ? string.Join('\n', value.EnumerateArray().Select(line => line.GetString())) : null;

    // [{"content": …}]: what is said last of a conversation.
    static string? LastTurn(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
        && value[value.GetArrayLength() - 1] is { ValueKind: JsonValueKind.Object } turn && turn.TryGetProperty("content", out var content)
        && content.ValueKind == JsonValueKind.String ? content.GetString() : null;

    IReadOnlyList<string> Names(string role) => role switch
    {
        Question when Request.QuestionColumn is { } named => [named],
        Answer when Request.AnswerColumn is { } named => [named],
        _ => Task.Columns.Names(role),
    };

    UserErrorException Missing(string role)
    {
        string option = role switch { Question => "; name it with --problem-column", Answer => "; name it with --answer-column", _ => "" };
        string names = string.Join(" or ", Names(role).DefaultIfEmpty(role).Select(n => $"'{n}'"));
        return Line.Error($"{Task.Title} has its {role} in the column {names}, but here are {string.Join(", ", Line.Columns)}{option}.");
    }
}

/// <summary>The options of a question, in the order asked.</summary>
/// <param name="Texts">Their texts.</param>
/// <param name="Right">The place of the right one.</param>
sealed record TaskOptions(IReadOnlyList<string> Texts, int Right)
{
    /// <summary>The letters, e.g. ABCD.</summary>
    public string Letters => string.Concat(Texts.Select((_, place) => Choices.Letter(place)));

    /// <summary>A line for each.</summary>
    /// <param name="before">What stands before the letter.</param>
    /// <param name="after">What stands behind it.</param>
    public string Lines(string before, string after) => string.Join('\n', Texts.Select((text, place) => $"{before}{Choices.Letter(place)}{after} {text}"));
}
