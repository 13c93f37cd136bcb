// Opens files of text, gzip and zstd decompressed on the way. They are known by their first bytes, whatever the file is called.

using System.IO.Compression;
using R1Sharp.App.Data.Parquet;
using R1Sharp.Learning;
using ZstdSharp;

namespace R1Sharp.App.Data.Files;

/// <summary>Opens files.</summary>
static class TextStreams
{
    const int BufferBytes = 1 << 17;

    /// <summary>The text's bytes.</summary>
    /// <exception cref="UserErrorException">The file is not there or cannot be read.</exception>
    public static Stream Open(string path)
    {
        var file = OpenFile(path);
        if (!file.CanSeek)
            return file;
        Span<byte> mark = stackalloc byte[4];
        mark = mark[..file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        return mark.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])
            ? new DecompressedStream(path, new GZipStream(file, CompressionMode.Decompress), GzipEnd.IsWhole)
            : mark.SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? new DecompressedStream(path, new DecompressionStream(file, leaveOpen: false))
            : file;
    }

    /// <summary>The file's bytes as they are.</summary>
    /// <exception cref="UserErrorException">The file is not there or cannot be read.</exception>
    public static FileStream OpenFile(string file)
    {
        if (Directory.Exists(file))
            throw new UserErrorException($"{file}: this is a folder, not a file of rows.");
        if (!File.Exists(file))
            throw new UserErrorException($"{file}: there is no such file{NearestPath.Hint(file)}; paths are relative to the present folder.");
        try
        {
            // A run may still be writing it.
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file}: cannot be read: {e.Message}", e);
        }
    }

    // What a decompressor throws names no file, and one that is cut off may end without a word.
    sealed class DecompressedStream(string path, Stream inner, Func<string, long, bool>? isWhole = null) : ReadStream
    {
        long _length;

        public override int Read(Span<byte> buffer)
        {
            try
            {
                int count = inner.Read(buffer);
                _length += count;
                return count > 0 || buffer.IsEmpty || isWhole?.Invoke(path, _length) != false ? count
                    : throw new EndOfStreamException("it ends before its text does");
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
            {
                throw new UserErrorException($"{path}: the compressed file is cut off or broken ({e.Message.TrimEnd('.')}); copy it again.", e);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
