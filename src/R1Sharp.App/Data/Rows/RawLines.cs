// A stream's lines as bytes, so that text that is not UTF-8 is an error of its line and not a replacement character.

using System.Buffers;

namespace R1Sharp.App.Data.Rows;

/// <summary>Cuts streams into lines.</summary>
static class RawLines
{
    const int ChunkBytes = 1 << 16;

    /// <summary>The lines that are not empty, each with its number from 1; a byte order mark is no part of the first.</summary>
    public static IEnumerable<(int Number, byte[] Text)> Of(Stream input)
    {
        int number = 0;
        foreach (var (line, _) in All(input))
        {
            byte[] text = ++number == 1 ? Utf8Text.WithoutMark(line).ToArray() : line;
            if (!text.AsSpan().Trim(" \t\r"u8).IsEmpty)
                yield return (number, text);
        }
    }

    /// <summary>All lines; the last may lack its end, as one does that was half written.</summary>
    public static IEnumerable<(byte[] Text, bool HasEnd)> All(Stream input)
    {
        var line = new ArrayBufferWriter<byte>();
        byte[] chunk = new byte[ChunkBytes];
        while (input.Read(chunk) is > 0 and var count)
        {
            int start = 0;
            for (; Array.IndexOf(chunk, (byte)'\n', start, count - start) is >= 0 and var end; start = end + 1)
            {
                if (line.WrittenCount == 0)
                {
                    yield return (chunk[start..end], true);
                    continue;
                }
                line.Write(chunk.AsSpan(start..end));
                yield return (line.WrittenSpan.ToArray(), true);
                line.Clear();
            }
            line.Write(chunk.AsSpan(start..count));
        }
        if (line.WrittenCount > 0)
            yield return (line.WrittenSpan.ToArray(), false);
    }
}
