namespace R1Sharp.Tests.Tokenization;

/// <summary>An empty directory for one test, removed at its end.</summary>
sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("r1sharp-test-").FullName;

    /// <summary>Writes a file and returns the directory.</summary>
    public string With(string file, string content)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, file), content);
        return Path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
