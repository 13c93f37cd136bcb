// The small components of a tokenizer.json: which of them this program understands.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>
/// Checks of components. What is accepted without being carried out changes nothing here: trim_offsets concerns
/// offsets, which are not kept; truncation and padding are states of Hugging Face's library, which transformers resets.
/// </summary>
internal static class TokenizerComponents
{
    /// <summary>A property that is there and not null.</summary>
    public static JsonElement? Optional(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text, which null is not.</summary>
    public static string Text(JsonElement value) => value.GetString() ?? throw new FormatException("there is null where a text belongs.");

    /// <summary>The type of a component.</summary>
    public static string TypeOf(JsonElement component) => Text(component.GetProperty("type"));

    /// <exception cref="NotSupportedException">There is a property of another name.</exception>
    public static void AllowOnly(JsonElement parent, string where, params ReadOnlySpan<string> names)
    {
        foreach (var property in parent.EnumerateObject())
            if (!names.Contains(property.Name))
                throw new NotSupportedException($"\"{property.Name}\" in {where} is not supported");
    }

    /// <exception cref="NotSupportedException">One of the properties has a value other than null, "" or 0.</exception>
    public static void RequireNothing(JsonElement parent, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (Optional(parent, name) is { } value && !(value.ValueKind == JsonValueKind.String && value.GetString() == "")
                && !(value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0))
                throw new NotSupportedException($"\"{name}\": {value.GetRawText()} is not supported");
    }
}
