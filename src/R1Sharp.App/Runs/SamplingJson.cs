// What sampling was told beside temperature and top-p, as JSON: only what is not off.

using System.Text.Json.Nodes;
using System.Text.Json;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Runs;

/// <summary>Writes and reads top-k, min-p, the repetition penalty and stop strings.</summary>
static class SamplingJson
{
    const string TopK = "top_k", MinP = "min_p", RepetitionPenalty = "repetition_penalty", Stop = "stop";

    /// <summary>An object with them.</summary>
    public static JsonObject Added(JsonObject json, EvaluationOptions options)
    {
        if (options.TopK is { } k)
            json[TopK] = k;
        if (options.MinP is { } p)
            json[MinP] = p;
        if (options.RepetitionPenalty is { } penalty)
            json[RepetitionPenalty] = penalty;
        if (options.Stop is { } stops)
            json[Stop] = new JsonArray([.. stops.Select(s => (JsonNode)s)]);
        return json;
    }

    /// <summary>Options with what a line names.</summary>
    public static EvaluationOptions Read(EvaluationOptions options, JsonElement line) => options with
    {
        TopK = Number(line, TopK) is { } k ? (int)k : null,
        MinP = Number(line, MinP),
        RepetitionPenalty = Number(line, RepetitionPenalty),
        Stop = line.TryGetProperty(Stop, out var stops) && stops.ValueKind == JsonValueKind.Array
            ? [.. stops.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.String).Select(s => s.GetString()!)] : null,
    };

    static double? Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
