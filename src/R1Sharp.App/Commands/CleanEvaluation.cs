// The share of a benchmark that was surely not learned from: without problems that share words with training files, and without those that are
// asked twice. What `r1 evaluate --against` shows beside the whole.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Stages;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Commands;

/// <summary>An evaluation without problems that were seen or stand there twice.</summary>
/// <param name="Seen">Problems that share words with the training files.</param>
/// <param name="Duplicates">Further problems whose question stands before them already.</param>
/// <param name="Rest">The evaluation of the others; null where none is left.</param>
sealed record CleanEvaluation(int Seen, int Duplicates, EvaluationResult? Rest)
{
    static readonly string[] s_questions = ["problem", "question", "Problem", "Question", "prompt"];

    /// <summary>Leaves problems out.</summary>
    /// <param name="result">The whole.</param>
    /// <param name="files">JSON Lines that were, or may have been, learned from.</param>
    /// <exception cref="Learning.UserErrorException">A file cannot be read.</exception>
    public static CleanEvaluation Of(EvaluationResult result, IReadOnlyList<string> files)
    {
        // As the data has them: the wording of a benchmark is nobody's question.
        string[] questions = [.. result.Problems.Select(p => p.Problem.Columns.GetValueOrDefault(TaskRow.Question) ?? p.Problem.Question)];
        var overlap = new TrainingOverlap(questions);
        foreach (string text in files.SelectMany(JsonLines.Stream).SelectMany(Texts))
            overlap.Look(text);
        var twice = TrainingOverlap.Duplicates(questions);
        ProblemEvaluation[] rest = [.. result.Problems.Where((_, i) => !overlap.Seen.Contains(i) && !twice.Contains(i))];
        return new(overlap.Seen.Count, twice.Count(i => !overlap.Seen.Contains(i)), rest.Length == 0 ? null
            : EvaluationResult.Of(rest, result.Options, result.Seed));
    }

    // The question where there is one by its usual names; else every text of the line: documents, messages.
    static IEnumerable<string> Texts(JsonLine line) => s_questions.FirstOrDefault(name => line.Column(name) is { ValueKind: JsonValueKind.String }) is { } name
        ? [line.Column(name)!.Value.GetString()!] : Texts(line.Value);

    static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Texts(p.Value)),
        _ => [],
    };

    /// <summary>What was left out, in a sentence.</summary>
    public string Text() => $"Clean: {Seen} problems share 8 words in a row with the given files, {Duplicates} more are asked twice; "
        + $"{Rest?.Problems.Count ?? 0} are left.";

    /// <summary>The same as an object.</summary>
    public JsonObject Json() => new()
    {
        ["seen"] = Seen,
        ["duplicates"] = Duplicates,
        ["problems"] = Rest?.Problems.Count ?? 0,
        ["families"] = Rest is null ? new JsonObject() : EvaluationJson.Numbers(Rest)["families"]!.DeepClone(),
    };
}
