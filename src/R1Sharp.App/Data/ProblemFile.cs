// A problem file of the user's own: JSON Lines with a problem and an answer, under whatever names.

using System.Globalization;
using System.Text.Json;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Rewards.Instructions;

namespace R1Sharp.App.Data;

/// <summary>Where a problem file is and what its columns are called.</summary>
public sealed record ProblemFileOptions
{
    /// <summary>The JSON Lines file; may contain ${VARIABLES} of the environment.</summary>
    [Recipes.Content] public required string Path { get; init; }

    /// <summary>The column of the question; null finds it by its usual names.</summary>
    public string? ProblemColumn { get; init; }

    /// <summary>The column of the gold answer; null finds it by its usual names.</summary>
    public string? AnswerColumn { get; init; }

    /// <summary>The column of the tests of programming problems, or * where the line itself holds them (MBPP, HumanEval); null where answers are compared.</summary>
    public string? TestsColumn { get; init; }

    /// <summary>The column of the difficulty, a number or a text that ends with one; null takes "level" where there is one.</summary>
    public string? LevelColumn { get; init; }

    /// <summary>Only the first so many lines; null takes all.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, int.MaxValue)] public int? MaxProblems { get; init; }
}

/// <summary>Reads problem files.</summary>
public static class ProblemFile
{
    static readonly string[] s_problemNames = ["problem", "question", "Problem", "Question", "prompt"];
    static readonly string[] s_answerNames = ["answer", "final_answer", "Answer", "solution", "Solution", "target", "gold"];

    /// <summary>The problems of a file, in its order.</summary>
    /// <exception cref="UserErrorException">A line is broken or lacks a column; the message names file, line and what is there.</exception>
    public static IReadOnlyList<Problem> Read(ProblemFileOptions options)
    {
        var lines = JsonLines.Read(options.Path);
        var name = System.IO.Path.GetFileNameWithoutExtension(lines[0].Path);
        var problemColumn = options.ProblemColumn ?? Find(lines[0], s_problemNames, "the question", "problem");
        var answerColumn = options.TestsColumn is not null ? null : options.AnswerColumn ?? AnswerColumn(lines[0]);
        return [.. lines.Take(options.MaxProblems ?? int.MaxValue).Select(line => new Problem
        {
            Id = $"{name}:{line.Line}",
            Question = Text(line, problemColumn),
            Answer = options.TestsColumn is { } tests ? Tests(line, tests) : answerColumn is null ? "" : Gold(line, answerColumn),
            Family = options.TestsColumn is null ? name : CodeReward.Family,
            Level = Level(line, options.LevelColumn),
            Language = LanguageDetector.OfQuestion(Text(line, problemColumn)),
            Columns = Columns(line),
        })];
    }

    /// <summary>The questions of a file whose answers are not needed, each with a name.</summary>
    /// <param name="path">The JSON Lines file.</param>
    /// <param name="column">The question's column; null finds it by its usual names.</param>
    public static IEnumerable<(string Id, string Question)> Questions(string path, string? column)
    {
        var lines = JsonLines.Read(path);
        var found = column ?? Find(lines[0], s_problemNames, "the question", "problem");
        return lines.Select(line => ($"{System.IO.Path.GetFileNameWithoutExtension(line.Path)}:{line.Line}", Text(line, found)));
    }

    static string Find(JsonLine first, string[] usual, string what, string option) =>
        usual.FirstOrDefault(n => first.Column(n) is not null) ?? throw first.Error(
            $"no column is {what} by its usual names ({string.Join(", ", usual)}); name it (--{option}-column, or {option}_column in a recipe) among {string.Join(", ", first.Columns)}.");

    // Data sets of instructions have no gold answers.
    static string? AnswerColumn(JsonLine first) =>
        first.Column(IfevalReward.IdsColumn) is not null && !s_answerNames.Any(n => first.Column(n) is not null)
            ? null : Find(first, s_answerNames, "the gold answer", "answer");

    static string Tests(JsonLine line, string column)
    {
        var value = column == "*" ? line.Value : line.Needed(column);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }

    static Dictionary<string, string> Columns(JsonLine line)
    {
        var columns = new Dictionary<string, string>();
        foreach (var column in line.Value.EnumerateObject())
            if (column.Value.ValueKind != JsonValueKind.Null)
                columns[column.Name] = column.Value.ValueKind == JsonValueKind.String ? column.Value.GetString()! : column.Value.GetRawText();
        return columns;
    }

    // An empty gold answer is a bad row that graders list, not a broken file.
    static string Gold(JsonLine line, string column) =>
        GoldAnswer.Final(GoldValue.Text(line.Needed(column)) ?? throw line.Error($"the column '{column}' is neither a text, a number nor a list of them."));

    static string Text(JsonLine line, string column)
    {
        var text = GoldAnswer.Text(line.Needed(column)) ?? throw line.Error($"the column '{column}' is neither a text nor a number.");
        return !string.IsNullOrWhiteSpace(text) ? text : throw line.Error($"the column '{column}' is empty.");
    }

    static int Level(JsonLine line, string? column)
    {
        if (line.Column(column ?? "level") is not { } value)
            return column is null ? 0 : throw line.Error($"the line has no column '{column}'; it has {string.Join(", ", line.Columns)}.");
        var text = GoldAnswer.Text(value) ?? "";
        int digits = text.Length - text.AsSpan().TrimEnd("0123456789").Length;
        return int.TryParse(text.AsSpan(text.Length - digits), NumberStyles.None, CultureInfo.InvariantCulture, out int level) ? level : 0;
    }
}
