// Native memory for floats: aligned to cache lines, zero at birth, never moved by the garbage collector.

using System.Runtime.InteropServices;

namespace R1Sharp.Numerics.Memory;

/// <summary>An owned block of 32-bit floats, aligned to 64 bytes and cleared, with slack for kernels that read a full vector at the end.</summary>
public sealed unsafe class FloatBuffer : IDisposable
{
    const int Alignment = 64;
    const int SlackElements = 64;

    float* _data;

    /// <param name="length">Number of floats.</param>
    /// <exception cref="OutOfMemoryException">The system gives no such block.</exception>
    public FloatBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        nuint bytes = (nuint)((length + SlackElements) * sizeof(float));
        _data = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_data, bytes);
        Length = length;
        GC.AddMemoryPressure((long)bytes);
    }

    ~FloatBuffer() => Free();

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    internal float* Data
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data == null, this);
            return _data;
        }
    }

    /// <summary>A part of the block as a span.</summary>
    public Span<float> Span(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset + length > Length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"[{offset}, {offset + length}) lies outside [0, {Length}).");
        return new Span<float>(Data + offset, length);
    }

    /// <summary>A part of the block as a matrix of rows laid one after another.</summary>
    public Matrix Matrix(long offset, int rows, int columns)
    {
        if (offset < 0 || rows < 0 || columns < 0 || offset + (long)rows * columns > Length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{rows} x {columns} at {offset} does not fit into {Length} floats.");
        return new Matrix(Data + offset, rows, columns, columns);
    }

    /// <summary>Sets every float to zero.</summary>
    public void Clear() => NativeMemory.Clear(Data, (nuint)(Length * sizeof(float)));

    /// <summary>Copies the whole block into another of the same length.</summary>
    public void CopyTo(FloatBuffer to)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, Length, nameof(to));
        Buffer.MemoryCopy(Data, to.Data, to.Length * sizeof(float), Length * sizeof(float));
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
        GC.RemoveMemoryPressure((Length + SlackElements) * sizeof(float));
    }
}
