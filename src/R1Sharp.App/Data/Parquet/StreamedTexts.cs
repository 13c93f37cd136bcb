// The texts of a large page, decompressed as they are read.

using System.Buffers.Binary;

namespace R1Sharp.App.Data.Parquet;

/// <summary>Texts in the PLAIN encoding: each behind its length.</summary>
/// <param name="page">The page's bytes from the first text on.</param>
sealed class StreamedTexts(Stream page) : ParquetValues
{
    const int LongestText = 1 << 30, FirstBytes = 1 << 16;

    readonly byte[] _length = new byte[sizeof(int)];
    byte[] _text = new byte[FirstBytes];

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Next()
    {
        Fill(_length);
        int length = BinaryPrimitives.ReadInt32LittleEndian(_length);
        if (length is < 0 or > LongestText)
            throw Ends();
        if (_text.Length < length)
            _text = new byte[Math.Max(length, 2 * _text.Length)];
        Fill(_text.AsSpan(0, length));
        return _text.AsSpan(0, length);
    }

    void Fill(Span<byte> bytes)
    {
        if (page.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Ends();
    }
}
