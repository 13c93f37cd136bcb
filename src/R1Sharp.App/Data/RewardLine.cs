// One line of `r1 reward score`: completions of one prompt (or at least of one group) in, their scores out.

using System.Text.Json;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Rewards.Instructions;
using R1Sharp.Learning.Rewards.Style;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Data;

/// <summary>
/// Scores a line: reward, params, completions; solutions for rewards that compare with a gold answer; optionally
/// completion_token_counts, completion_ids, finish_reasons, and prompts (or one prompt). Other fields are the caller's own.
/// </summary>
static class RewardLine
{
    static readonly string[] s_fields = ["reward", "params", "completions", "solutions", "completion_token_counts", "completion_ids", "finish_reasons",
        "prompts", "prompt"];
    static readonly string[] s_needSolutions = ["accuracy", "cosine_scaled", "len", "code", "program_answer"];

    /// <summary>Writes {"scores":[…]}, and with reasons also {"reasons":[…]}.</summary>
    /// <exception cref="UserErrorException">The line or a parameter is wrong.</exception>
    public static void Answer(JsonElement line, Utf8JsonWriter answer, RewardHost host, bool withReasons)
    {
        RefuseMisspelt(line);
        string name = line.TryGetProperty("reward", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()!
            : throw new UserErrorException("The line needs reward, the name of a reward ('r1 reward list').");
        var parameters = !line.TryGetProperty("params", out var given) || given.ValueKind == JsonValueKind.Null ? RewardParameters.None
            : given.ValueKind == JsonValueKind.Object ? JsonValues.Map(given)
            : throw new UserErrorException("params must be an object like {\"max_len\":1000}.");
        var reward = RewardSource.Create(name, parameters, host);
        Write(answer, reward.ScoreGroup(Inputs(line, reward, name)), withReasons);
    }

    static void Write(Utf8JsonWriter answer, IReadOnlyList<RewardScore> scores, bool withReasons)
    {
        answer.WriteStartArray("scores");
        foreach (var score in scores)
            if (score.Value is { } value)
                answer.WriteNumberValue(value == 0 ? 0 : value);
            else
                answer.WriteNullValue();
        answer.WriteEndArray();
        if (!withReasons)
            return;
        answer.WriteStartArray("reasons");
        foreach (var score in scores)
            answer.WriteStringValue(score.Reason);
        answer.WriteEndArray();
    }

    static List<RewardInput> Inputs(JsonElement line, IReward reward, string name)
    {
        var completions = List(line, "completions", null) ?? throw new UserErrorException("The line needs completions, a list of texts.");
        var solutions = List(line, "solutions", completions.Count);
        bool grades = !ScriptRewards.IsFile(name) && (s_needSolutions.Contains(reward.Name) || RewardCatalog.Find(name).Kind == RewardKind.Grader);
        if (solutions is null && grades)
            throw new UserErrorException($"Reward '{reward.Name}' compares with gold answers: the line needs solutions, one for each completion.");
        var counts = List(line, "completion_token_counts", completions.Count);
        var ids = List(line, "completion_ids", completions.Count);
        var finishes = List(line, "finish_reasons", completions.Count);
        var prompts = line.TryGetProperty("prompt", out var one) ? Enumerable.Repeat(one, completions.Count).ToList()
            : List(line, "prompts", completions.Count);
        return [.. completions.Select((completion, i) => Input(i, Text(completion, "completions"), solutions?[i], counts?[i], ids?[i], finishes?[i],
            prompts is null ? null : Text(prompts[i], "prompts"), reward.Name == "code"))];
    }

    static RewardInput Input(int index, string completion, JsonElement? solution, JsonElement? count, JsonElement? ids, JsonElement? finish, string? prompt,
        bool areTests)
    {
        var problem = new Problem
        {
            Id = $"completion {index}",
            Question = prompt ?? "",
            Answer = solution is not { } gold || gold.ValueKind == JsonValueKind.Null ? "" : Gold(gold, areTests),
            Language = prompt is null ? "" : LanguageDetector.OfQuestion(prompt),
        };
        int[]? tokens = ids is { } list ? [.. Elements(list, "completion_ids").Select(id => Whole(id, "completion_ids"))] : null;
        int? length = count is { } given ? Whole(given, "completion_token_counts") : tokens?.Length;
        return new RewardInput(problem, prompt ?? "", completion, length ?? CompletionText.Characters(completion), Finish(finish))
        {
            TokenIds = tokens,
            LengthUnit = length is null ? "characters" : "tokens",
        };
    }

    // The tests of programs are JSON; so are the numbers and targets of Countdown.
    static string Gold(JsonElement gold, bool areTests) => areTests
        ? gold.ValueKind == JsonValueKind.String ? gold.GetString()! : gold.GetRawText()
        : GoldValue.Text(gold) ?? gold.GetRawText();

    static FinishReason Finish(JsonElement? finish) => finish is not { } given ? FinishReason.Stop : Text(given, "finish_reasons") switch
    {
        "stop" => FinishReason.Stop,
        "length" => FinishReason.Length,
        var other => throw new UserErrorException($"finish_reasons has \"{other}\"; there are \"stop\" and \"length\"."),
    };

    static List<JsonElement>? List(JsonElement line, string field, int? count)
    {
        if (!line.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        var list = Elements(value, field);
        return count is null || list.Count == count ? list
            : throw new UserErrorException($"{field} has {list.Count} elements, but there are {count} completions.");
    }

    static List<JsonElement> Elements(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw new UserErrorException($"{field} must be a list.");

    // Open-R1 and TRL wrap a completion into a list of one message.
    static string Text(JsonElement value, string field) => value switch
    {
        { ValueKind: JsonValueKind.String } => value.GetString()!,
        { ValueKind: JsonValueKind.Array } when value.GetArrayLength() > 0 => Text(value[value.GetArrayLength() - 1], field),
        { ValueKind: JsonValueKind.Object } when value.TryGetProperty("content", out var content) => Text(content, field),
        _ => throw new UserErrorException($"{field} must hold texts."),
    };

    static int Whole(JsonElement value, string field) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0 ? number
        : throw new UserErrorException($"{field} must hold whole numbers from 0.");

    static void RefuseMisspelt(JsonElement line)
    {
        foreach (var field in line.EnumerateObject().Select(p => p.Name).Where(n => !s_fields.Contains(n)))
            if (NearestName.Hint(field, s_fields) is { } hint && hint.StartsWith("; did", StringComparison.Ordinal))
                throw new UserErrorException($"The line has no field '{field}'{hint}");
    }
}
