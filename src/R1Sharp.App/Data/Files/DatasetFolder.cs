// A dataset's folder: which files a configuration's splits are. The card says it; else Hugging Face's conventions do.

using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Data.Files;

/// <summary>One folder.</summary>
/// <param name="folder">The folder.</param>
sealed class DatasetFolder(string folder)
{
    // What lies beside the rows in a dataset's or a model's folder, and what the library datasets keeps of its own work.
    static readonly string[] s_beside = ["dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "config.json", "tokenizer.json",
        "package.json"];

    /// <summary>The files of each split.</summary>
    /// <param name="config">The configuration; null takes the default one.</param>
    /// <exception cref="UserErrorException">There is no such configuration, or several and none is named, or there are no files.</exception>
    public Dictionary<string, List<string>> Splits(string? config)
    {
        var configs = DatasetCard.Configs(folder);
        var splits = configs.Count > 0 ? Of(Chosen(configs, config)) : config is not null and not "default" ? Subfolder(config) : Conventional(folder);
        return splits.Count > 0 ? splits
            : throw new UserErrorException(
                $"{folder}: the folder holds no files of rows (.jsonl, .json, .csv, .tsv, .txt, .parquet, .arrow, also with .gz or .zst).");
    }

    /// <summary>The configurations: those of the card, else folders of rows that are not splits.</summary>
    public IReadOnlyList<string> Configs() => DatasetCard.Configs(folder) is { Count: > 0 } named ? [.. named.Select(c => c.Name)]
        : [.. Folders().Where(name => name != "data" && SplitNames.Of([$"{name}/x"]).Keys.All(split => split == SplitNames.Train && name != split))
            .Order(StringComparer.Ordinal)];

    IEnumerable<string> Folders() => Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)!).Where(d => Files(Path.Combine(folder, d)).Count > 0);

    /// <summary>Every file of rows in the folder.</summary>
    public IReadOnlyList<string> AllFiles() => [.. Files(folder).Select(Full)];

    DatasetConfig Chosen(IReadOnlyList<DatasetConfig> configs, string? name)
    {
        string[] names = [.. configs.Select(c => c.Name)];
        if (name is not null)
            return configs.FirstOrDefault(c => c.Name == name)
                ?? throw new UserErrorException($"{folder}: the dataset has no configuration '{name}'{NearestName.Hint(name, names)}");
        return configs.FirstOrDefault(c => c.IsDefault) ?? configs.FirstOrDefault(c => c.Name == "default") ?? (configs.Count == 1 ? configs[0]
            : throw new UserErrorException($"{folder}: the dataset has several configurations ({string.Join(", ", names)}); name one (config)."));
    }

    Dictionary<string, List<string>> Of(DatasetConfig config)
    {
        string root = Path.Combine(folder, config.Folder);
        var files = Files(root);
        if (config.Splits.Count == 0)
            return Full(SplitNames.Of(files), root);
        return Full(config.Splits.ToDictionary(s => s.Split, s => s.Patterns.SelectMany(p => Matching(files, p, config.Name)).Distinct().ToList()), root);
    }

    List<string> Matching(IReadOnlyList<string> files, string pattern, string config)
    {
        var glob = new GlobPattern(pattern.TrimStart('.', '/'));
        List<string> found = [.. files.Where(glob.Matches)];
        return found.Count > 0 ? found
            : throw new UserErrorException(
            $"{folder}: the card's configuration '{config}' names '{pattern}', but the folder has no such file; copy the dataset whole.");
    }

    // Configurations as folders; the cache of the library datasets has them with a version and a hash beneath.
    Dictionary<string, List<string>> Subfolder(string config)
    {
        string inner = Path.Combine(folder, config);
        string[] names = [.. Folders()];
        return Directory.Exists(inner) && names.Contains(config) ? Conventional(inner)
            : throw new UserErrorException(
                $"{folder}: the dataset has no configuration "
                + $"'{config}'{(names.Length > 0 ? NearestName.Hint(config, names) : ": its README.md names none, and it has no folders of rows.")}");
    }

    static Dictionary<string, List<string>> Conventional(string root)
    {
        var files = Files(root);
        return files.Count == 0 ? [] : Full(SplitNames.Of(files), root);
    }

    static Dictionary<string, List<string>> Full(Dictionary<string, List<string>> splits, string root) =>
        splits.ToDictionary(s => s.Key, s => s.Value.ConvertAll(file => Path.Combine(root, file)));

    string Full(string file) => Path.Combine(folder, file);

    // The files of the form that most have: a few .json files beside Parquet are not rows.
    static IReadOnlyList<string> Files(string root)
    {
        if (!Directory.Exists(root))
            return [];
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(IsOfRows).Order(StringComparer.Ordinal).ToList();
        var forms = files.GroupBy(file => FileForms.ByName(file)).OrderByDescending(g => g.Count())
            .ThenByDescending(g => g.Key is FileForm.Parquet or FileForm.Arrow).ToList();
        return forms.Count > 1 ? [.. forms[0]] : files;
    }

    static bool IsOfRows(string file)
    {
        string name = Path.GetFileName(file);
        bool isHidden = file.Split('/').Any(part => part.StartsWith('.') || part.StartsWith("__", StringComparison.Ordinal));
        return !isHidden && FileForms.ByName(file) is { } form && !s_beside.Contains(name)
            && !(form == FileForm.Arrow && (name.StartsWith("cache-", StringComparison.Ordinal) || name.StartsWith("tmp", StringComparison.Ordinal)))
            && !(form == FileForm.Text && name is "LICENSE.txt" or "requirements.txt");
    }
}
