// One row of data: a line of JSON Lines, a row of a table.

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Rows;

/// <summary>One row: an object, and where it stands.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Line">The line of a text file, else the row's number; 1-based.</param>
/// <param name="Value">The object.</param>
sealed record JsonLine(string Path, int Line, JsonElement Value)
{
    // Columns in which a text may be a list of messages or turns, as tables without lists hold one.
    static readonly HashSet<string> s_spoken =
        ["messages", "reannotated_messages", "conversation", "conversations", "dialogue", "prompt", "completion", "chosen", "rejected"];
    static readonly HashSet<string> s_speakers = ["system", "developer", "user", "human", "assistant", "gpt", "tool", "function", "observation"];

    /// <summary>The exception that says what is wrong with this line.</summary>
    public UserErrorException Error(string sentence) => new($"{Path}:{Line}: {sentence}");

    /// <summary>
    /// The column of a name, letter for letter, or what stands at a path into objects and lists, also those that a text holds as JSON:
    /// reward_model.ground_truth, answers.text.0. Null where the line does not have it or it is null. A conversation that a text holds as JSON, in a
    /// column in which conversations stand, is the list that it says.
    /// </summary>
    public JsonElement? Column(string name)
    {
        if (!Value.TryGetProperty(name, out var value) && !(name.Contains('.') && Reach(name.Split('.'), out value)))
            return null;
        return value.ValueKind == JsonValueKind.String && s_spoken.Contains(name) && SpokenIn(value) is { } list ? list
            : value.ValueKind != JsonValueKind.Null ? value : null;
    }

    static JsonElement? SpokenIn(JsonElement text) => MayBeList(text) && JsonText.HeldIn(text) is { ValueKind: JsonValueKind.Array } list
        && list.GetArrayLength() > 0 && (list.EnumerateArray().All(m => SpeaksIn(m, "role")) || list.EnumerateArray().All(m => SpeaksIn(m, "from")))
        ? list : null;

    // Most texts are no list, and need not be decoded to see it. A line break before the bracket is an escape.
    static bool MayBeList(JsonElement text) => JsonMarshal.GetRawUtf8Value(text)[1..].TrimStart((byte)' ') is [(byte)'[' or (byte)'\\', ..];

    static bool SpeaksIn(JsonElement member, string key) => member.ValueKind == JsonValueKind.Object && member.TryGetProperty(key, out var speaker)
        && speaker.ValueKind == JsonValueKind.String && s_speakers.Contains(speaker.GetString()!);

    bool Reach(string[] path, out JsonElement value)
    {
        value = Value;
        foreach (string part in path)
        {
            if (value.ValueKind == JsonValueKind.String && JsonText.HeldIn(value) is { } inside)
                value = inside;
            if (value.ValueKind == JsonValueKind.Array && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < value.GetArrayLength())
                value = value[index];
            else if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(part, out value))
                return false;
        }
        return true;
    }

    /// <summary>A column that must be there.</summary>
    /// <exception cref="UserErrorException">The line does not have it.</exception>
    public JsonElement Needed(string name) => Column(name) ?? throw Error($"the line has no column '{name}'; it has {string.Join(", ", Columns)}.");

    /// <summary>A value of a column as a whole number from 0.</summary>
    /// <exception cref="UserErrorException">It is something else.</exception>
    public int Whole(JsonElement value, string name) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0 ? number
        : throw Error($"'{name}' holds {Short(value)}, which is no whole number from 0.");

    static string Short(JsonElement value) => value.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : value.GetRawText();

    /// <summary>Names of the line's columns.</summary>
    public IEnumerable<string> Columns => Value.EnumerateObject().Select(p => p.Name);
}
