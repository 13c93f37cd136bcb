// Writes a GGUF file of version 3: head first, then one tensor after the other, so that only one is in memory.

using System.Text;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>One tensor on its way into a GGUF file.</summary>
/// <param name="Name">Its name in GGUF.</param>
/// <param name="Type">How to store it.</param>
/// <param name="Shape">Its dimensions, the length of a row last.</param>
/// <param name="Read">Gives its numbers from one on.</param>
/// <param name="SourceRow">Which row of what is read is written as row r; null keeps the order. A vector's rows have one number each.</param>
sealed record GgufTensorSource(string Name, GgufTensorType Type, long[] Shape, GgufNumbers Read, Func<int, int>? SourceRow = null)
{
    /// <summary>Number of numbers.</summary>
    public long Count => Shape.Aggregate(1L, (product, length) => checked(product * length));
}

/// <summary>Gives numbers of a tensor from one on.</summary>
delegate void GgufNumbers(long first, Span<float> to);

/// <summary>Writes GGUF files.</summary>
static class GgufWriter
{
    /// <summary>Where tensors begin: at multiples of this many bytes.</summary>
    public const int Alignment = 32;

    const int NumbersAtOnce = 1 << 18;

    /// <summary>Writes a file; it appears under its name only when it is complete.</summary>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void Write(string path, GgufMetadata metadata, IReadOnlyList<GgufTensorSource> tensors)
    {
        string aside = path + ".tmp";
        try
        {
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                WriteHead(stream, metadata, tensors);
                foreach (var tensor in tensors)
                {
                    WriteTensor(stream, tensor);
                    Pad(stream);
                }
                stream.Flush(flushToDisk: true);
            }
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be written: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(aside)) File.Delete(aside);
        }
    }

    static void WriteHead(FileStream stream, GgufMetadata metadata, IReadOnlyList<GgufTensorSource> tensors)
    {
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write("GGUF"u8);
            writer.Write(3u);
            writer.Write((ulong)tensors.Count);
            writer.Write((ulong)metadata.Entries.Count);
            foreach (var (key, value) in metadata.Entries)
            {
                WriteText(writer, key);
                WriteValue(writer, value);
            }
            long offset = 0;
            foreach (var tensor in tensors)
            {
                WriteDescription(writer, tensor, offset);
                offset += Aligned(tensor.Type.ByteCount(tensor.Count));
            }
        }
        Pad(stream);
    }

    static void WriteDescription(BinaryWriter writer, GgufTensorSource tensor, long offset)
    {
        WriteText(writer, tensor.Name);
        writer.Write((uint)tensor.Shape.Length);
        // GGUF counts dimensions from the innermost.
        foreach (long length in tensor.Shape.Reverse()) writer.Write((ulong)length);
        writer.Write((uint)tensor.Type);
        writer.Write((ulong)offset);
    }

    static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case uint number: writer.Write((uint)GgufValueType.UInt32); writer.Write(number); break;
            case float number: writer.Write((uint)GgufValueType.Float32); writer.Write(number); break;
            case bool flag: writer.Write((uint)GgufValueType.Bool); writer.Write(flag); break;
            case string text: writer.Write((uint)GgufValueType.Text); WriteText(writer, text); break;
            case string[] texts: WriteArray(writer, GgufValueType.Text, texts, WriteText); break;
            case int[] numbers: WriteArray(writer, GgufValueType.Int32, numbers, static (w, number) => w.Write(number)); break;
            case float[] numbers: WriteArray(writer, GgufValueType.Float32, numbers, static (w, number) => w.Write(number)); break;
            default: throw new ArgumentException($"metadata of type {value.GetType().Name} is not written", nameof(value));
        }
    }

    static void WriteArray<T>(BinaryWriter writer, GgufValueType type, T[] values, Action<BinaryWriter, T> write)
    {
        writer.Write((uint)GgufValueType.Array);
        writer.Write((uint)type);
        writer.Write((ulong)values.Length);
        foreach (var value in values) write(writer, value);
    }

    static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    static void WriteTensor(FileStream stream, GgufTensorSource tensor)
    {
        long count = tensor.Count;
        float[] numbers = new float[(int)Math.Min(count, NumbersAtOnce)];
        byte[] bytes = new byte[tensor.Type.ByteCount(numbers.Length)];
        for (long first = 0; first < count; first += numbers.Length)
        {
            var part = numbers.AsSpan(0, (int)Math.Min(numbers.Length, count - first));
            if (tensor.SourceRow is null) tensor.Read(first, part);
            else ReadReordered(tensor, tensor.SourceRow, first, part);
            var encoded = bytes.AsSpan(0, (int)tensor.Type.ByteCount(part.Length));
            GgufTensorCodec.Encode(tensor.Type, part, encoded);
            stream.Write(encoded);
        }
    }

    static void ReadReordered(GgufTensorSource tensor, Func<int, int> sourceRow, long first, Span<float> to)
    {
        // A vector in another order is a matrix of one column.
        long columns = tensor.Shape.Length > 1 ? tensor.Shape[^1] : 1;
        GgufRotaryOrder.ForEachRow(first, to, columns, (row, column, part) => tensor.Read(sourceRow(row) * columns + column, part));
    }

    static void Pad(FileStream stream)
    {
        Span<byte> zeros = stackalloc byte[Alignment];
        zeros.Clear();
        stream.Write(zeros[..(int)(Aligned(stream.Position) - stream.Position)]);
    }

    static long Aligned(long position) => (position + Alignment - 1) / Alignment * Alignment;
}
