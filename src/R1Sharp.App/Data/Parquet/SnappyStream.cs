// Snappy decompressed as it is read: a page may have a hundred megabytes, and Snappier holds all of it, twice.
// https://github.com/google/snappy/blob/main/format_description.txt


namespace R1Sharp.App.Data.Parquet;

/// <summary>Reads a block of Snappy.</summary>
/// <param name="input">The compressed bytes.</param>
sealed class SnappyStream(Stream input) : ReadStream
{
    // Compressors work on fragments of 64 KiB, and copy from within one.
    const int Window = 1 << 16, Capacity = 1 << 18, LongestCopy = 64;

    readonly byte[] _bytes = new byte[Capacity + LongestCopy];
    int _read, _written;
    long _literalLeft;
    bool _hasBegun;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_read == _written && !Fill())
            return 0;
        int count = Math.Min(buffer.Length, _written - _read);
        _bytes.AsSpan(_read, count).CopyTo(buffer);
        _read += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }

    bool Fill()
    {
        if (!_hasBegun)
            SkipLength();
        KeepWindow();
        int before = _written;
        while (_written < Capacity)
            if (_literalLeft > 0)
                Literal();
            else if (input.ReadByte() is >= 0 and var tag)
                Element(tag);
            else
                break;
        return _written > before;
    }

    // The length of the whole, of which the page's header has told already.
    void SkipLength()
    {
        _hasBegun = true;
        while (Byte() >= 128)
        {
        }
    }

    void KeepWindow()
    {
        int from = Math.Max(0, _written - Window);
        _bytes.AsSpan(from.._written).CopyTo(_bytes);
        _written -= from;
        _read = _written;
    }

    void Element(int tag)
    {
        int upper = tag >> 2;
        switch (tag & 3)
        {
            case 0:
                _literalLeft = 1 + (upper < 60 ? upper : Number(upper - 59));
                break;
            case 1:
                Copy(4 + (upper & 7), upper >> 3 << 8 | Byte());
                break;
            case 2:
                Copy(1 + upper, Number(2));
                break;
            default:
                Copy(1 + upper, Number(4));
                break;
        }
    }

    void Literal()
    {
        int count = input.Read(_bytes.AsSpan(_written, (int)Math.Min(_literalLeft, Capacity - _written)));
        if (count == 0)
            throw Broken();
        _written += count;
        _literalLeft -= count;
    }

    // What is copied may overlap what it becomes.
    void Copy(int length, long offset)
    {
        if (offset == 0 || offset > _written)
            throw Broken();
        int from = _written - (int)offset;
        for (int i = 0; i < length; i++)
            _bytes[_written + i] = _bytes[from + i];
        _written += length;
    }

    long Number(int bytes)
    {
        long number = 0;
        for (int i = 0; i < bytes; i++)
            number |= (long)Byte() << (8 * i);
        return number;
    }

    int Byte() => input.ReadByte() is >= 0 and var value ? value : throw Broken();

    static InvalidDataException Broken() => new("its compressed bytes are no Snappy");
}
