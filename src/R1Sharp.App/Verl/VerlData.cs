// Where the data of a run in verl's keys is, and what its first rows say of how they are graded.

using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Foreign;
using R1Sharp.App.Recipes;

namespace R1Sharp.App.Verl;

/// <summary>What has to be known of data to reckon with it.</summary>
interface IVerlDatasets
{
    /// <summary>How many rows a source has.</summary>
    long Count(DataSource source);

    /// <summary>Its first row.</summary>
    JsonLine First(DataSource source);
}

/// <summary>Data as it lies on disk.</summary>
sealed class VerlDatasets : IVerlDatasets
{
    /// <inheritdoc/>
    public long Count(DataSource source) => Dataset.Open(source).Count();

    /// <inheritdoc/>
    public JsonLine First(DataSource source) => Dataset.Open(source).Rows().First();
}

/// <summary>A file or dataset.</summary>
/// <param name="Path">Its path.</param>
/// <param name="First">Its first row.</param>
/// <param name="Rows">Rows that are taken.</param>
/// <param name="Most">How many of them at most; null takes all.</param>
sealed record VerlSource(string Path, JsonLine First, long Rows, int? Most)
{
    const string Gold = "reward_model.ground_truth";

    /// <summary>Whether its rows are Countdown's tasks.</summary>
    public bool IsCountdown => RowShapes.Countdown(First);

    /// <summary>Whether its gold answers are tests of programs.</summary>
    public bool IsProgram => !IsCountdown && First.Column(Gold) is { } gold
        && (TestsInPlace.Are(gold) || TestsInPlace.IsObject(gold));

    /// <summary>Whether verl pays −1 for a wrong answer to its rows, as DAPO does.</summary>
    public bool PaysMinusOne => First.Column("data_source") is { ValueKind: JsonValueKind.String } source
        && (source.ValueEquals("math_dapo") || source.GetString()!.StartsWith("aime", StringComparison.Ordinal));

    /// <summary>The keys of the source in a recipe.</summary>
    /// <param name="prompt">The column of the question.</param>
    public YamlMap Keys(string prompt) => new()
    {
        {
            "file", new YamlMap
            {
                { "path", Path },
                { "problem_column", IsCountdown ? null : prompt },
                { "answer_column", IsCountdown || IsProgram || First.Column(Gold) is null ? null : Gold },
                { "tests_column", IsProgram ? Gold : null },
                { "max_problems", Most },
            }
        },
    };
}

/// <summary>The data of a run.</summary>
/// <param name="settings">The settings.</param>
/// <param name="datasets">What is known of it.</param>
sealed class VerlData(VerlSettings settings, IVerlDatasets datasets)
{
    IReadOnlyList<VerlSource>? _learned, _measured;

    /// <summary>What is learned from.</summary>
    public IReadOnlyList<VerlSource> Learned => _learned ??= settings.Has("data.train_files") ? Sources("data.train_files", "data.train_max_samples")
        : throw settings.Error("data.train_files", "'data.train_files' is missing: it names the data, files or org/name under R1SHARP_HUB.");

    /// <summary>What is measured; empty where nothing is.</summary>
    public IReadOnlyList<VerlSource> Measured => _measured ??= settings.Has("data.val_files") ? Sources("data.val_files", "data.val_max_samples") : [];

    /// <summary>Sources in a recipe's form.</summary>
    public List<YamlMap> Problems(IReadOnlyList<VerlSource> sources) => [.. sources.Select(s => s.Keys(settings.Text("data.prompt_key")!))];

    List<VerlSource> Sources(string key, string mostKey)
    {
        int? most = settings.Whole(mostKey) is > 0 and var given ? given : null;
        string prompt = settings.Text("data.prompt_key")!;
        return [.. settings.List(key).Select(VerlSettings.Expanded).Select(path =>
        {
            var source = new DataSource { Path = path };
            var first = datasets.First(source);
            return first.Column(prompt) is null && !RowShapes.Countdown(first)
                ? throw settings.Error("data.prompt_key", $"{path}: the first row has no column '{prompt}'; it has {string.Join(", ", first.Columns)}: name "
                    + "the question's with data.prompt_key.")
                : new VerlSource(path, first, Math.Min(datasets.Count(source), most ?? long.MaxValue), most);
        })];
    }
}
