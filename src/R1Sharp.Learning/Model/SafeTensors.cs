// The safetensors format (Hugging Face): eight bytes of header length, a JSON header, then the tensors' bytes.

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.Learning.Model;

/// <summary>One tensor on its way into a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Values">Gives its values, row by row, when they are written.</param>
public sealed record TensorSource(string Name, long[] Shape, Func<ReadOnlyMemory<float>> Values);

/// <summary>Reading and writing of 32-bit float tensors.</summary>
public static class SafeTensors
{
    const long LargestHeader = 100_000_000;

    /// <summary>Called for each tensor of a file with its values.</summary>
    public delegate void TensorReader(string name, long[] shape, ReadOnlySpan<float> values);

    /// <summary>Writes the tensors in order; the file appears under its name only when it is complete.</summary>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        byte[] header = Header(tensors, metadata);
        string temporary = path + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in tensors)
                stream.Write(MemoryMarshal.AsBytes(tensor.Values().Span));
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a file of F32 tensors and hands each to <paramref name="reader"/>; returns the metadata.</summary>
    /// <exception cref="UserErrorException">The file is missing, truncated or malformed.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path, TensorReader reader)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"{path} does not exist: the checkpoint is incomplete.");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        var (header, dataStart) = ReadHeader(path, stream);
        var metadata = new Dictionary<string, string>();
        foreach (var property in header.EnumerateObject())
            if (property.Name == "__metadata__")
                foreach (var entry in property.Value.EnumerateObject())
                    metadata[entry.Name] = entry.Value.GetString() ?? "";
            else
                ReadTensor(path, stream, property, dataStart, reader);
        return metadata;
    }

    static byte[] Header(IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = new JsonObject();
        if (metadata is not null)
            header["__metadata__"] = new JsonObject(metadata.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)JsonValue.Create(e.Value))));
        long offset = 0;
        foreach (var tensor in tensors)
        {
            long end = offset + tensor.Shape.Aggregate(1L, (a, b) => a * b) * sizeof(float);
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.Shape.Select(d => (JsonNode)JsonValue.Create(d))]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        // Readers expect the tensors to begin at a multiple of eight bytes; the header may end in spaces.
        int padded = (json.Length + 7) / 8 * 8;
        int written = json.Length;
        Array.Resize(ref json, padded);
        json.AsSpan(written).Fill((byte)' ');
        return json;
    }

    static (JsonElement Header, long DataStart) ReadHeader(string path, FileStream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[8];
        if (stream.ReadAtLeast(lengthBytes, 8, throwOnEndOfStream: false) < 8)
            throw new UserErrorException($"{path} has {stream.Length} bytes, too few for a safetensors file: it is truncated.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > LargestHeader || (long)length > stream.Length - 8)
            throw new UserErrorException($"{path} announces a header of {length} bytes but has {stream.Length} bytes: it is truncated or no safetensors file.");
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        try
        {
            return (JsonDocument.Parse(bytes).RootElement, 8 + (long)length);
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"{path} has a header that is not JSON: the file is damaged.", error);
        }
    }

    static void ReadTensor(string path, FileStream stream, JsonProperty property, long dataStart, TensorReader reader)
    {
        var (shape, begin, end) = Description(path, property);
        long count = shape.Aggregate(1L, (a, b) => checked(a * b));
        if (end - begin != count * sizeof(float) || begin < 0)
            throw new UserErrorException($"{path}: tensor {property.Name} has {end - begin} bytes, but its shape needs {count * sizeof(float)}.");
        if (dataStart + end > stream.Length)
            throw new UserErrorException($"{path} ends at byte {stream.Length}, but tensor {property.Name} reaches to byte {dataStart + end}: the file is truncated.");
        stream.Position = dataStart + begin;
        var values = new float[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        reader(property.Name, shape, values);
    }

    static (long[] Shape, long Begin, long End) Description(string path, JsonProperty property)
    {
        try
        {
            string dtype = property.Value.GetProperty("dtype").GetString() ?? "";
            if (dtype != "F32")
                throw new UserErrorException($"{path}: tensor {property.Name} is {dtype}; only F32 can be read.");
            var offsets = property.Value.GetProperty("data_offsets");
            return ([.. property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())], offsets[0].GetInt64(), offsets[1].GetInt64());
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw new UserErrorException($"{path}: the header's entry for tensor {property.Name} is malformed.", error);
        }
    }
}
