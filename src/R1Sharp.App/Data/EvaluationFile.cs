// Every completion of an evaluation, one object a line, with all that is needed to grade it again: {"problem":"aime24:1",
// "family":"aime24",…,"question":"…","gold":"…","sample":0,"prompt":"…","completion":"…","token_ids":[…],"finish":"stop",
// "temperature":0.6,…,"answer":"…","right":true,"reason":"…","thinking_tokens":31,"forced":[{"token":9,"count":1,"text":"Wait"}]}. What the data set's other
// columns hold stands with sample 0.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Data;

/// <summary>Completions read from a file, and how they were sampled.</summary>
/// <param name="Problems">The problems with their completions.</param>
/// <param name="Options">How they were sampled.</param>
/// <param name="Seed">With which seed.</param>
sealed record KeptEvaluation(IReadOnlyList<AnsweredProblem> Problems, EvaluationOptions Options, ulong Seed)
{
    /// <summary>Grades the completions.</summary>
    public EvaluationResult Grade(RewardSum rewards) => AnsweredProblem.Grade(Problems, rewards, Options, Seed);
}

/// <summary>Writes and reads the completions of evaluations.</summary>
static class EvaluationFile
{
    /// <summary>Writes all completions, or nothing.</summary>
    /// <exception cref="UserErrorException">The disk refuses.</exception>
    public static void Write(string path, EvaluationResult result) => RunStorage.Guard(path, () => AtomicFile.Write(path, writer =>
    {
        foreach (var rollout in result.Problems.SelectMany(p => p.Samples))
            writer.Write(Line(rollout, result.Options, result.Seed).ToJsonString(RunJson.Line) + "\n");
    }));

    /// <summary>Reads completions: all of a file.</summary>
    /// <exception cref="UserErrorException">There is no such file, or a line is broken.</exception>
    public static KeptEvaluation Read(string path)
    {
        var lines = JsonLines.Read(path);
        // Two problems may share a name, e.g. test:1 of two files called test.jsonl.
        var problems =
            lines.GroupBy(line => (Id: Text(line, "problem"), Question: Text(line, "question"), Gold: Text(line, "gold"), Family: Text(line, "family")))
            .GroupBy(problem => problem.Key.Id)
                .SelectMany(sameName => sameName.Select((problem, i) => Answered([.. problem], i == 0 ? problem.Key.Id : $"{problem.Key.Id} #{i + 1}")))
                .ToList();
        return new KeptEvaluation(problems, Options(lines[0], problems.Min(p => p.Samples.Count)), Seed(lines[0]));
    }

    static JsonObject Line(Rollout rollout, EvaluationOptions options, ulong seed)
    {
        var problem = rollout.Problem;
        var line = new JsonObject
        {
            ["problem"] = problem.Id,
            ["family"] = problem.Family,
            ["level"] = problem.Level,
            ["language"] = problem.Language,
            ["question"] = problem.Question,
            ["gold"] = problem.Answer,
            ["sample"] = rollout.SampleIndex,
            ["prompt"] = rollout.Prompt,
            ["completion"] = rollout.Text,
            ["token_ids"] = new JsonArray([.. rollout.Completion.Tokens.Select(t => (JsonNode)t)]),
            ["finish"] = rollout.Completion.Finish.ToString().ToLowerInvariant(),
            ["temperature"] = options.Temperature,
            ["top_p"] = options.TopP,
            ["max_completion_tokens"] = options.MaxCompletionTokens,
            ["seed"] = seed,
            ["answer"] = rollout.Answer,
            ["right"] = rollout.Accuracy is { } accuracy ? accuracy >= 1 : null,
            ["reason"] = rollout.AccuracyReason,
        };
        if (rollout.Completion.Tokens.Length == 0)
            line["tokens"] = rollout.Completion.TokenCount;
        SteeringJson.Added(SteeringJson.Added(line, options), rollout);
        if (problem.Task is { } task)
            line["task"] = task;
        if (rollout.SampleIndex == 0 && problem.Columns.Count > 0)
            line["columns"] = new JsonObject(problem.Columns.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value)));
        return line;
    }

    static AnsweredProblem Answered(JsonLine[] lines, string id)
    {
        var first = lines[0];
        var columns = lines.Select(line => line.Column("columns")).FirstOrDefault(c => c is { ValueKind: JsonValueKind.Object });
        var problem = new Problem
        {
            Id = id,
            Question = Text(first, "question"),
            Answer = Text(first, "gold"),
            Family = Text(first, "family"),
            Task = first.Column("task") is { ValueKind: JsonValueKind.String } task ? task.GetString() : null,
            Level = first.Whole(Number(first, "level"), "level"),
            Language = Text(first, "language"),
            Columns = columns?.EnumerateObject()
                .ToDictionary(c => c.Name, c => c.Value.ValueKind == JsonValueKind.String ? c.Value.GetString()! : c.Value.GetRawText()) ?? [],
        };
        return new AnsweredProblem(problem, Text(first, "prompt"), [.. InOrder(lines).Select(Kept)]);
    }

    // A sample that stands twice would count twice.
    static IEnumerable<JsonLine> InOrder(JsonLine[] lines)
    {
        var seen = new SortedDictionary<int, JsonLine>();
        foreach (var line in lines)
            if (!seen.TryAdd(line.Whole(Number(line, "sample"), "sample"), line))
                throw line.Error($"sample {Number(line, "sample")} of this problem stands in line {seen[line.Whole(Number(line, "sample"), "sample")].Line} "
                    + $"already; a file holds one evaluation.");
        return seen.Values;
    }

    static KeptCompletion Kept(JsonLine line)
    {
        if (line.Column("token_ids") is not { ValueKind: JsonValueKind.Array } ids)
            throw Missing(line, "token_ids");
        var finish = Text(line, "finish") == "length" ? FinishReason.Length : FinishReason.Stop;
        var forced = AsWritten(line, SteeringJson.Forced, SteeringJson.Runs);
        int[] forcedTokens = [.. forced.SelectMany(run => Enumerable.Range(run.FirstToken, run.TokenCount))];
        return new(new Completion([.. ids.EnumerateArray().Select(id => line.Whole(id, "token_ids"))], [], finish)
        {
            ForcedTokens = forcedTokens,
            TokenCount = line.Column("tokens") is { ValueKind: JsonValueKind.Number } count ? line.Whole(count, "tokens") : 0,
        },
            Text(line, "completion"))
        {
            ThinkingTokens = line.Column(SteeringJson.ThinkingTokens) is { ValueKind: JsonValueKind.Number } tokens
                ? line.Whole(tokens, SteeringJson.ThinkingTokens) : null,
            Forced = forced,
        };
    }

    static EvaluationOptions Options(JsonLine line, int samples) => SamplingJson.Read(new()
    {
        SampleCount = samples,
        Temperature = Finite(line, "temperature"),
        TopP = Finite(line, "top_p"),
        MaxCompletionTokens = line.Whole(Number(line, "max_completion_tokens"), "max_completion_tokens"),
        Thinking = AsWritten(line, SteeringJson.Thinking, SteeringJson.Settings<ThinkingOptions>),
        SwitchPenalty = AsWritten(line, SteeringJson.Penalty, SteeringJson.Settings<SwitchPenaltyOptions>),
    }, line.Value);

    static string Text(JsonLine line, string name) => line.Column(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()!
        : throw Missing(line, name);

    static JsonElement Number(JsonLine line, string name) => line.Column(name) is { ValueKind: JsonValueKind.Number } value ? value : throw Missing(line, name);

    static T AsWritten<T>(JsonLine line, string name, Func<JsonElement?, T> read)
    {
        try
        {
            return read(line.Column(name));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw line.Error($"'{name}' is not as 'r1 evaluate --save' writes it.");
        }
    }

    static ulong Seed(JsonLine line) => Number(line, "seed").TryGetUInt64(out ulong seed) ? seed : throw line.Error("'seed' is no whole number from 0.");

    static double Finite(JsonLine line, string name) => Number(line, name).GetDouble() is var number && double.IsFinite(number) ? number
        : throw line.Error($"'{name}' is too large a number.");

    static UserErrorException Missing(JsonLine line, string name) =>
        line.Error($"the line has no usable '{name}': completions to grade again are files that 'r1 evaluate --save' or a run's stages of evaluation "
            + $"(completions.jsonl) hold.");
}
