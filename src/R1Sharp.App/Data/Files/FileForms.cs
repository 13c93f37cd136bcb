// What form a file has: by its name without what says that it is compressed; Parquet and Arrow also by their first bytes.

namespace R1Sharp.App.Data.Files;

/// <summary>The form of a file.</summary>
enum FileForm
{
    /// <summary>One object a line.</summary>
    JsonLines,

    /// <summary>A list of objects, or objects one after the other.</summary>
    Json,

    /// <summary>A table with commas.</summary>
    CommaSeparated,

    /// <summary>A table with tabs.</summary>
    TabSeparated,

    /// <summary>One text a line.</summary>
    Text,

    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>Apache Arrow's stream or file.</summary>
    Arrow,
}

/// <summary>Finds forms.</summary>
static class FileForms
{
    static readonly string[] s_compressed = [".gz", ".gzip", ".zst", ".zstd"];

    static readonly Dictionary<string, FileForm> s_forms = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jsonl"] = FileForm.JsonLines,
        [".ndjson"] = FileForm.JsonLines,
        [".json"] = FileForm.Json,
        [".csv"] = FileForm.CommaSeparated,
        [".tsv"] = FileForm.TabSeparated,
        [".tab"] = FileForm.TabSeparated,
        [".txt"] = FileForm.Text,
        [".parquet"] = FileForm.Parquet,
        [".parq"] = FileForm.Parquet,
        [".arrow"] = FileForm.Arrow,
        [".feather"] = FileForm.Arrow,
        [".ipc"] = FileForm.Arrow,
    };

    /// <summary>The form of a file; one of which nothing is known is taken for JSON Lines.</summary>
    public static FileForm Of(string path) => ByName(path) is { } named ? named : ByContent(path);

    /// <summary>The form that a file's name says; null where it says none.</summary>
    public static FileForm? ByName(string path) => s_forms.TryGetValue(Path.GetExtension(Uncompressed(path)), out var form) ? form : null;

    /// <summary>The name without what says that the file is compressed.</summary>
    public static string Uncompressed(string path) => s_compressed.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        ? Path.ChangeExtension(path, null) : path;

    static FileForm ByContent(string path)
    {
        using var stream = TextStreams.OpenFile(path);
        if (!stream.CanSeek)
            return FileForm.JsonLines;
        Span<byte> mark = stackalloc byte[6];
        mark = mark[..stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
        return mark.StartsWith("PAR1"u8) ? FileForm.Parquet : mark.StartsWith("ARROW1"u8) ? FileForm.Arrow : FileForm.JsonLines;
    }
}
