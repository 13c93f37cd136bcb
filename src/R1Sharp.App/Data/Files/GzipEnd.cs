// Whether a gzip file ends where its text does: the framework's decompressor takes the end of a file for the end of the text, wherever that is. The last
// four bytes of a whole file are the length of its last part, and most files have one part.

using System.Buffers.Binary;
using System.IO.Compression;

namespace R1Sharp.App.Data.Files;

/// <summary>Looks at ends.</summary>
static class GzipEnd
{
    // Rows of these three bytes that begin no part come once in 16 MB.
    const int MostStarts = 64, LengthBytes = 4, LeastBytes = 18, ChunkBytes = 1 << 16;

    static ReadOnlySpan<byte> Mark => [0x1f, 0x8b, 8];

    /// <summary>Whether a file is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">Bytes that came out of it.</param>
    public static bool IsWhole(string path, long length)
    {
        using var file = TextStreams.OpenFile(path);
        if (file.Length < LeastBytes)
            return false;
        Span<byte> end = stackalloc byte[LengthBytes];
        file.Position = file.Length - LengthBytes;
        file.ReadExactly(end);
        uint last = BinaryPrimitives.ReadUInt32LittleEndian(end);
        return last == (uint)length || Starts(file).Take(MostStarts).Any(start => LengthFrom(file, start) is { } part && last == (uint)part);
    }

    // Places where the last part may begin, the last first.
    static IEnumerable<long> Starts(FileStream file)
    {
        byte[] chunk = new byte[ChunkBytes + 2];
        for (long from = (file.Length - 1) / ChunkBytes * ChunkBytes; from >= 0; from -= ChunkBytes)
        {
            file.Position = from;
            int count = file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            for (int at = count; at > 0 && (at = chunk.AsSpan(0, at).LastIndexOf(Mark)) >= 0;)
                if (at < ChunkBytes && from + at > 0)
                    yield return from + at;
        }
    }

    static long? LengthFrom(FileStream file, long start)
    {
        file.Position = start;
        using var text = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        byte[] chunk = new byte[ChunkBytes];
        try
        {
            long length = 0;
            while (text.Read(chunk) is > 0 and var count)
                length += count;
            return length;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
