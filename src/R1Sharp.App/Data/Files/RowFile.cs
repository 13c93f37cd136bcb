// A file of rows, whatever its form: each row is the object that a line of JSON Lines would be.

using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>One file of rows.</summary>
/// <param name="path">The file.</param>
abstract class RowFile(string path)
{
    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>How many rows it has, where its form says so; null where they must be counted.</summary>
    public virtual long? KnownCount => null;

    /// <summary>The rows one by one; the file may be larger than memory.</summary>
    /// <param name="skip">So many are passed over.</param>
    /// <exception cref="UserErrorException">The file is broken; the message says where.</exception>
    public abstract IEnumerable<JsonLine> Rows(long skip);

    /// <summary>How many rows it has.</summary>
    public virtual long Count() => KnownCount ?? Rows(0).LongCount();

    /// <summary>Opens a file by its form.</summary>
    /// <exception cref="UserErrorException">It is not there, or not what its name or its first bytes say.</exception>
    public static RowFile Open(string path) => FileForms.Of(path) switch
    {
        FileForm.Parquet => new ParquetFile(path),
        FileForm.Arrow => new ArrowFile(path),
        FileForm.Json => new JsonFile(path),
        FileForm.CommaSeparated => new SeparatedFile(path, tabs: false),
        FileForm.TabSeparated => new SeparatedFile(path, tabs: true),
        FileForm.Text => new PlainTextFile(path),
        _ => new JsonLinesFile(path),
    };
}
