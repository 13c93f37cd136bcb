// Tables in text: CSV (also with semicolons) and TSV, with a line of names first. Quoted cells may hold separators, quotation marks and line ends.
// Every cell is a text; an empty one is no value.

using System.Text;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;
using nietras.SeparatedValues;

namespace R1Sharp.App.Data.Files;

/// <summary>A table.</summary>
/// <param name="path">The file.</param>
/// <param name="tabs">Whether tabs separate its cells.</param>
sealed class SeparatedFile(string path, bool tabs) : RowFile(path)
{
    static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override IEnumerable<JsonLine> Rows(long skip)
    {
        char separator = tabs ? '\t' : Separator();
        using var text = new StreamReader(TextStreams.Open(Path), s_strict);
        using var table = Guarded(1, () => Sep.New(separator).Reader(o => o with { Unescape = true }).From(text));
        var row = new RowWriter();
        for (int number = 1; Guarded(number, table.MoveNext); number++)
            if (number > skip)
                yield return Guarded(number, () => Row(table, row, number));
    }

    static JsonLine Row(SepReader table, RowWriter row, string path, int number)
    {
        row.Clear();
        row.BeginObject();
        var cells = table.Current;
        // An open one goes on to the end of the file, whatever rows there are.
        if (cells.Span.Count('"') % 2 != 0)
            throw new InvalidDataException("a quotation mark (\") in it is never closed, so that all behind it would be one cell");
        for (int i = 0; i < cells.ColCount; i++)
        {
            row.Name(table.Header.ColNames[i]);
            if (cells[i].Span is { IsEmpty: false } cell)
                row.Text(Encoding.UTF8.GetBytes(cell.ToString()));
            else
                row.Null();
        }
        row.EndObject();
        return row.Line(path, number);
    }

    JsonLine Row(SepReader table, RowWriter row, int number) => Row(table, row, Path, number);

    // Of a header without commas, what separates it.
    char Separator()
    {
        using var stream = TextStreams.Open(Path);
        byte[] head = RawLines.Of(stream).Select(line => line.Text).FirstOrDefault() ?? [];
        return head.Contains((byte)',') ? ',' : head.Contains((byte)';') ? ';' : head.Contains((byte)'\t') ? '\t' : ',';
    }

    T Guarded<T>(int number, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is DecoderFallbackException)
        {
            throw new UserErrorException($"{Path}: a byte near row {number} is not UTF-8; save the file as UTF-8, e.g. with 'iconv -f LATIN1 -t UTF-8'.", e);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or NotSupportedException)
        {
            throw new UserErrorException($"{Path}: row {number} of the table cannot be read: {e.Message.Split('\n')[0].TrimEnd('.', '\r')}.", e);
        }
    }
}
