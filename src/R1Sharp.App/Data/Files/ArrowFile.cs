// Apache Arrow's IPC form, as a stream (what Hugging Face's cache holds) or as a file: one batch of records at a time is in memory.

using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>An Arrow file.</summary>
/// <param name="path">The file.</param>
sealed class ArrowFile(string path) : RowFile(path)
{
    /// <inheritdoc/>
    public override IEnumerable<JsonLine> Rows(long skip)
    {
        using var stream = TextStreams.OpenFile(Path);
        using var reader = Guarded(() => Open(stream));
        var row = new RowWriter();
        long number = 0;
        while (Guarded(reader.ReadNextRecordBatch) is { } read)
        {
            using var batch = read;
            for (int i = (int)Math.Clamp(skip - number, 0, batch.Length); i < batch.Length; i++)
                yield return Guarded(() => Row(row, batch, i, number + i + 1));
            number += batch.Length;
        }
    }

    /// <inheritdoc/>
    public override long Count()
    {
        using var stream = TextStreams.OpenFile(Path);
        using var reader = Guarded(() => Open(stream));
        long count = 0;
        while (Guarded(reader.ReadNextRecordBatch) is { } batch)
        {
            count += batch.Length;
            batch.Dispose();
        }
        return count;
    }

    static ArrowStreamReader Open(Stream stream)
    {
        Span<byte> mark = stackalloc byte[6];
        mark = mark[..stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        return mark.SequenceEqual("ARROW1"u8) ? new ArrowFileReader(stream, new CompressionCodecFactory())
            : new ArrowStreamReader(stream, new CompressionCodecFactory());
    }

    JsonLine Row(RowWriter row, RecordBatch batch, int index, long number)
    {
        row.Clear();
        row.BeginObject();
        for (int column = 0; column < batch.ColumnCount; column++)
        {
            row.Name(batch.Schema.GetFieldByIndex(column).Name);
            ArrowScalar.Write(row, batch.Column(column), index);
        }
        row.EndObject();
        return row.Line(Path, number);
    }

    T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (UserErrorException or OutOfMemoryException or OperationCanceledException))
        {
            throw new UserErrorException(
                $"{Path}: this Arrow file is cut off or broken, or of a kind that is not known here ({e.Message.Split('\n')[0].TrimEnd('.', '\r')}); copy "
                + $"it again.", e);
        }
    }
}
