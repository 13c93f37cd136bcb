// Where results are to be written is looked at before the work: what takes hours must not end in "no such folder".

using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>Checks of files and folders that will be written.</summary>
static class OutputTarget
{
    /// <summary>A file can be written there: it may exist, and folders on the way to it may be missing.</summary>
    /// <param name="path">The file; null checks nothing.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="mayBeDevice">Whether a device or a pipe will do, such as /dev/stdout; else it must be a file that can be renamed.</param>
    /// <exception cref="UserErrorException">It cannot; nothing was changed.</exception>
    public static void RequireFile(string? path, string option, bool mayBeDevice = true)
    {
        if (path is null)
            return;
        if (AtomicFile.IsDevice(path) && File.Exists(path))
        {
            if (!mayBeDevice)
                throw new UserErrorException($"{option} {path}: this is a device; name a file.");
            return;
        }
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
            throw new UserErrorException($"{option} {path}: this is a folder; name a file.");
        if (File.Exists(path) && new FileInfo(path).IsReadOnly)
            throw new UserErrorException($"{option} {path}: the file is write-protected; name another one, or take the protection off.");
        Try(option, path, Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
    }

    /// <summary>A folder can be made or filled there.</summary>
    /// <param name="path">The folder; null checks nothing.</param>
    /// <param name="option">The option that names it.</param>
    /// <exception cref="UserErrorException">It cannot; nothing was changed.</exception>
    public static void RequireFolder(string? path, string option)
    {
        if (path is null)
            return;
        if (File.Exists(path))
            throw new UserErrorException($"{option} {path}: this is a file; name a folder.");
        Try(option, path, Path.GetFullPath(path), "r1");
    }

    /// <summary>A folder that is not there yet, or is empty, can be made.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">The option that names it.</param>
    /// <exception cref="UserErrorException">It cannot; nothing was changed.</exception>
    public static void RequireNewFolder(string path, string option)
    {
        RequireFolder(path, option);
        if (File.Exists(Path.Combine(path, "config.json")))
            throw new UserErrorException($"{option} {path}: the folder holds a model already; name another folder.");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new UserErrorException($"{option} {path}: the folder exists already and holds something; name one that does not.");
    }

    // A byte is written beside the file, or in the nearest folder above it that there is: a disk that is full, or may not be written,
    // says so.
    static void Try(string option, string path, string folder, string name)
    {
        string there = folder;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { Length: > 0 } above)
            there = File.Exists(there) ? throw new UserErrorException($"{option} {path}: {there} is a file, so no folder can be made of it.") : above;
        string trial = Path.Combine(there, $"{(there == folder ? name : "r1")}.{Environment.ProcessId}{RunStorage.Aside}");
        try
        {
            using var stream = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            stream.WriteByte(0);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{option} {path}: cannot be written: {RunStorage.Reason(e)}", e);
        }
    }
}
