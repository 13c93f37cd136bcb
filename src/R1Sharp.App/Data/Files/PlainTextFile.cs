// A text file as rows: every line that is not empty is a row with the column "text".

using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>One text a line.</summary>
/// <param name="path">The file.</param>
sealed class PlainTextFile(string path) : RowFile(path)
{
    /// <inheritdoc/>
    public override IEnumerable<JsonLine> Rows(long skip)
    {
        using var stream = TextStreams.Open(Path);
        var row = new RowWriter();
        foreach (var (number, text) in RawLines.Of(stream))
            if (skip > 0)
                skip--;
            else
                yield return Row(row, number, text);
    }

    JsonLine Row(RowWriter row, int number, byte[] text)
    {
        int wrong = Utf8Text.FirstWrongByte(text);
        if (wrong >= 0)
            throw new UserErrorException($"{Path}:{number}:{wrong + 1}: {Utf8Text.Sentence(text, wrong)}");
        row.Clear();
        row.BeginObject();
        row.Name("text");
        row.Text(text.AsSpan().TrimEnd((byte)'\r'));
        row.EndObject();
        return row.Line(Path, number);
    }
}
