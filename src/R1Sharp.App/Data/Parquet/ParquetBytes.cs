// The bytes of a Parquet file, read at places.

using Microsoft.Win32.SafeHandles;

namespace R1Sharp.App.Data.Parquet;

/// <summary>An open file.</summary>
/// <param name="path">The file.</param>
sealed class ParquetBytes(string path) : IDisposable
{
    readonly SafeFileHandle _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Fills a span from a place.</summary>
    /// <exception cref="InvalidDataException">The file ends before.</exception>
    public void Read(long position, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = RandomAccess.Read(_handle, bytes, position);
            if (count == 0)
                throw new InvalidDataException("the file ends within a column");
            bytes = bytes[count..];
            position += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
