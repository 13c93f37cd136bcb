// Native memory for brain floats: half the bytes of a FloatBuffer, for weights that are read more often than changed.

using System.Runtime.InteropServices;

namespace R1Sharp.Numerics.Memory;

/// <summary>An owned block of bfloat16 values as bits, aligned to 64 bytes and cleared, with slack for kernels that read a full vector at the end.</summary>
public sealed unsafe class Bfloat16Buffer : IDisposable
{
    const int Alignment = 64;
    const int SlackElements = 64;

    ushort* _data;

    /// <param name="length">Number of values.</param>
    /// <exception cref="OutOfMemoryException">The system gives no such block.</exception>
    public Bfloat16Buffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        nuint bytes = (nuint)((length + SlackElements) * sizeof(ushort));
        _data = (ushort*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_data, bytes);
        Length = length;
        GC.AddMemoryPressure((long)bytes);
    }

    ~Bfloat16Buffer() => Free();

    /// <summary>Number of values.</summary>
    public long Length { get; }

    internal ushort* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data == null, this);
            return _data;
        }
    }

    /// <summary>A part of the block as a span of bits.</summary>
    public Span<ushort> Span(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset + length > Length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"[{offset}, {offset + length}) lies outside [0, {Length}).");
        return new Span<ushort>(Data + offset, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    void Free()
    {
        if (_data == null)
            return;
        NativeMemory.AlignedFree(_data);
        _data = null;
        GC.RemoveMemoryPressure((Length + SlackElements) * sizeof(ushort));
    }
}
