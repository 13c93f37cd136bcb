// Where the data of a run in TRL's keys is: a dataset by name, or several with their shares.

using R1Sharp.App.Data;
using R1Sharp.App.Foreign;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Trl;

/// <summary>A source of data with the part of it that is taken.</summary>
/// <param name="Source">The source.</param>
/// <param name="Rows">How many rows are taken.</param>
sealed record TrlSource(DataSource Source, long Rows)
{
    /// <summary>The keys of the source in a recipe.</summary>
    public YamlMap Keys() => new() { { "path", Source.Path }, { "config", Source.Config }, { "split", Source.Split }, { "columns", Source.Columns } };
}

/// <summary>What has to be known of data to reckon with it.</summary>
interface ITrlDatasets
{
    /// <summary>How many rows a source has.</summary>
    long Count(DataSource source);

    /// <summary>The names of the columns of its first row.</summary>
    IReadOnlyList<string> Columns(DataSource source);

    /// <summary>The tokens of each example that a recipe of a single stage sft learns from.</summary>
    /// <exception cref="UserErrorException">The model or the data is missing or broken.</exception>
    IReadOnlyList<int> TokenCounts(Recipe recipe);

    /// <summary>Whether what a path names can have a configuration of this name.</summary>
    bool MayHave(string path, string config);
}

/// <summary>Data as it lies on disk.</summary>
sealed class TrlDatasets : ITrlDatasets
{
    /// <inheritdoc/>
    public long Count(DataSource source) => Dataset.Open(source).Count();

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns(DataSource source) => [.. Dataset.Open(source).Rows().First().Columns];

    /// <inheritdoc/>
    public IReadOnlyList<int> TokenCounts(Recipe recipe)
    {
        var tokenizer = ModelFiles.Of(recipe.Model.From!).Tokenizer();
        tokenizer = recipe.Chat?.Applied(tokenizer) ?? tokenizer;
        var template = recipe.TemplateFor(tokenizer);
        var corpora = new Corpora(recipe, new(recipe.World));
        return [.. ((SftStage)recipe.Stages[0].Settings).Examples
            .SelectMany(e => corpora.Examples(e.File!, new(tokenizer, int.MaxValue), template)).Select(s => s.Tokens.Length)];
    }

    /// <inheritdoc/>
    public bool MayHave(string path, string config) => Dataset.MayHave(path, config);
}

/// <summary>The data of a run.</summary>
/// <param name="settings">The settings.</param>
/// <param name="datasets">What is known of it.</param>
sealed class TrlData(TrlSettings settings, ITrlDatasets datasets)
{
    IReadOnlyList<TrlSource>? _sources, _tests;
    readonly List<TrlSource> _heldOut = [];

    /// <summary>What a reader should know.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>The sources, of which the rows together are one epoch.</summary>
    public IReadOnlyList<TrlSource> Sources => _sources ??= Read();

    /// <summary>What is measured and not learned from: the test split, or what a mixture holds out.</summary>
    public IReadOnlyList<TrlSource> TestSources => _tests ??= ReadTests();

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
            return Parts(datasets, settings.Node("test_split_size") as SettingsScalar);
        return [Whole(name ?? throw settings.Error("dataset_name", "'dataset_name' is missing: it names the data, a folder, a file or org/name under "
            + "R1SHARP_HUB."),
            settings.Text("dataset_config"), settings.Command == TrlCommand.Filter ? FilteredSplit() : settings.Text("dataset_train_split"))];
    }

    // Open-R1's filter goes over a part of a split where both of its ends are given.
    string? FilteredSplit() => settings.Whole("dataset_start_index") is { } first && settings.Whole("dataset_end_index") is { } end
        ? FormattableString.Invariant($"{settings.Text("dataset_split")}[{first}:{end}]")
        : settings.Has("dataset_split") ? settings.Text("dataset_split") : null;

    IReadOnlyList<TrlSource> ReadTests()
    {
        bool isMixture = settings.Map("dataset_mixture") is not null || settings.Node("datasets") is SettingsList { Items.Count: > 0 };
        if (!isMixture)
            return [Whole(settings.Text("dataset_name")!, settings.Text("dataset_config"), settings.Text("dataset_test_split"), "dataset_test_split")];
        return Sources.Count > 0 && _heldOut.Count > 0 ? _heldOut
            : throw settings.Error("eval_strategy", "a mixture has no test split of its own: say with test_split_size what share of it is held out.");
    }

    TrlSource Whole(string path, string? config, string? split, string key = "dataset_name")
    {
        if (config is not null && !datasets.MayHave(path, config))
        {
            Remarks.Add($"{path} has no configurations: dataset_config {config} is passed over.");
            config = null;
        }
        var source = new DataSource { Path = path, Config = config, Split = split };
        long rows = datasets.Count(source);
        return rows > 0 ? new(source, rows) : throw settings.Error(key,
            $"{path}: the data has no rows to {(key == "dataset_name" ? "learn from" : "measure")}.");
    }

    List<TrlSource> Mixture(SettingsMap mixture)
    {
        foreach (var entry in mixture.Entries)
            if (entry.Key is not ("datasets" or "seed" or "test_split_size"))
                throw entry.Place.Error($"dataset_mixture has no key '{entry.Key}'{NearestName.Hint(entry.Key, ["datasets", "seed", "test_split_size"])}");
        if (mixture.Find("datasets")?.Value is not SettingsList { Items.Count: > 0 } list)
            throw mixture.Place.Error("dataset_mixture needs datasets, a list of maps with id.");
        return Parts(list, mixture.Find("test_split_size")?.Value as SettingsScalar);
    }

    List<TrlSource> Parts(SettingsList list, SettingsScalar? testSize)
    {
        List<TrlSource> sources = [.. list.Items.Select(Part)];
        return testSize is null or { IsNull: true } ? sources : [.. sources.Select(source => Without(source, Share(testSize, "test_split_size"), testSize))];
    }

    // The last rows of a source are held out.
    TrlSource Without(TrlSource source, double share, SettingsNode node)
    {
        long held = (long)Math.Ceiling(source.Rows * share);
        if (held >= source.Rows)
            throw node.Place.Error($"{source.Source.Path}: a share of {share} holds all {source.Rows} rows out, so that none is left to learn from.");
        Remarks.Add(FormattableString.Invariant($"{source.Source.Path}: the last {held} of {source.Rows} rows are held out (test_split_size {share})."));
        _heldOut.Add(new(Taken(source.Source, source.Rows - held, source.Rows), held));
        return new(Taken(source.Source, 0, source.Rows - held), source.Rows - held);
    }

    static DataSource Taken(DataSource source, long from, long to)
    {
        string split = source.Split ?? "train";
        int part = split.IndexOf("[:", StringComparison.Ordinal);
        if (part < 0 && split.AsSpan().ContainsAny('[', '+'))
            throw new UserErrorException($"{source.Path}: weight and test_split_size want a whole split by its name, but this is '{split}'.");
        return source with { Split = FormattableString.Invariant($"{(part < 0 ? split : split[..part])}[{(from == 0 ? "" : $"{from}")}:{to}]") };
    }

    static double Share(SettingsScalar node, string key) => (double)SettingsText.Convert(node, typeof(double), key, []) is > 0 and < 1 and var share ? share
        : throw node.Place.Error($"'{key}' is a share of the rows, between 0 and 1.");

    static IReadOnlyList<string> Columns(SettingsNode node) => node is SettingsList { Items.Count: > 0 } list
        && list.Items.All(i => i is SettingsScalar { IsNull: false }) ? [.. list.Items.Select(i => ((SettingsScalar)i).Text)]
        : throw node.Place.Error("'columns' is a list of names of columns.");

    // {id, config, split, columns, weight} of Open-R1, {path, name, split, columns} of TRL.
    TrlSource Part(SettingsNode node)
    {
        if (node is not SettingsMap map)
            throw node.Place.Error("a source of data is a map with id (or path), config, split, columns and weight.");
        foreach (var entry in map.Entries)
            if (entry.Key is not ("id" or "path" or "config" or "name" or "split" or "columns" or "weight" or "data_dir" or "data_files"))
                throw entry.Place.Error(
                    $"a source of data has no key '{entry.Key}'{NearestName.Hint(entry.Key, ["id", "path", "config", "name", "split", "columns", "weight"])}");
        foreach (string key in (string[])["data_dir", "data_files"])
            if (map.Find(key)?.Value is not null and not SettingsScalar { IsNull: true })
                throw map.Find(key)!.Place.Error($"'{key}' is not to be had here: name the folder or the file itself as the source (id: FOLDER/FILE).");
        string? Value(string key) => map.Find(key)?.Value is SettingsScalar { IsNull: false } scalar ? scalar.Text : null;
        var whole = Whole(Value("id") ?? Value("path") ?? throw map.Place.Error("a source of data needs id, its name or folder."), Value("config")
            ?? Value("name"), Value("split") ?? "train");
        if (map.Find("columns")?.Value is not (null or SettingsScalar { IsNull: true }))
            whole = whole with { Source = whole.Source with { Columns = Columns(map.Find("columns")!.Value) } };
        if (map.Find("weight") is not { Value: SettingsScalar weight })
            return whole;
        double share = (double)SettingsText.Convert(weight, typeof(double), "weight", []);
        if (share is <= 0 or > 1)
            throw weight.Place.Error("a weight is the share of the rows that is taken, above 0 and at most 1.");
        long taken = Math.Max(1, (long)(whole.Rows * share));
        Remarks.Add(FormattableString.Invariant($"{whole.Source.Path}: the first {taken} of {whole.Rows} rows are taken (weight {share})."));
        return taken == whole.Rows ? whole : new(Taken(whole.Source, 0, taken), taken);
    }
}
