// The runs below a folder. It is looked through again whenever it is asked, at most twice a second, so that a run appears as soon as it begins.

using R1Sharp.App.Runs;

namespace R1Sharp.App.Watching;

/// <summary>Finds runs; safe for any number of threads.</summary>
/// <param name="folder">A run's folder, or one that holds them.</param>
sealed class RunList(string folder)
{
    const int Deepest = 3, MostFolders = 20_000;
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    readonly Lock _lock = new();
    SortedDictionary<string, WatchedRun> _runs = new(StringComparer.Ordinal);
    DateTime _looked;

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>The runs by their names, which are their paths below the folder.</summary>
    public IReadOnlyDictionary<string, WatchedRun> All()
    {
        lock (_lock)
        {
            if (DateTime.UtcNow - _looked > s_pause)
            {
                var found = new SortedDictionary<string, WatchedRun>(StringComparer.Ordinal);
                foreach (var (name, path) in Find())
                    found[name] = _runs.GetValueOrDefault(name) ?? new WatchedRun(name, path);
                (_runs, _looked) = (found, DateTime.UtcNow);
            }
            return _runs;
        }
    }

    IEnumerable<(string Name, string Path)> Find()
    {
        int looked = 0;
        var open = new Queue<(string Path, int Depth)>([(folder, 0)]);
        while (open.TryDequeue(out var at) && looked++ < MostFolders)
        {
            if (File.Exists(RunFolder.ToRead(at.Path).Recipe))
                yield return (NameOf(at.Path), at.Path);
            else if (at.Depth < Deepest)
                foreach (string below in Below(at.Path))
                    open.Enqueue((below, at.Depth + 1));
        }
    }

    string NameOf(string path) => path == folder ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
        : Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');

    static IEnumerable<string> Below(string path)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(path).Where(d => Path.GetFileName(d)[0] != '.')];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
