// What a user may name as data → its files by split.

using System.Text.RegularExpressions;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Files;

/// <summary>Finds the files of data.</summary>
static partial class DatasetFinder
{
    /// <summary>The files of each split of what a name says.</summary>
    /// <param name="name">A file, several with commas between them, a pattern, a folder, or a name under R1SHARP_HUB.</param>
    /// <param name="config">The configuration; null takes the default.</param>
    /// <exception cref="UserErrorException">There is nothing of that name.</exception>
    public static Dictionary<string, List<string>> Splits(string name, string? config)
    {
        if (Folder(name) is { } folder)
            return new DatasetFolder(folder).Splits(config);
        if (config is not null and not "default")
            throw new UserErrorException($"{name}: only a dataset's folder has configurations, and '{config}' is asked for.");
        return new() { [SplitNames.Train] = [.. Files(name)] };
    }

    /// <summary>Every file of what a name says.</summary>
    /// <exception cref="UserErrorException">There is nothing of that name.</exception>
    public static IReadOnlyList<string> AllFiles(string name) => Folder(name) is { } folder ? new DatasetFolder(folder).AllFiles() : Files(name);

    /// <summary>Whether a name's folder has configurations on its card, or a folder of a configuration's name.</summary>
    public static bool MayHave(string name, string config) => Folder(name) is { } folder
        && (DatasetCard.Configs(folder).Count > 0 || Directory.Exists(Path.Combine(folder, config)));

    /// <summary>The configurations of a name's folder, in the order of its card, or of their names; none where it has none.</summary>
    public static IReadOnlyList<string> Configs(string name) => Folder(name) is { } folder ? new DatasetFolder(folder).Configs() : [];

    static string? Folder(string name) => File.Exists(name) ? null : Directory.Exists(name) ? name : HubFolder.Dataset(name);

    // A comma may stand in a name, and a sign of patterns too.
    static IReadOnlyList<string> Files(string name)
    {
        if (File.Exists(name))
            return [name];
        if (Comma().Split(name) is { Length: > 1 } names)
            return [.. names.Select(n => n.Trim()).Where(n => n.Length > 0).SelectMany(Files)];
        if (GlobPattern.IsPattern(name))
            return GlobPattern.Files(name) is { Count: > 0 } found ? found
                : throw new UserErrorException($"{name}: no file is meant by this pattern; paths are relative to the present folder.");
        throw new UserErrorException($"{name}: there is no such file; paths are relative to the present folder{Hint(name)}{NearestPath.Hint(name)}.");
    }

    // Commas within {a,b} are the pattern's.
    [GeneratedRegex(@",(?![^{}]*\})")] private static partial Regex Comma();

    static string Hint(string name) => !HubFolder.IsName(name) || FileForms.ByName(name) is not null ? ""
        : HubFolder.Root is { } root ? $", and the folder of {HubFolder.Variable}, {root}, has no such dataset"
        : name.Contains('/') ? $", and {HubFolder.Variable}, the folder under which datasets are looked for by their names, is not set" : "";
}
