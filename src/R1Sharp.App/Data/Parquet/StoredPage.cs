// The bytes of one page in the file, as a stream.


namespace R1Sharp.App.Data.Parquet;

/// <summary>Reads a range of a file.</summary>
/// <param name="file">The file.</param>
/// <param name="position">The first byte.</param>
/// <param name="length">How many.</param>
sealed class StoredPage(ParquetBytes file, long position, long length) : ReadStream
{
    const int BufferBytes = 1 << 16;

    readonly byte[] _buffer = new byte[(int)Math.Min(BufferBytes, Math.Max(1, length))];
    long _position = position, _left = length;
    int _start, _count;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_start == _count && !Fill())
            return 0;
        int count = Math.Min(buffer.Length, _count - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <inheritdoc/>
    public override int ReadByte() => _start < _count || Fill() ? _buffer[_start++] : -1;

    bool Fill()
    {
        (_start, _count) = (0, (int)Math.Min(_buffer.Length, _left));
        file.Read(_position, _buffer.AsSpan(0, _count));
        _position += _count;
        _left -= _count;
        return _count > 0;
    }
}
