// R1SHARP_HUB: the folder under which org/name is looked for, as people hold copies of datasets and models.

using System.Text.RegularExpressions;

namespace R1Sharp.App.Recipes;

/// <summary>Finds datasets and models by their names.</summary>
static partial class HubFolder
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "R1SHARP_HUB";

    /// <summary>The folder that the variable names; null where it is not set.</summary>
    public static string? Root => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root ? root : null;

    /// <summary>Whether a text can be a name: name or org/name.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>The folder of a dataset; null where there is none.</summary>
    public static string? Dataset(string name) => Find(name, "datasets");

    /// <summary>The folder of a model; null where there is none.</summary>
    public static string? Model(string name) => Find(name, "models");

    /// <summary>A model's path as it is where it is there; else the folder that its name has under R1SHARP_HUB, where there is one.</summary>
    public static string ModelOr(string path) => File.Exists(path) || Directory.Exists(path) ? path : Model(path) ?? path;

    // Copies by hand; Hugging Face's cache of files (hub/datasets--org--name/snapshots/REVISION); the cache of its library datasets (org___name).
    static string? Find(string name, string kind)
    {
        if (Root is not { } root || !IsName(name))
            return null;
        string dashed = $"{kind}--{name.Replace("/", "--", StringComparison.Ordinal)}";
        string[] plain = [name, Path.Combine(kind, name), name.Replace("/", "___", StringComparison.Ordinal),
            Path.Combine("datasets", name.Replace("/", "___", StringComparison.Ordinal))];
        return ((string?[])[.. plain.Select(p => Path.Combine(root, p)), Snapshot(Path.Combine(root, dashed)), Snapshot(Path.Combine(root, "hub", dashed))])
            .FirstOrDefault(Directory.Exists);
    }

    // The revision that main is at, else the one written last.
    static string? Snapshot(string folder)
    {
        string snapshots = Path.Combine(folder, "snapshots"), main = Path.Combine(folder, "refs", "main");
        if (!Directory.Exists(snapshots))
            return null;
        return File.Exists(main) && Path.Combine(snapshots, File.ReadAllText(main).Trim()) is var named && Directory.Exists(named) ? named
            : Directory.GetDirectories(snapshots).OrderByDescending(Directory.GetLastWriteTimeUtc).ThenBy(d => d, StringComparer.Ordinal).FirstOrDefault();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][\w.\-]*(/[\w.\-]+)?$")] private static partial Regex Name();
}
