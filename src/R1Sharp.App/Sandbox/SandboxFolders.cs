// Where programs are put for their sandboxes: one folder a process in the temporary folder, with one folder a run inside.
// A lock file, held while the process lives, tells folders in use from those that a killed process has left; process
// numbers would not do, since containers that share a temporary folder do not share them.

namespace R1Sharp.App.Sandbox;

/// <summary>Makes folders for runs, and removes what killed processes left.</summary>
static class SandboxFolders
{
    const string Prefix = "r1-sandbox-", LockName = "lock";

    static readonly Lazy<(DirectoryInfo Folder, FileStream Lock)> s_own = new(Claim);

    /// <summary>A new, empty folder for one run.</summary>
    public static DirectoryInfo New() => s_own.Value.Folder.CreateSubdirectory(Guid.NewGuid().ToString("N"));

    /// <summary>Removes the folders of processes that live no more.</summary>
    public static void RemoveStale()
    {
        foreach (string folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using var free = new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, of another user, or about to be claimed.
            }
        }
    }

    static (DirectoryInfo, FileStream) Claim()
    {
        var folder = Directory.CreateTempSubdirectory(Prefix);
        var held = new FileStream(Path.Combine(folder.FullName, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Release(folder);
        return (folder, held);
    }

    static void Release(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A run is still at work in it: the next process finds it without a lock.
        }
    }
}
