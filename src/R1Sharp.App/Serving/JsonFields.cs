// Fields of a request, each read once: what nobody reads is refused by name, so that nothing is silently left out.

using System.Text.Json;

namespace R1Sharp.App.Serving;

/// <summary>The fields of a JSON object. A field that is null counts as not given.</summary>
/// <param name="fields">The object.</param>
/// <param name="path">Its place, for messages; "" for the whole body.</param>
sealed class JsonFields(JsonElement fields, string path = "")
{
    readonly HashSet<string> _read = [];

    /// <summary>The place of one of its fields.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>A field; null where it is not given.</summary>
    public JsonElement? Find(string name)
    {
        _read.Add(name);
        return fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>A text.</summary>
    public string? Text(string name) => Find(name) is { } value ? Text(value, PathOf(name)) : null;

    /// <summary>A text that must be given.</summary>
    public string RequiredText(string name) => Text(name) ?? throw ApiException.Bad(PathOf(name), $"'{PathOf(name)}' is missing.");

    /// <summary>A number within a range.</summary>
    public double? Number(string name, double least, double most) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most ? number
        : throw Wrong(name, FormattableString.Invariant($"a number from {least} to {most}"));

    /// <summary>A whole number within a range.</summary>
    public long? Whole(string name, long least, long most) => Find(name) is not { } value ? null
        : Whole(value) is { } number && number >= least && number <= most ? number
        : throw Wrong(name, FormattableString.Invariant($"a whole number from {least} to {most}"));

    /// <summary>The same of the size of a count.</summary>
    public int? Count(string name, int least, int most) => (int?)Whole(name, least, most);

    /// <summary>True or false.</summary>
    public bool? Flag(string name) => Find(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false");

    /// <summary>A list.</summary>
    public IReadOnlyList<JsonElement>? List(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Wrong(name, "a list");

    /// <summary>An object.</summary>
    public JsonFields? Object(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new(value, PathOf(name)) : throw Wrong(name, "an object");

    /// <summary>A field that is taken only where it asks for nothing.</summary>
    /// <param name="name">The field.</param>
    /// <param name="isIdle">Whether a value asks for nothing.</param>
    public void RefuseUnless(string name, Predicate<JsonElement> isIdle)
    {
        if (Find(name) is { } value && !isIdle(value))
            throw Unsupported(name);
    }

    /// <summary>Fields that are taken only where they ask for nothing.</summary>
    /// <param name="isIdle">Whether a value asks for nothing.</param>
    /// <param name="names">The fields.</param>
    public void RefuseUnless(Predicate<JsonElement> isIdle, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            RefuseUnless(name, isIdle);
    }

    /// <summary>Fields that say nothing about the answer.</summary>
    public void Pass(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            _read.Add(name);
    }

    /// <summary>Refuses what was not read.</summary>
    /// <exception cref="ApiException">There is such a field.</exception>
    public void RefuseOthers()
    {
        foreach (var field in fields.EnumerateObject())
            if (!_read.Contains(field.Name) && field.Value.ValueKind != JsonValueKind.Null)
                throw Unsupported(field.Name);
    }

    /// <summary>A text, wherever it stands.</summary>
    public static string Text(JsonElement value, string place)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw ApiException.Bad(place, $"'{place}' must be a text.");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Bad(place, $"'{place}' {RequestBody.NoText}.");
        }
    }

    /// <summary>A whole number, also where it is written as 2.0 or 2e3; null where the value is none.</summary>
    public static long? Whole(JsonElement value) => value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt64(out long number) ? number
        : value.TryGetDouble(out double real) && real == Math.Floor(real) && Math.Abs(real) < 1L << 53 ? (long)real : null;

    ApiException Wrong(string name, string expected) => ApiException.Bad(PathOf(name), $"'{PathOf(name)}' must be {expected}.");

    ApiException Unsupported(string name)
    {
        string shown = PathOf(name.Length <= 80 ? name : name[..80] + "…");
        return ApiException.Bad(shown, $"'{shown}' is not honoured here: leave it out.", "unsupported_parameter");
    }
}
