// Decompresses pages.

using System.IO.Compression;
using K4os.Compression.LZ4;
using Parquet.Meta;
using Snappier;

namespace R1Sharp.App.Data.Parquet;

/// <summary>Turns a page's stored bytes into its bytes.</summary>
sealed class ParquetCompression(CompressionCodec codec) : IDisposable
{
    readonly ZstdSharp.Decompressor? _zstd = codec == CompressionCodec.ZSTD ? new() : null;

    /// <summary>Fills a page.</summary>
    /// <param name="stored">The bytes of the file.</param>
    /// <param name="page">As long as the page is.</param>
    /// <exception cref="InvalidDataException">The bytes are not what the codec writes, or the codec is not known.</exception>
    public void Decompress(ReadOnlySpan<byte> stored, Span<byte> page)
    {
        int length = codec switch
        {
            CompressionCodec.UNCOMPRESSED => Copied(stored, page),
            CompressionCodec.SNAPPY => Snappy.Decompress(stored, page),
            CompressionCodec.ZSTD => _zstd!.Unwrap(stored, page),
            CompressionCodec.GZIP => Unzipped(stored, page),
            CompressionCodec.BROTLI => BrotliDecoder.TryDecompress(stored, page, out int written) ? written : -1,
            CompressionCodec.LZ4_RAW => LZ4Codec.Decode(stored, page),
            _ => throw new InvalidDataException($"the compression {codec} is not known here; write the file anew with snappy, zstd or gzip"),
        };
        if (length != page.Length)
            throw new InvalidDataException("a page is not as long as its header says");
    }

    /// <inheritdoc/>
    public void Dispose() => _zstd?.Dispose();

    /// <summary>The same as a stream, for pages that are too large to be held; null where the codec has none.</summary>
    public Stream? Open(Stream stored) => codec switch
    {
        CompressionCodec.UNCOMPRESSED => stored,
        CompressionCodec.SNAPPY => new SnappyStream(stored),
        CompressionCodec.ZSTD => new ZstdSharp.DecompressionStream(stored, leaveOpen: false),
        CompressionCodec.GZIP => new GZipStream(stored, CompressionMode.Decompress),
        CompressionCodec.BROTLI => new BrotliStream(stored, CompressionMode.Decompress),
        _ => null,
    };

    static int Copied(ReadOnlySpan<byte> stored, Span<byte> page)
    {
        if (stored.Length != page.Length)
            return -1;
        stored.CopyTo(page);
        return page.Length;
    }

    static int Unzipped(ReadOnlySpan<byte> stored, Span<byte> page)
    {
        using var stream = new GZipStream(new MemoryStream(stored.ToArray()), CompressionMode.Decompress);
        return stream.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
    }
}
