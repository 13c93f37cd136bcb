// Tables have every member that any row has, null where it is not this one's: a template would write it out.

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace R1Sharp.App.Data.Rows;

/// <summary>Leaves nulls out.</summary>
static class JsonNulls
{
    /// <summary>A value without the members that are null, at any depth.</summary>
    public static JsonElement Without(JsonElement value)
    {
        if (!HasNulls(value))
            return value;
        var written = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, value);
        return JsonElement.Parse(written.WrittenSpan);
    }

    static bool HasNulls(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(p => p.Value.ValueKind == JsonValueKind.Null || HasNulls(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasNulls),
        _ => false,
    };

    static void Write(Utf8JsonWriter json, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            foreach (var property in value.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
            {
                json.WritePropertyName(property.Name);
                Write(json, property.Value);
            }
            json.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (var item in value.EnumerateArray())
                Write(json, item);
            json.WriteEndArray();
        }
        else
            value.WriteTo(json);
    }
}
