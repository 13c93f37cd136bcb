// Which split a file of a dataset's folder belongs to where no card says it: Hugging Face's conventions for the names of files and folders.
// https://huggingface.co/docs/datasets/repository_structure

using System.Text.RegularExpressions;

namespace R1Sharp.App.Data.Files;

/// <summary>Sorts files into splits.</summary>
static partial class SplitNames
{
    /// <summary>The split of everything that is called by no other.</summary>
    public const string Train = "train";

    static readonly (string Split, string Words)[] s_words = [(Train, "train|training"), ("validation", "validation|valid|dev|val"),
        ("test", "test|testing|eval|evaluation")];

    /// <summary>The splits of files.</summary>
    /// <param name="files">Paths in the folder, with slashes, in order.</param>
    public static Dictionary<string, List<string>> Of(IReadOnlyList<string> files) =>
        Found(files.Select(file => (Shard().Match(file) is { Success: true } shard ? shard.Groups["split"].Value : null, file)))
        ?? Found(files.Select(file => (Word(System.IO.Path.GetDirectoryName(file)!.Replace('\\', '/')), file)))
        ?? Found(files.Select(file => (Word(System.IO.Path.GetFileNameWithoutExtension(FileForms.Uncompressed(file))), file)))
        ?? new() { [Train] = [.. files] };

    /// <summary>The split that a name means by the conventions: validation of dev and val; null where it is none of them.</summary>
    public static string? Usual(string name) => Word(name);

    // Files that a convention does not name are left out where it names others.
    static Dictionary<string, List<string>>? Found(IEnumerable<(string? Split, string File)> files)
    {
        var splits = files.Where(f => f.Split is not null).GroupBy(f => f.Split!, f => f.File).ToDictionary(g => g.Key, g => g.ToList());
        return splits.Count > 0 ? splits : null;
    }

    static string? Word(string name) => s_words.FirstOrDefault(w => Regex.IsMatch(name, $@"(?:^|[\-._ /0-9])(?:{w.Words})(?:$|[\-._ /0-9])")).Split;

    [GeneratedRegex(@"(?:^|/)data/(?<split>\w+(?:\.\w+)*)-[0-9]{5}-of-[0-9]{5}[^/]*\.[^/]+$")] private static partial Regex Shard();
}
