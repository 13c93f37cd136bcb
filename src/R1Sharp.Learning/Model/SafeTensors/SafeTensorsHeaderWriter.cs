// A header's JSON, byte for byte as the safetensors library writes it: no white space, metadata first, spaces at the end up
// to a multiple of eight.

using System.Globalization;
using System.Text;

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>Makes headers.</summary>
static class SafeTensorsHeaderWriter
{
    const int Alignment = 8;

    /// <summary>The header for tensors that follow one another in this order.</summary>
    /// <exception cref="UserErrorException">The header would be longer than readers accept.</exception>
    public static SafeTensorsHeader Make(IReadOnlyList<TensorSource> sources, IReadOnlyList<KeyValuePair<string, string>>? metadata)
    {
        var tensors = new List<TensorEntry>(sources.Count);
        long end = 0;
        foreach (var source in sources)
        {
            long bytes = source.Type.ByteCount(source.Shape) ?? throw new ArgumentException($"Tensor {source.Name} has a size that is no number of bytes.");
            tensors.Add(new TensorEntry(source.Name, source.Type, source.Shape, end, end + bytes));
            end += bytes;
        }
        byte[] json = Json(tensors, metadata);
        return json.Length <= SafeTensorsHeader.MaxBytes ? new SafeTensorsHeader(json, tensors, metadata)
            : throw new UserErrorException(
                $"The names of {tensors.Count} tensors make a header of {json.Length} bytes; at most {SafeTensorsHeader.MaxBytes} can be read again.");
    }

    static byte[] Json(List<TensorEntry> tensors, IReadOnlyList<KeyValuePair<string, string>>? metadata)
    {
        var members = tensors.Select(Member);
        if (metadata is not null)
            members = members.Prepend(
                $"{Escape(SafeTensorsHeader.MetadataKey)}:{{{string.Join(',', metadata.Select(m => $"{Escape(m.Key)}:{Escape(m.Value)}"))}}}");
        byte[] json = Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
        int written = json.Length;
        Array.Resize(ref json, (written + Alignment - 1) / Alignment * Alignment);
        json.AsSpan(written).Fill((byte)' ');
        return json;
    }

    static string Member(TensorEntry tensor) => string.Create(CultureInfo.InvariantCulture,
        $"{Escape(tensor.Name)}:{{\"dtype\":\"{tensor.Type.Name}\","
            + $"\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{tensor.Begin},{tensor.End}]}}");

    /// <summary>A JSON string that escapes what must be escaped and nothing else.</summary>
    static string Escape(string text)
    {
        var escaped = new StringBuilder("\"", text.Length + 2);
        foreach (char c in text)
            _ = c switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\f' => escaped.Append("\\f"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => escaped.Append(c),
            };
        return escaped.Append('"').ToString();
    }
}
