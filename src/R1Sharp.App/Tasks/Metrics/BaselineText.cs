// Answers of models as ArenaHard keeps them: choices of turns (v0.1), or messages (v2.0).

using System.Text.Json;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>Finds the answer in a kept conversation.</summary>
static class BaselineText
{
    /// <summary>{"choices": [{"turns": [{"content": …}]}]} or {"messages": [{"role": "assistant", "content": …}]}; null where it is neither.</summary>
    public static string? Of(JsonLine line) => line.Column("choices") is { ValueKind: JsonValueKind.Array } choices && choices.GetArrayLength() > 0
            && Member(choices[0], "turns") is { ValueKind: JsonValueKind.Array } turns && turns.GetArrayLength() > 0 ? Content(turns[0])
        : line.Column("messages") is { ValueKind: JsonValueKind.Array } messages
            ? messages.EnumerateArray().Where(m => Member(m, "role")?.GetString() == "assistant").Select(Content).LastOrDefault() : null;

    // A text, or {"answer": …} inside.
    static string? Content(JsonElement turn) => Member(turn, "content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } inner => Member(inner, "answer")?.GetString(),
        _ => null,
    };

    static JsonElement? Member(JsonElement value, string name) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member)
        && member.ValueKind != JsonValueKind.Null ? member : null;
}
