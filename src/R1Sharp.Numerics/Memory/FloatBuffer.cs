// Native memory for floats: aligned to cache lines, zero at birth, never moved by the garbage collector. Large blocks ask the
// system for large pages: reading weights from memory would otherwise wait for address translation at every 4096th byte.

using System.Runtime.InteropServices;

namespace R1Sharp.Numerics.Memory;

/// <summary>An owned block of 32-bit floats, aligned to 64 bytes and cleared, with slack for kernels that read a full vector at the end.</summary>
public sealed unsafe class FloatBuffer : IDisposable
{
    const int Alignment = 64;
    const int SlackElements = 64;
    const nuint LargePage = 2 << 20, LargeBlock = 2 * LargePage;

    // madvise(2): MADV_HUGEPAGE.
    const int UseLargePages = 14;

    float* _data;
    void* _block;

    /// <param name="length">Number of floats.</param>
    /// <exception cref="OutOfMemoryException">The system gives no such block.</exception>
    public FloatBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        nuint bytes = (nuint)((length + SlackElements) * sizeof(float));
        if (bytes < LargeBlock)
        {
            _data = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
            NativeMemory.Clear(_data, bytes);
        }
        else
            _data = (float*)TakeLarge(bytes, out _block);
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

    // Zero pages come from the system as they are first touched: what is never used costs nothing.
    static void* TakeLarge(nuint bytes, out void* block)
    {
        block = NativeMemory.AllocZeroed(bytes + LargePage);
        nuint begin = ((nuint)block + LargePage - 1) / LargePage * LargePage;
        if (OperatingSystem.IsLinux())
            _ = Advise((void*)begin, bytes / LargePage * LargePage, UseLargePages);
        return (void*)begin;
    }

    // Advice only: where it is not taken, all works as before.
    [DllImport("libc", EntryPoint = "madvise")]
    static extern int Advise(void* address, nuint length, int advice);

    void Free()
    {
        if (_data == null)
            return;
        if (_block == null)
            NativeMemory.AlignedFree(_data);
        else
            NativeMemory.Free(_block);
        _data = null;
        _block = null;
        GC.RemoveMemoryPressure((Length + SlackElements) * sizeof(float));
    }
}
