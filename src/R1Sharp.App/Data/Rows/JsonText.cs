// The bytes of a line → an object. Whatever holds lines of JSON is read here, so that no file is read more leniently than another.

using System.Text.Json;
using System.Text;

namespace R1Sharp.App.Data.Rows;

/// <summary>What is wrong with a line.</summary>
/// <param name="Byte">Where in the line, 1-based; null where the line as a whole is meant.</param>
/// <param name="Sentence">What is wrong; without a full stop.</param>
sealed record JsonFault(int? Byte, string Sentence);

/// <summary>Reads objects.</summary>
static class JsonText
{
    // A column that stands twice would hide one of its values.
    static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>The object that a line is; halves of surrogate pairs, which no text can hold, become U+FFFD.</summary>
    /// <param name="line">The line; it is changed.</param>
    /// <param name="fault">What is wrong where the result is null.</param>
    public static JsonElement? Object(byte[] line, out JsonFault? fault)
    {
        fault = null;
        int wrong = Utf8Text.FirstWrongByte(line);
        if (wrong >= 0)
        {
            fault = new(wrong + 1, $"this line is not UTF-8: {Utf8Text.Sentence(line, wrong).TrimEnd('.')}");
            return null;
        }
        int escaped = JsonSurrogates.FirstEscapedByte(line);
        if (escaped >= 0)
        {
            fault = new(escaped + 1, $"this line is not UTF-8: {Encoding.ASCII.GetString(line, escaped, 6)} stands for a byte that was not; write the file "
                + $"anew from text in UTF-8");
            return null;
        }
        try
        {
            var value = JsonElement.Parse(JsonSurrogates.Mend(line), s_strict);
            if (value.ValueKind == JsonValueKind.Object)
                return value;
            fault = new(null, "this line is JSON but not an object");
        }
        catch (JsonException e)
        {
            fault = Fault(line, e);
        }
        return null;
    }

    /// <summary>The object or list that a text holds as JSON; null where it holds none.</summary>
    public static JsonElement? HeldIn(JsonElement text)
    {
        string held = text.GetString()!;
        if (held.AsSpan().TrimStart() is not ['{' or '[', ..])
            return null;
        try
        {
            return JsonElement.Parse(held);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static JsonFault Fault(byte[] line, JsonException e)
    {
        if (e.Message.StartsWith("Duplicate", StringComparison.OrdinalIgnoreCase))
            return new(null, $"a name stands twice in one object of this line ({e.Message.Split(" Path:")[0].TrimEnd('.')})");
        int at = (int)Math.Min(e.BytePositionInLine ?? 0, line.Length);
        return new(at + 1, NotFinite(line, at) is { } name ? $"this line is not JSON: {name} is no number in JSON, write null or take the line out"
            : "this line is not JSON");
    }

    // Python writes NaN, Infinity and -Infinity, which JSON does not know.
    static string? NotFinite(byte[] line, int at)
    {
        int from = at > 0 && line[at - 1] == '-' ? at - 1 : at;
        string rest = Encoding.ASCII.GetString(line.AsSpan(from, Math.Min(9, line.Length - from)));
        return ((string[])["-Infinity", "Infinity", "-NaN", "NaN", "nan", "-inf", "inf"])
            .FirstOrDefault(name => rest.StartsWith(name, StringComparison.Ordinal));
    }
}
