// Writes one safetensors file: aside first, then under its name; piece by piece, so that memory does not grow with tensors.

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>Writes files.</summary>
static class SafeTensorsWriter
{
    const int PieceBytes = 1 << 22;

    /// <summary>Writes the tensors in order; the file appears under its name only when it is complete.</summary>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors, IReadOnlyList<KeyValuePair<string, string>>? metadata = null)
    {
        WriteAside(path, SafeTensorsHeaderWriter.Make(tensors, metadata), tensors);
        File.Move(Aside(path), path, overwrite: true);
    }

    /// <summary>Writes under a header that another file had, byte for byte: same order, same spacing, same metadata.</summary>
    /// <exception cref="ArgumentException">The header's tensors are not these, or not of these types and shapes.</exception>
    public static void WriteLike(string path, SafeTensorsHeader header, IEnumerable<TensorSource> tensors)
    {
        var byName = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        if (byName.Count != header.Tensors.Count
            || !header.Tensors.All(e => byName.TryGetValue(e.Name, out var t) && t.Type == e.Type && t.Shape.SequenceEqual(e.Shape)))
            throw new ArgumentException("The tensors are not those that the header names.", nameof(tensors));
        WriteAside(path, header, [.. header.Tensors.OrderBy(t => t.Begin).ThenBy(t => t.End).Select(t => byName[t.Name])]);
        File.Move(Aside(path), path, overwrite: true);
    }

    /// <summary>The name under which a file is written first.</summary>
    internal static string Aside(string path) => path + ".tmp";

    /// <summary>Writes the file aside; the caller renames it.</summary>
    internal static void WriteAside(string path, SafeTensorsHeader header, IReadOnlyList<TensorSource> inOrder)
    {
        try
        {
            using var stream = new FileStream(Aside(path), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            Span<byte> length = stackalloc byte[SafeTensorsHeader.PrefixBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Json.Length);
            stream.Write(length);
            stream.Write(header.Json);
            var pieces = new Pieces(inOrder);
            foreach (var tensor in inOrder)
                pieces.Write(tensor, stream);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            File.Delete(Aside(path));
            throw;
        }
    }

    /// <summary>The room for one piece of values and of bytes.</summary>
    sealed class Pieces
    {
        readonly byte[] _bytes;
        readonly float[] _values;

        public Pieces(IReadOnlyList<TensorSource> tensors)
        {
            long largest = tensors.Select(t => t.Type.ByteCount(t.Shape)!.Value).DefaultIfEmpty(0).Max();
            _bytes = new byte[Math.Min(PieceBytes, largest)];
            _values = tensors.Any(t => t.Values is not null) ? new float[_bytes.Length / sizeof(ushort)] : [];
        }

        public void Write(TensorSource tensor, FileStream stream)
        {
            long bytes = tensor.Type.ByteCount(tensor.Shape)!.Value;
            for (long done = 0; done < bytes; done += _bytes.Length)
            {
                var piece = _bytes.AsMemory(0, (int)Math.Min(_bytes.Length, bytes - done));
                Fill(tensor, done, piece);
                stream.Write(piece.Span);
            }
        }

        void Fill(TensorSource tensor, long first, Memory<byte> piece)
        {
            if (tensor.Bytes is { } bytes)
            {
                bytes(first, piece);
                return;
            }
            var type = tensor.Type.Weight!.Value;
            var values = _values.AsMemory(0, piece.Length / type.ByteCount());
            tensor.Values!(first / type.ByteCount(), values);
            if (type == WeightType.F32)
                MemoryMarshal.AsBytes(values.Span).CopyTo(piece.Span);
            else
                type.Round(values.Span, MemoryMarshal.Cast<byte, ushort>(piece.Span));
        }
    }
}
