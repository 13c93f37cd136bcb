// A safetensors file, open for reading: the header is checked whole when it is opened, the tensors' bytes are mapped when
// they are read and unmapped at once, so that a file of gigabytes costs no memory of its own.

using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>
/// Reads tensors. Safe for several threads. What a mapping cannot protect from: whoever truncates the file while it is
/// being read ends this process.
/// </summary>
sealed class SafeTensorsFile : IDisposable
{
    const int PieceElements = 1 << 20;

    readonly MemoryMappedFile? _map;

    SafeTensorsFile(string path, SafeTensorsHeader header, long length, MemoryMappedFile? map) =>
        (Path, Header, Length, _map) = (path, header, length, map);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What it holds.</summary>
    public SafeTensorsHeader Header { get; }

    /// <summary>Its bytes.</summary>
    public long Length { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="UserErrorException">It is missing, truncated or malformed; the sentence says what, which tensor, which byte.</exception>
    public static SafeTensorsFile Open(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"{path} does not exist: the checkpoint is incomplete.");
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            var header = ReadHeader(path, stream);
            return new SafeTensorsFile(path, header, stream.Length,
                MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads elements of an F32, F16 or BF16 tensor as floats; exact.</summary>
    /// <exception cref="UserErrorException">The tensor is of another type.</exception>
    public void Read(TensorEntry tensor, long first, Span<float> to)
    {
        var type = WeightTypeOf(tensor);
        for (int done = 0; done < to.Length; done += PieceElements)
        {
            var piece = to.Slice(done, Math.Min(PieceElements, to.Length - done));
            using var window = Map(tensor, (first + done) * type.ByteCount(), piece.Length * type.ByteCount());
            Widen(type, window.Bytes, piece);
        }
    }

    /// <summary>Reads bytes of a tensor of any type.</summary>
    public void ReadBytes(TensorEntry tensor, long first, Span<byte> to)
    {
        for (int done = 0; done < to.Length; done += PieceElements)
        {
            var piece = to.Slice(done, Math.Min(PieceElements, to.Length - done));
            using var window = Map(tensor, first + done, piece.Length);
            window.Bytes.CopyTo(piece);
        }
    }

    /// <summary>All values of a tensor.</summary>
    /// <exception cref="UserErrorException">The tensor is of a type that weights do not have.</exception>
    public float[] Values(TensorEntry tensor)
    {
        _ = WeightTypeOf(tensor);
        var values = new float[tensor.Length];
        Read(tensor, 0, values);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _map?.Dispose();

    internal WeightType WeightTypeOf(TensorEntry tensor) => tensor.Type.Weight
        ?? throw new UserErrorException(
            $"{Path}: tensor {TensorText.Quote(tensor.Name)} is {tensor.Type.Name}; weights can be read from F32, F16 and BF16 only.");

    static SafeTensorsHeader ReadHeader(string path, FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[SafeTensorsHeader.PrefixBytes];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            throw new UserErrorException($"{path} has {stream.Length} bytes, too few for a safetensors file: it is truncated.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long rest = stream.Length - prefix.Length;
        if (length > (ulong)rest)
            throw new UserErrorException(
                $"{path} announces at byte 0 a header of {length} bytes but has only {rest} more: it is truncated or no safetensors file.");
        if (length > SafeTensorsHeader.MaxBytes)
            throw new UserErrorException($"{path} announces at byte 0 a header of {length} bytes; at most {SafeTensorsHeader.MaxBytes} are allowed.");
        var json = new byte[length];
        stream.ReadExactly(json);
        return SafeTensorsHeaderReader.Read(path, json, rest - (long)length);
    }

    static void Widen(WeightType type, ReadOnlySpan<byte> from, Span<float> to)
    {
        if (type == WeightType.F32)
            from.CopyTo(MemoryMarshal.AsBytes(to));
        else
            type.Widen(MemoryMarshal.Cast<byte, ushort>(from), to);
    }

    Window Map(TensorEntry tensor, long first, int length)
    {
        if (first < 0 || first + length > tensor.ByteCount)
            throw new ArgumentOutOfRangeException(nameof(first),
                $"Bytes [{first}, {first + length}) lie outside tensor {tensor.Name}, which has {tensor.ByteCount}.");
        return new Window(_map!.CreateViewAccessor(Header.DataStart + tensor.Begin + first, length, MemoryMappedFileAccess.Read), length);
    }

    /// <summary>Some mapped bytes.</summary>
    readonly ref struct Window(MemoryMappedViewAccessor view, int length)
    {
        readonly MappedBytes _mapped = new(view.SafeMemoryMappedViewHandle, view.PointerOffset, length);

        public ReadOnlySpan<byte> Bytes => _mapped.Span(0, length);

        public void Dispose()
        {
            _mapped.Dispose();
            view.Dispose();
        }
    }
}
