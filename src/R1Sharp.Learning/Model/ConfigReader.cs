// Strict reading of one object of config.json: every field is asked for by name, within a range, and what nobody asked for
// is an error unless it is known to change nothing.

using System.Globalization;
using System.Text.Json;

namespace R1Sharp.Learning.Model;

/// <summary>The fields of one JSON object; a field that is null counts as absent, as it does in transformers.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="json">The object.</param>
/// <param name="prefix">What leads to the object inside the file, e.g. "rope_scaling.".</param>
sealed class ConfigReader(string path, JsonElement json, string prefix = "")
{
    readonly HashSet<string> _asked = [];

    /// <summary>The exception that says what is wrong with the file.</summary>
    public UserErrorException Error(string sentence) => new($"{path}: {sentence}");

    /// <summary>The value of a field; null where it is absent.</summary>
    public JsonElement? Value(string name)
    {
        _asked.Add(name);
        return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>The names of all fields.</summary>
    public IEnumerable<string> Names => json.EnumerateObject().Select(entry => entry.Name);

    /// <summary>Whether a field stands in the file, null or not.</summary>
    public bool IsStated(string name) => json.TryGetProperty(name, out _);

    /// <summary>Whether a field is there.</summary>
    public bool Has(string name) => Value(name) is not null;

    /// <summary>A whole number; null where it is absent.</summary>
    public int? Int(string name, int least, int most)
    {
        if (Value(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number == Math.Floor(number) && number >= least
            && number <= most
            ? (int)number
            : throw Error($"{prefix}{name} is {Shown(value)}, but must be a whole number between {least} and {most}.");
    }

    /// <summary>A whole number that must be there.</summary>
    public int RequiredInt(string name, int least, int most) => Int(name, least, most) ?? throw Error($"{prefix}{name} is missing.");

    /// <summary>A number; null where it is absent.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Value(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most
            ? number
            : throw Error(string.Create(CultureInfo.InvariantCulture, $"{prefix}{name} is {Shown(value)}, but must be a number between {least} and {most}."));
    }

    /// <summary>A number that must be there.</summary>
    public double RequiredNumber(string name, double least, double most) => Number(name, least, most) ?? throw Error($"{prefix}{name} is missing.");

    /// <summary>True or false; null where it is absent.</summary>
    public bool? Flag(string name) => Value(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"{prefix}{name} is {Shown(value)}, but must be true or false."),
    };

    /// <summary>A text; null where it is absent.</summary>
    public string? Text(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Error($"{prefix}{name} is {Shown(value)}, but must be a text.");

    /// <summary>A list; null where it is absent.</summary>
    public JsonElement[]? List(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Error($"{prefix}{name} is {Shown(value)}, but must be a list.");

    /// <summary>An object; null where it is absent.</summary>
    public ConfigReader? Object(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ConfigReader(path, value, $"{prefix}{name}.")
            : throw Error($"{prefix}{name} is {Shown(value)}, but must be an object.");

    /// <summary>A field that the network has no part for: absent, or at the value at which it does nothing.</summary>
    public void RequireNeutral(string name, string neutral)
    {
        if (Value(name) is { } value && !IsSame(value, neutral))
            throw Error(
                $"{prefix}{name} is {Shown(value)}, which changes the computation and is not supported{(neutral == "null" ? "" : $"; only {neutral} is")}.");
    }

    /// <summary>Every field that was not asked for must be in the list of harmless ones, or null.</summary>
    /// <param name="harmless">Fields that change nothing.</param>
    /// <param name="isOff">Values with which no field changes anything; null leaves it at null.</param>
    public void RefuseOthers(IReadOnlySet<string> harmless, Func<JsonElement, bool>? isOff = null)
    {
        isOff ??= value => value.ValueKind == JsonValueKind.Null;
        foreach (var field in json.EnumerateObject())
            if (!_asked.Contains(field.Name) && !harmless.Contains(field.Name) && !isOff(field.Value))
                throw Error($"{prefix}{field.Name} (here {Shown(field.Value)}) is not known, and may change what the network computes: remove the field if "
                    + "you are sure that it does not.");
    }

    static bool IsSame(JsonElement value, string neutral) => value.ValueKind == JsonValueKind.Number
        ? double.TryParse(neutral, CultureInfo.InvariantCulture, out double number) && value.GetDouble() == number
        : value.GetRawText().Replace(" ", "", StringComparison.Ordinal) == neutral;

    /// <summary>A value as it may stand in a message of one line.</summary>
    public static string Shown(JsonElement value)
    {
        string text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
