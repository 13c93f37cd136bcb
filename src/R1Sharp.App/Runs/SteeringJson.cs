// How thoughts were steered, and the tokens that were forced, as JSON: only where there was something of it.

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Runs;

/// <summary>Writes and reads what concerns steered thoughts.</summary>
static class SteeringJson
{
    const string Token = "token", Count = "count", Text = "text", Character = "character";

    /// <summary>Names of fields.</summary>
    public const string Thinking = "thinking", Penalty = "switch_penalty", Forced = "forced", ThinkingTokens = "thinking_tokens";

    static readonly JsonSerializerOptions s_settings = new(RunJson.Line)
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>An object with the settings of an evaluation, where they are not off.</summary>
    public static JsonObject Added(JsonObject json, EvaluationOptions options)
    {
        SamplingJson.Added(json, options);
        if (options.Thinking is not null)
            json[Thinking] = JsonSerializer.SerializeToNode(options.Thinking, s_settings);
        if (options.SwitchPenalty is not null)
            json[Penalty] = JsonSerializer.SerializeToNode(options.SwitchPenalty, s_settings);
        return json;
    }

    /// <summary>An object with the tokens that were forced: {"token": 17, "count": 1, "text": "Wait", "character": 61} for each run of them.</summary>
    public static JsonObject Added(JsonObject json, IReadOnlyList<ForcedRun> forced)
    {
        if (forced.Count > 0)
            json[Forced] = new JsonArray([.. forced.Select(Of)]);
        return json;
    }

    static JsonNode Of(ForcedRun run)
    {
        var json = new JsonObject { [Token] = run.FirstToken, [Count] = run.TokenCount, [Text] = run.Text };
        if (run.FirstCharacter is { } character)
            json[Character] = character;
        return json;
    }

    /// <summary>An object with the thoughts of a completion: their tokens, and those that were forced.</summary>
    public static JsonObject Added(JsonObject json, Rollout rollout)
    {
        if (rollout.ThinkingTokens is { } tokens)
            json[ThinkingTokens] = tokens;
        return Added(json, rollout.Forced);
    }

    /// <summary>The forced tokens that a line names.</summary>
    public static IReadOnlyList<ForcedRun> Runs(JsonElement? forced) => forced is not { ValueKind: JsonValueKind.Array } runs ? [] :
        [.. runs.EnumerateArray()
            .Select(run => new ForcedRun(run.GetProperty(Token).GetInt32(), run.GetProperty(Count).GetInt32(), run.GetProperty(Text).GetString() ?? "",
            run.TryGetProperty(Character, out var character) && character.ValueKind == JsonValueKind.Number ? character.GetInt32() : null))];

    /// <summary>Settings that a line names; null where it does not.</summary>
    public static T? Settings<T>(JsonElement? json) where T : class => json is { ValueKind: JsonValueKind.Object } settings
        ? settings.Deserialize<T>(s_settings) : null;
}
