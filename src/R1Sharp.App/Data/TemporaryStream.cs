// A file for what does not fit into memory. It has no name any more once it is open, so that nothing is left whatever happens; only Windows keeps it
// until it is closed.

namespace R1Sharp.App.Data;

/// <summary>Makes temporary files.</summary>
static class TemporaryStream
{
    const int BufferBytes = 1 << 20;

    /// <summary>An empty file in the folder for temporary files (TMPDIR).</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static FileStream Create()
    {
        string path = Path.Combine(Path.GetTempPath(), $"r1-data-{Guid.NewGuid():N}");
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, BufferBytes,
            FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return stream;
    }
}
