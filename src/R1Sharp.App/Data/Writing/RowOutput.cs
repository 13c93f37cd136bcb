// Rows → a file of the form that its name says: JSON Lines, a JSON list, CSV, TSV or Parquet; those of text compressed where the name says so.

using System.IO.Compression;
using System.Text;
using System.Text.Json;
using R1Sharp.App.Data.Files;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using ZstdSharp;

namespace R1Sharp.App.Data.Writing;

/// <summary>Writes files of rows.</summary>
static class RowOutput
{
    const int BufferBytes = 1 << 16;

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows; they are gone through twice where the form lists its columns first.</param>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="UserErrorException">A row is broken, the form is none that is written, or the disk refuses.</exception>
    public static long Write(string path, IEnumerable<JsonLine> rows)
    {
        RequireForm(path);
        long count = 0;
        string aside = $"{path}.{Environment.ProcessId}{RunStorage.Aside}";
        using var progress = Progress.Of($"writing {path}", "rows");
        try
        {
            RunStorage.Guard(path, () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                count = Fill(path, aside, progress.Counted(rows));
                File.Move(aside, path, overwrite: true);
            });
        }
        finally
        {
            File.Delete(aside);
        }
        return count;
    }

    /// <summary>Refuses a file of a form that is not written.</summary>
    /// <exception cref="UserErrorException">It is one.</exception>
    public static void RequireForm(string path)
    {
        if (FileForms.ByName(path) is null or FileForm.Arrow or FileForm.Text)
            throw new UserErrorException(
                $"{path}: the name says no form in which rows are written; end it with .jsonl, .json, .csv, .tsv (each also with .gz or .zst) or .parquet.");
    }

    static long Fill(string path, string aside, IEnumerable<JsonLine> rows)
    {
        if (FileForms.ByName(path) == FileForm.Parquet)
            return FillParquet(aside, rows);
        using var stream = Compressed(path, new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes));
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes) { NewLine = "\n" };
        return FileForms.ByName(path) switch
        {
            FileForm.Json => FillList(text, rows),
            FileForm.CommaSeparated => FillTable(text, rows, ','),
            FileForm.TabSeparated => FillTable(text, rows, '\t'),
            _ => FillLines(text, rows),
        };
    }

    static Stream Compressed(string path, FileStream file) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".gz" or ".gzip" => new GZipStream(file, CompressionLevel.Optimal),
        ".zst" or ".zstd" => new CompressionStream(file, leaveOpen: false),
        _ => file,
    };

    static long FillParquet(string path, IEnumerable<JsonLine> rows)
    {
        using var file = new ParquetRows(path, RowType.Of(rows));
        long count = 0;
        foreach (var row in rows)
        {
            file.Add(row.Value);
            count++;
        }
        return count;
    }

    static long FillLines(StreamWriter text, IEnumerable<JsonLine> rows)
    {
        long count = 0;
        foreach (var row in rows)
        {
            text.Write(OneLine(row.Value));
            text.Write('\n');
            count++;
        }
        return count;
    }

    static long FillList(StreamWriter text, IEnumerable<JsonLine> rows)
    {
        long count = 0;
        text.Write('[');
        foreach (var row in rows)
        {
            text.Write(count++ == 0 ? "\n" : ",\n");
            text.Write(OneLine(row.Value));
        }
        text.Write("\n]\n");
        return count;
    }

    static long FillTable(StreamWriter text, IEnumerable<JsonLine> rows, char separator)
    {
        string[] columns = [.. RowType.Of(rows).Fields.Select(f => f.Name)];
        text.WriteLine(string.Join(separator, columns.Select(name => Cell(name, separator))));
        long count = 0;
        foreach (var row in rows)
        {
            text.WriteLine(string.Join(separator,
                columns.Select(name => row.Column(name) is { } value
                ? Cell(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), separator) : "")));
            count++;
        }
        return count;
    }

    static string Cell(string value, char separator) => value.AsSpan().ContainsAny([separator, '"', '\n', '\r'])
        ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    // An element of a list may have been written over several lines.
    static string OneLine(JsonElement row) => row.GetRawText() is var raw && raw.Contains('\n') ? JsonSerializer.Serialize(row, RunJson.Line) : raw;
}
