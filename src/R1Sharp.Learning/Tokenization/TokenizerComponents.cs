// The small components of a tokenizer.json: which of them this program understands.

using System.Text.Json;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Checks of components. What is accepted without being carried out changes nothing here: trim_offsets concerns
/// offsets, which are not kept.
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

    /// <exception cref="NotSupportedException">One of the properties has a value other than null or "".</exception>
    public static void RequireNull(JsonElement parent, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            if (Optional(parent, name) is { } value && !(value.ValueKind == JsonValueKind.String && value.GetString() == ""))
                throw new NotSupportedException($"\"{name}\": {value.GetRawText()} is not supported");
    }

    /// <summary>Whether the normalizer is NFC; none and an empty sequence are nothing.</summary>
    public static bool NormalizesToFormC(JsonElement? normalizer)
    {
        if (normalizer is not { } component) return false;
        return TypeOf(component) switch
        {
            "NFC" => true,
            // All parts are looked at: one that is not supported may stand behind NFC.
            "Sequence" => component.GetProperty("normalizers").EnumerateArray().Count(part => NormalizesToFormC(part)) > 0,
            var type => throw new NotSupportedException($"the normalizer \"{type}\" is not supported"),
        };
    }

    /// <exception cref="NotSupportedException">The decoder is not that of byte-level BPE.</exception>
    public static void CheckDecoder(JsonElement? decoder)
    {
        string type = decoder is { } component ? TypeOf(component) : "none";
        if (type == "Sequence" && decoder!.Value.GetProperty("decoders") is var parts && parts.GetArrayLength() == 1) CheckDecoder(parts[0]);
        else if (type != "ByteLevel") throw new NotSupportedException($"the decoder \"{type}\" is not supported");
    }
}
