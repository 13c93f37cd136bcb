// Files appear whole or not at all: written aside, then renamed. Devices and pipes are written as they are.

namespace R1Sharp.Learning;

/// <summary>Writes files aside and renames them.</summary>
static class AtomicFile
{
    /// <summary>Writes a text in UTF-8.</summary>
    public static void WriteAllText(string path, string text) => Write(path, writer => writer.Write(text));

    /// <summary>Writes a text in UTF-8, piece by piece; folders on the way to it are made.</summary>
    public static void Write(string path, Action<TextWriter> write)
    {
        if (IsDevice(path) && File.Exists(path))
        {
            Fill(path, FileMode.Open, write);
            return;
        }
        string temporary = path + ".tmp";
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        try
        {
            Fill(temporary, FileMode.Create, write);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Whether a path leads to a device or a pipe of the system, e.g. /dev/stdout: a file of that name would take its place.</summary>
    public static bool IsDevice(string path) => Path.GetFullPath(path) is var full
        && (full.StartsWith("/dev/", StringComparison.Ordinal) || full.StartsWith("/proc/", StringComparison.Ordinal))
            && !full.StartsWith("/dev/shm/", StringComparison.Ordinal);

    static void Fill(string path, FileMode mode, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(new FileStream(path, mode, FileAccess.Write, FileShare.Read));
        write(writer);
    }
}
