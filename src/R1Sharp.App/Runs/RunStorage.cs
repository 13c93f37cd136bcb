// Files and folders that are either whole or not there: written aside, then renamed.

using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>Writes that a crash cannot leave half done.</summary>
static class RunStorage
{
    /// <summary>Ends the names of what is still being written; whoever finds one may delete it.</summary>
    public const string Aside = ".tmp";

    /// <summary>Writes a text file.</summary>
    /// <exception cref="UserErrorException">The disk refuses.</exception>
    public static void WriteText(string path, string text) => Guard(path, () => AtomicFile.WriteAllText(path, text));

    /// <summary>Writes a folder: <paramref name="fill"/> gets one that is empty, which then takes the place of the old one.</summary>
    /// <exception cref="UserErrorException">The disk refuses.</exception>
    public static void WriteFolder(string path, Action<string> fill) => Guard(path, () =>
    {
        Remove(path + Aside);
        Directory.CreateDirectory(path + Aside);
        fill(path + Aside);
        Sync(path + Aside);
        Remove(path);
        Directory.Move(path + Aside, path);
    });

    /// <summary>The same for a folder that is not there yet or is empty: where anything goes wrong, nothing is left.</summary>
    public static void WriteNewFolder(string path, Action<string> fill)
    {
        try
        {
            WriteFolder(path, fill);
        }
        catch
        {
            if (Directory.Exists(path + Aside))
                Directory.Delete(path + Aside, recursive: true);
            throw;
        }
    }

    /// <summary>Waits until a file's bytes are on the disk.</summary>
    public static void SyncFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1);
        stream.Flush(flushToDisk: true);
    }

    static void Sync(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            SyncFile(file);
    }

    /// <summary>Removes a folder so that nothing which looks whole is ever half removed.</summary>
    public static void Remove(string path)
    {
        if (!Directory.Exists(path))
            return;
        var aside = path.EndsWith(Aside, StringComparison.Ordinal) ? path : $"{path}.old{Aside}";
        if (aside != path)
            Directory.Move(path, aside);
        Directory.Delete(aside, recursive: true);
    }

    /// <summary>Runs a write and turns what the disk says into one sentence.</summary>
    public static void Guard(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" })
        {
            // The last is what .NET makes of EFBIG: a limit of the shell, or of the file system, on the size of a file.
            throw new UserErrorException($"cannot write {path}: {Reason(e)}", e);
        }
    }

    // .NET appends the path to the system's words ("No space left on device : '/x'"); ours already stands in front.
    internal static string Reason(Exception e)
    {
        int rest = e.Message.IndexOf(e is ArgumentException ? " (Parameter" : " : '", StringComparison.Ordinal);
        return (rest < 0 ? e.Message : e.Message[..rest]).TrimEnd('.') + ".";
    }
}
