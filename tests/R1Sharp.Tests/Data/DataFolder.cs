using System.IO.Compression;
using R1Sharp.App.Data;
using R1Sharp.Learning;
using Xunit;

namespace R1Sharp.Tests.Data;

/// <summary>A folder of data for one test.</summary>
public sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("r1-data").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, compressed where its name says so.</summary>
    public string Write(string name, string text)
    {
        string path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        using var file = File.Create(path);
        using Stream stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest)
            : name.EndsWith(".zst", StringComparison.Ordinal) ? new ZstdSharp.CompressionStream(file) : file;
        stream.Write(bytes);
        return path;
    }

    /// <summary>The rows of data as JSON.</summary>
    public static string[] Rows(string path, string? config = null, string? split = null) => [.. Dataset.Open(path, config, split).Stream().Select(row => row.Value.GetRawText())];

    /// <summary>The sentence with which data is refused, without the folder.</summary>
    public string Error(string path, string? config = null, string? split = null)
    {
        string message = Assert.Throws<UserErrorException>(() => Dataset.Open(path, config, split).Rows().Count()).Message;
        Assert.DoesNotContain("Exception", message);
        return message.Replace(Path, "D", StringComparison.Ordinal);
    }

    /// <summary>A file that lies beside the tests.</summary>
    public static string Fixture(string name) => System.IO.Path.Combine(Here(), "Fixtures", name);

    static string Here([System.Runtime.CompilerServices.CallerFilePath] string here = "") => System.IO.Path.GetDirectoryName(here)!;
}
