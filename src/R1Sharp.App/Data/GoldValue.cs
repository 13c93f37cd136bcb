// What a gold answer's column holds → the answer as text. Data sets hold it as a text, as a number (27.0), as a list (["27"], [1, 2]), and
// as the text that Python prints of a list ("['27']").

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.App.Data;

/// <summary>Reads gold answers out of JSON values.</summary>
static class GoldValue
{
    // Longer members of a list are whole solutions: alternatives, not parts of one answer.
    const int LongestMember = 200;

    /// <summary>
    /// The answer: of a list its members with commas between them; null where it is neither a text, a number, true, false nor a list of those.
    /// </summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Unquoted(value.GetString()!),
        JsonValueKind.Array when value.GetArrayLength() == 1 => Text(value[0]),
        JsonValueKind.Array => Members([.. value.EnumerateArray().Select(member => member.ValueKind == JsonValueKind.Array ? null : Text(member))]),
        _ => GoldAnswer.Text(value),
    };

    /// <summary>The members of a text like "['1', '2']" with commas between them; any other text as it is, "[1, 2]" too, which is an interval.</summary>
    public static string Unquoted(string text) => GoldText.WithoutPython(text);

    static string? Members(string?[] members) => members.Length > 0 && members.All(m => m is { Length: <= LongestMember } && !m.Contains('\n'))
        ? string.Join(", ", members) : null;
}
