// A copy of a checkout to which patches are applied; the checkout itself is never changed.

using R1Sharp.Learning;

namespace R1Sharp.App.Tasks.Patches;

/// <summary>A temporary copy, without .git; removed with this object.</summary>
sealed class PatchedFolder : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("r1-checkout-");

    /// <param name="checkout">What is copied.</param>
    public PatchedFolder(string checkout)
    {
        Copy(new DirectoryInfo(checkout), _folder);
    }

    /// <summary>Where it is.</summary>
    public string Path => _folder.FullName;

    /// <summary>Applies a patch. A change may stand on other lines than it says, but its lines must be there, letter for letter.</summary>
    /// <exception cref="UserErrorException">The patch is broken, or does not fit.</exception>
    public void Apply(string patch)
    {
        foreach (var file in UnifiedPatch.Parse(patch))
            Apply(file);
    }

    /// <summary>Makes a file again what it is in the checkout; one that is not there is removed.</summary>
    public void Restore(string checkout, string name)
    {
        string original = System.IO.Path.Combine(checkout, name);
        if (!File.Exists(original))
        {
            if (File.Exists(Full(name)))
                File.Delete(Full(name));
            return;
        }
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Full(name))!);
        File.Copy(original, Full(name), overwrite: true);
        Open(Full(name));
    }

    void Apply(FilePatch file)
    {
        List<string> lines = file.OldPath is { } old ? Read(old) : [];
        int shift = 0;
        foreach (var hunk in file.Hunks)
        {
            int wanted = Math.Max(0, hunk.OldStart - (hunk.Old.Count == 0 ? 0 : 1)) + shift;
            int at = Find(lines, hunk.Old, wanted) is >= 0 and int place ? place
                : throw new UserErrorException($"the patch does not apply: {file.OldPath} has no such lines near line {hunk.OldStart}.");
            lines.RemoveRange(at, hunk.Old.Count);
            lines.InsertRange(at, hunk.New);
            shift += at - wanted + hunk.New.Count - hunk.Old.Count;
        }
        if (file.OldPath is not null && file.OldPath != file.NewPath)
            File.Delete(Full(file.OldPath));
        if (file.NewPath is not { } target)
            return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Full(target))!);
        File.WriteAllText(Full(target), string.Join('\n', lines));
        Open(Full(target));
    }

    List<string> Read(string name) => File.Exists(Full(name)) ? [.. File.ReadAllText(Full(name)).ReplaceLineEndings("\n").Split('\n')]
        : throw new UserErrorException($"the patch does not apply: there is no file {name}.");

    // The place nearest to the one that the patch says.
    static int Find(List<string> lines, IReadOnlyList<string> old, int wanted)
    {
        int last = lines.Count - old.Count;
        for (int distance = 0; distance <= lines.Count; distance++)
            foreach (int at in (int[])[wanted - distance, wanted + distance])
                if (at >= 0 && at <= last && Enumerable.Range(0, old.Count).All(i => lines[at + i] == old[i]))
                    return at;
        return -1;
    }

    string Full(string name) => System.IO.Path.Combine(_folder.FullName, name);

    // Programs run under another user, who must be able to read all of it. Links are left out: they may lead anywhere.
    static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        Open(to.FullName);
        foreach (var file in from.EnumerateFiles().Where(f => f.LinkTarget is null))
            Open(file.CopyTo(System.IO.Path.Combine(to.FullName, file.Name)).FullName);
        foreach (var folder in from.EnumerateDirectories().Where(d => d.Name != ".git" && d.LinkTarget is null))
            Copy(folder, to.CreateSubdirectory(folder.Name));
    }

    static void Open(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead
                | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
