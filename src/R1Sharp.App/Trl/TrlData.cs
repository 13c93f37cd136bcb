// Where the data of a run in TRL's keys is: a dataset by name, or several with their shares.

using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Trl;

/// <summary>A source of data with the part of it that is taken.</summary>
/// <param name="Source">The source.</param>
/// <param name="Rows">How many rows are taken.</param>
sealed record TrlSource(DataSource Source, long Rows)
{
    /// <summary>The keys of the source in a recipe.</summary>
    public YamlMap Keys() => new() { { "path", Source.Path }, { "config", Source.Config }, { "split", Source.Split } };
}

/// <summary>What has to be known of data to reckon with it.</summary>
public interface ITrlDatasets
{
    /// <summary>How many rows a source has.</summary>
    long Count(DataSource source);

    /// <summary>The names of the columns of its first row.</summary>
    IReadOnlyList<string> Columns(DataSource source);

    /// <summary>Whether what a path names can have a configuration of this name.</summary>
    bool MayHave(string path, string config);
}

/// <summary>Data as it lies on disk.</summary>
public sealed class TrlDatasets : ITrlDatasets
{
    /// <inheritdoc/>
    public long Count(DataSource source) => Dataset.Open(source).Count();

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns(DataSource source) => [.. Dataset.Open(source).Rows().First().Columns];

    /// <inheritdoc/>
    public bool MayHave(string path, string config) => Dataset.MayHave(path, config);
}

/// <summary>The data of a run.</summary>
/// <param name="settings">The settings.</param>
/// <param name="datasets">What is known of it.</param>
sealed class TrlData(TrlSettings settings, ITrlDatasets datasets)
{
    IReadOnlyList<TrlSource>? _sources;

    /// <summary>What a reader should know.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>The sources, of which the rows together are one epoch.</summary>
    public IReadOnlyList<TrlSource> Sources => _sources ??= Read();

    /// <summary>The names of the columns of a source.</summary>
    public IReadOnlyList<string> Columns(TrlSource source) => datasets.Columns(source.Source);

    /// <summary>Rows of one epoch.</summary>
    public long Rows => Sources.Sum(s => s.Rows);

    List<TrlSource> Read()
    {
        string? name = settings.Text("dataset_name");
        if (settings.Map("dataset_mixture") is { } mixture)
            return name is null ? Mixture(mixture)
                : throw settings.Error("dataset_name", "'dataset_name' and 'dataset_mixture' are both given: name the data in one of them.");
        if (settings.Node("datasets") is SettingsList { Items.Count: > 0 } datasets)
            return [.. datasets.Items.Select(Part)];
        return [Whole(name ?? throw settings.Error("dataset_name", "'dataset_name' is missing: it names the data, a folder, a file or org/name under "
            + "R1SHARP_HUB."),
            settings.Text("dataset_config"), settings.Text("dataset_train_split"))];
    }

    TrlSource Whole(string path, string? config, string? split)
    {
        if (config is not null && !datasets.MayHave(path, config))
        {
            Remarks.Add($"{path} has no configurations: dataset_config {config} is passed over.");
            config = null;
        }
        var source = new DataSource { Path = path, Config = config, Split = split };
        long rows = datasets.Count(source);
        return rows > 0 ? new(source, rows) : throw settings.Error("dataset_name", $"{path}: the data has no rows to learn from.");
    }

    List<TrlSource> Mixture(SettingsMap mixture)
    {
        foreach (var entry in mixture.Entries)
            if (entry.Key is not ("datasets" or "seed" or "test_split_size"))
                throw entry.Place.Error($"dataset_mixture has no key '{entry.Key}'{NearestName.Hint(entry.Key, ["datasets", "seed", "test_split_size"])}");
        if (mixture.Find("datasets")?.Value is not SettingsList { Items.Count: > 0 } list)
            throw mixture.Place.Error("dataset_mixture needs datasets, a list of maps with id.");
        return [.. list.Items.Select(Part)];
    }

    // {id, config, split, columns, weight} of Open-R1, {path, name, split, columns} of TRL.
    TrlSource Part(SettingsNode node)
    {
        if (node is not SettingsMap map)
            throw node.Place.Error("a source of data is a map with id (or path), config, split, columns and weight.");
        foreach (var entry in map.Entries)
            if (entry.Key is not ("id" or "path" or "config" or "name" or "split" or "columns" or "weight" or "data_dir" or "data_files"))
                throw entry.Place.Error(
                    $"a source of data has no key '{entry.Key}'{NearestName.Hint(entry.Key, ["id", "path", "config", "name", "split", "columns", "weight"])}");
        string? Value(string key) => map.Find(key)?.Value is SettingsScalar { IsNull: false } scalar ? scalar.Text : null;
        var whole = Whole(Value("id") ?? Value("path") ?? throw map.Place.Error("a source of data needs id, its name or folder."), Value("config")
            ?? Value("name"), Value("split") ?? "train");
        if (map.Find("weight") is not { Value: SettingsScalar weight })
            return whole;
        double share = (double)SettingsText.Convert(weight, typeof(double), "weight", []);
        if (share is <= 0 or > 1)
            throw weight.Place.Error("a weight is the share of the rows that is taken, above 0 and at most 1.");
        long taken = Math.Max(1, (long)(whole.Rows * share));
        Remarks.Add(FormattableString.Invariant($"{whole.Source.Path}: the first {taken} of {whole.Rows} rows are taken (weight {share})."));
        return taken == whole.Rows ? whole
            : new(whole.Source with { Split = FormattableString.Invariant($"{whole.Source.Split ?? "train"}[:{taken}]") }, taken);
    }
}
