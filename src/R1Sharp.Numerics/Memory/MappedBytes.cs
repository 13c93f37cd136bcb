// Bytes that someone else owns (a mapped file, say) as spans: the one place where such a pointer is held.

using System.Runtime.InteropServices;

namespace R1Sharp.Numerics.Memory;

/// <summary>A part of a <see cref="SafeBuffer"/>, which cannot go away before this is disposed. Spans from it must not outlive it.</summary>
sealed unsafe class MappedBytes : IDisposable
{
    readonly SafeBuffer _owner;
    byte* _data;

    /// <param name="owner">The memory.</param>
    /// <param name="offset">First byte of the part.</param>
    /// <param name="length">Number of bytes of the part.</param>
    public MappedBytes(SafeBuffer owner, long offset, long length)
    {
        if (offset < 0 || length < 0 || (ulong)offset + (ulong)length > owner.ByteLength)
            throw new ArgumentOutOfRangeException(nameof(offset), $"[{offset}, {offset + length}) lies outside [0, {owner.ByteLength}).");
        _owner = owner;
        owner.AcquirePointer(ref _data);
        _data += offset;
        Length = length;
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>Some of the bytes.</summary>
    public ReadOnlySpan<byte> Span(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_data == null, this);
        if (offset < 0 || length < 0 || offset + length > Length)
            throw new ArgumentOutOfRangeException(nameof(offset), $"[{offset}, {offset + length}) lies outside [0, {Length}).");
        return new ReadOnlySpan<byte>(_data + offset, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_data == null)
            return;
        _data = null;
        _owner.ReleasePointer();
    }
}
