// Parquet files, row by row. The footer is Parquet.Net's to read. Its columns, though, come a row group at a time, which may be the whole file: the
// pages are read here.

using Parquet;
using Parquet.Meta;
using R1Sharp.App.Data.Parquet;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>One Parquet file.</summary>
sealed class ParquetFile : RowFile
{
    const int SmallestFile = 12;

    readonly FileMetaData _footer;
    readonly IReadOnlyList<ParquetColumn> _columns;

    /// <param name="path">The file.</param>
    /// <exception cref="UserErrorException">It is cut off or no Parquet file.</exception>
    public ParquetFile(string path) : base(path)
    {
        using var stream = TextStreams.OpenFile(path);
        RequireMarks(stream);
        try
        {
            using var actor = new Footer(stream);
            _footer = actor.Metadata;
            _columns = ParquetColumn.Of(_footer.Schema);
        }
        catch (Exception e) when (e is not UserErrorException)
        {
            throw new UserErrorException($"{path}: the footer of this Parquet file cannot be read: {e.Message.TrimEnd('.')}; copy the file again.", e);
        }
    }

    /// <inheritdoc/>
    public override long? KnownCount => _footer.NumRows;

    /// <inheritdoc/>
    public override IEnumerable<JsonLine> Rows(long skip)
    {
        long first = 0;
        foreach (var group in _footer.RowGroups)
        {
            if (skip < group.NumRows)
                foreach (var row in RowsOf(group, first, skip))
                    yield return row;
            skip = Math.Max(0, skip - group.NumRows);
            first += group.NumRows;
        }
    }

    IEnumerable<JsonLine> RowsOf(RowGroup group, long first, long skip)
    {
        using var bytes = new ParquetBytes(Path);
        var cursors = new ParquetCursor?[group.Columns.Count];
        try
        {
            var row = Begin(group, bytes, cursors);
            var writer = new RowWriter();
            for (long index = 0; index < group.NumRows; index++)
                if (Read(row, writer, first + index, isSkipped: index < skip) is { } line)
                    yield return line;
        }
        finally
        {
            foreach (var cursor in cursors)
                cursor?.Dispose();
        }
    }

    ParquetRow Begin(RowGroup group, ParquetBytes bytes, ParquetCursor?[] cursors)
    {
        foreach (var leaf in _columns.SelectMany(c => c.Leaves))
        {
            var chunk = leaf.Index < group.Columns.Count ? group.Columns[leaf.Index].MetaData : null;
            if (chunk is null)
                throw new UserErrorException($"{Path}: a row group lacks the column '{leaf.Path}', or it is encrypted.");
            Guard(leaf.Path, () => (cursors[leaf.Index] = new ParquetCursor(bytes, leaf, chunk)).Next());
        }
        return new ParquetRow(_columns, cursors);
    }

    JsonLine? Read(ParquetRow row, RowWriter writer, long index, bool isSkipped)
    {
        writer.Clear();
        try
        {
            row.Write(writer);
            return isSkipped ? null : writer.Line(Path, index + 1);
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(row.Reading, index + 1, e);
        }
    }

    void Guard(string column, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw Broken(column, null, e);
        }
    }

    // A footer with a byte that is wrong may ask for anything.
    static bool IsBroken(Exception e) => e is not UserErrorException;

    UserErrorException Broken(string column, long? number, Exception e) =>
        new($"{Path}{(number is { } row ? $":{row}" : "")}: the column '{column}' of this Parquet file is broken: {e.Message.TrimEnd('.')}; copy the file "
            + $"again.", e);

    void RequireMarks(FileStream stream)
    {
        Span<byte> mark = stackalloc byte[4];
        stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false);
        bool begins = mark.SequenceEqual("PAR1"u8), isLong = stream.Length >= SmallestFile;
        if (isLong)
        {
            stream.Seek(-mark.Length, SeekOrigin.End);
            stream.ReadExactly(mark);
        }
        if (mark.SequenceEqual("PARE"u8))
            throw new UserErrorException($"{Path}: this Parquet file is encrypted; write it anew without encryption.");
        if (!isLong || !begins || !mark.SequenceEqual("PAR1"u8))
            throw new UserErrorException(begins
                ? $"{Path}: this Parquet file is cut off: its end, where its columns are listed, is missing; copy it again."
                : $"{Path}: this is no Parquet file: it does not begin with PAR1.");
        stream.Position = 0;
    }

    // Parquet.Net's reader, of which only the footer is wanted.
    sealed class Footer(Stream stream) : IDisposable
    {
        readonly ParquetReader _reader = ParquetReader.CreateAsync(stream, leaveStreamOpen: true).GetAwaiter().GetResult();

        public FileMetaData Metadata => _reader.Metadata!;

        public void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
