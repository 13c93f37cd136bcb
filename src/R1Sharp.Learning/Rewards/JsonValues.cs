// JSON → the plain values that rewards take as parameters.

using System.Text.Json;

namespace R1Sharp.Learning.Rewards;

/// <summary>Converts JSON.</summary>
static class JsonValues
{
    /// <summary>A text, a number (double), a truth value, null, a list or a map of such.</summary>
    public static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Object => Map(value),
        _ => null,
    };

    /// <summary>An object's values by name.</summary>
    public static IReadOnlyDictionary<string, object?> Map(JsonElement value) =>
        value.EnumerateObject().GroupBy(p => p.Name).ToDictionary(g => g.Key, g => Plain(g.Last().Value));
}
