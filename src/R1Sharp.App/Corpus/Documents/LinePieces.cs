// A piece of a large file of JSON Lines: the lines that begin in it, wherever they end.

using R1Sharp.App.Data;
using R1Sharp.App.Data.Files;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Parquet;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>Reads pieces.</summary>
static class LinePieces
{
    /// <summary>The rows that begin from one byte up to another.</summary>
    public static IEnumerable<JsonLine> Rows(string path, long from, long to)
    {
        using var file = TextStreams.OpenFile(path);
        file.Position = Math.Max(0, from - 1);
        long at = from == 0 ? 0 : SkipLine(file);
        foreach (var (number, text) in RawLines.Of(new Piece(file, at, to)))
            yield return new JsonLine(path, number, JsonText.Object(text, out var fault)
                ?? throw JsonLinesFile.Broken($"{path} from byte {from}", number, fault!));
    }

    // A byte early: a line that begins exactly here is this piece's.
    static long SkipLine(FileStream file)
    {
        int read;
        while ((read = file.ReadByte()) >= 0 && read != '\n')
        {
        }
        return file.Position;
    }

    // Ends with the line in which the last byte lies.
    sealed class Piece(FileStream file, long at, long to) : ReadStream
    {
        bool _isOver;

        public override int Read(Span<byte> buffer)
        {
            if (_isOver || (at >= to && !IsWithinLine()))
                return 0;
            int count = file.Read(at < to ? buffer[..(int)Math.Min(buffer.Length, to - at)] : buffer);
            if (count == 0)
                return 0;
            if (at >= to && buffer[..count].IndexOf((byte)'\n') is >= 0 and var end)
                (count, _isOver) = (end + 1, true);
            at += count;
            _endsLine = buffer[count - 1] == '\n';
            return count;
        }

        bool _endsLine = true;

        bool IsWithinLine() => !_endsLine;
    }
}
