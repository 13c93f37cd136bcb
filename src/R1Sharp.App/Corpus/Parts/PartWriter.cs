// Rows of a part, written as JSON Lines.

using System.Text.Json;
using R1Sharp.App.Corpus.Documents;

namespace R1Sharp.App.Corpus.Parts;

/// <summary>Writes rows into a file.</summary>
sealed class PartWriter : IDisposable
{
    static readonly JsonWriterOptions s_options = new() { Encoder = WrittenJson.Encoder, SkipValidation = true };

    readonly FileStream _file;
    readonly Utf8JsonWriter _json;

    /// <param name="path">The file.</param>
    public PartWriter(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        _json = new Utf8JsonWriter(_file, s_options);
    }

    /// <summary>A row.</summary>
    public void Row(Action<Utf8JsonWriter> write)
    {
        write(_json);
        _json.Flush();
        _json.Reset();
        _file.WriteByte((byte)'\n');
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }
}
