// The one reader of data: whatever holds rows, and however it is named, comes out as objects with their places.

using System.Globalization;
using R1Sharp.App.Data.Files;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Data;

/// <summary>The rows that a source names.</summary>
sealed class Dataset
{
    readonly List<(IReadOnlyList<string> Files, SplitPart Part)> _parts;

    readonly bool _isOneFile;

    Dataset(string name, List<(IReadOnlyList<string> Files, SplitPart Part)> parts)
    {
        (Name, _parts) = (name, parts);
        _isOneFile = Files.Count() == 1;
        string shown = _isOneFile && File.Exists(name) ? Files.First() : name;
        ShortName = System.IO.Path.GetFileNameWithoutExtension(FileForms.Uncompressed(System.IO.Path.TrimEndingDirectorySeparator(shown)));
    }

    // Conditions that rows must all meet.
    IReadOnlyList<RowCondition> Where { get; init; } = [];

    // The columns that are seen; null sees all.
    IReadOnlyList<string>? Seen { get; init; }

    /// <summary>What the user called it.</summary>
    public string Name { get; }

    /// <summary>Its files, in the order in which they are read.</summary>
    public IEnumerable<string> Files => _parts.SelectMany(p => p.Files).Distinct();

    /// <summary>Its name without folders and without what says its form.</summary>
    public string ShortName { get; }

    /// <summary>Names a row: by its line in a single file, else by its place among all rows.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">Its place, 0-based.</param>
    public string IdOf(JsonLine row, int index) => string.Create(CultureInfo.InvariantCulture, $"{ShortName}:{(_isOneFile ? row.Line : index + 1)}");

    /// <summary>Finds the files of a source.</summary>
    /// <exception cref="UserErrorException">There is no such file, folder, dataset, configuration or split; the message says what there is.</exception>
    public static Dataset Open(DataSource source) => Open(source.Path, source.Config, source.Split, source.Where, source.Columns);

    /// <summary>Finds the files of a source.</summary>
    /// <param name="path">A file, several with commas between them, a pattern, a folder or a name under R1SHARP_HUB; may contain ${VARIABLES} of the
    /// environment.</param>
    /// <param name="config">The configuration; null takes the default.</param>
    /// <param name="split">The split or parts of splits; null takes the only one, or "train".</param>
    /// <param name="where">Conditions that rows must all meet; null takes every row.</param>
    /// <param name="columns">The columns that are seen, which no condition need be on; null sees all.</param>
    /// <exception cref="UserErrorException">As of the other.</exception>
    public static Dataset Open(string path, string? config = null, string? split = null, IReadOnlyList<string>? where = null,
        IReadOnlyList<string>? columns = null)
    {
        string name = RecipeVariables.Expand(path);
        RowCondition[] conditions = [.. (where ?? []).Select(RowCondition.Parse)];
        var splits = DatasetFinder.Splits(name, config);
        if (split is not null)
            return new(name, [.. SplitPart.Parse(split).Select(part => (FilesOf(name, splits, part.Name), part))]) { Where = conditions, Seen = columns };
        string taken = splits.Count == 1 ? splits.Keys.First() : splits.ContainsKey(SplitNames.Train) ? SplitNames.Train
            : throw new UserErrorException($"{name}: the dataset has the splits {string.Join(", ", splits.Keys)}; name one (split).");
        return new(name, [(FilesOf(name, splits, taken), new SplitPart(taken, null, null, false))]) { Where = conditions, Seen = columns };
    }

    /// <summary>The splits of data, each by its name: all of them, or the one that is named.</summary>
    /// <exception cref="UserErrorException">As of <see cref="Open(DataSource)"/>.</exception>
    public static IReadOnlyList<(string Name, Dataset Data)> OpenSplits(string path, string? config, string? split)
    {
        if (split is not null)
            return [(SplitPart.Parse(split)[0].Name, Open(path, config, split))];
        return [.. DatasetFinder.Splits(RecipeVariables.Expand(path), config).Keys.Select(name => (name, Open(path, config, name)))];
    }

    /// <summary>Every file of what a path names, whatever the configuration and split: what decides the results of whoever reads it.</summary>
    /// <exception cref="UserErrorException">There is no such file, folder or dataset.</exception>
    public static IReadOnlyList<string> AllFiles(string path) => DatasetFinder.AllFiles(RecipeVariables.Expand(path));

    /// <summary>Whether what a path names can have a configuration: a folder whose card lists some, or with a folder of that name in it.</summary>
    public static bool MayHave(string path, string config) => DatasetFinder.MayHave(RecipeVariables.Expand(path), config);

    /// <summary>The configurations of what a path names: those of a folder's card, else its folders of rows; none of a file.</summary>
    public static IReadOnlyList<string> Configs(string path) => DatasetFinder.Configs(RecipeVariables.Expand(path));

    /// <summary>The rows one by one, in order; there may be none, and more than memory holds.</summary>
    /// <exception cref="UserErrorException">A file is broken, or the first row lacks a column that is to be read; the message says where.</exception>
    public IEnumerable<JsonLine> Stream() => Seen is null ? Taken : ShapedRows.Only(Taken, Seen);

    IEnumerable<JsonLine> Taken => Where.Count == 0 ? AllRows : AllRows.Where(row => Where.All(condition => condition.Holds(row)));

    IEnumerable<JsonLine> AllRows => _parts.SelectMany(part => Rows(part.Files, part.Part));

    /// <summary>The same, of which there must be one.</summary>
    /// <exception cref="UserErrorException">There are none, or a file is broken.</exception>
    public IEnumerable<JsonLine> Rows()
    {
        bool isEmpty = true;
        foreach (var row in Stream())
        {
            isEmpty = false;
            yield return row;
        }
        if (isEmpty && Where.Count > 0 && AllRows.Any())
            throw new UserErrorException($"{Name}: no row has {string.Join(" and ", Where.Select(w => $"{w.Column}{w.Sign}{w.Value}"))}.");
        if (isEmpty)
            throw new UserErrorException(Files.Any(file => FileForms.ByName(file) is null or FileForm.JsonLines or FileForm.Json)
                ? $"{Name}: {(Files.Count() > 1 ? "the data holds" : "the file holds")} no lines; each is one object like "
                    + $"{{\"problem\":\"…\",\"answer\":\"…\"}}."
                : $"{Name}: the data holds no rows.");
    }

    /// <summary>The number of rows; counted where the files do not say it.</summary>
    public long Count() => Where.Count > 0 ? Taken.LongCount()
        : _parts.Sum(part => part.Part.Of(() => CountOf(part.Files)) is var (from, to) ? Math.Max(0, Math.Min(to, CountOf(part.Files)) - from) : 0);

    static IReadOnlyList<string> FilesOf(string name, Dictionary<string, List<string>> splits, string split) =>
        splits.TryGetValue(split, out var files) ? files
            : throw new UserErrorException($"{name}: the dataset has no split '{split}'{NearestName.Hint(split, [.. splits.Keys])}");

    static long CountOf(IReadOnlyList<string> files) => files.Sum(file => RowFile.Open(file).Count());

    static IEnumerable<JsonLine> Rows(IReadOnlyList<string> files, SplitPart part)
    {
        var (skip, end) = part.Of(() => CountOf(files));
        long left = end - skip;
        foreach (string path in files)
        {
            if (left <= 0)
                yield break;
            var file = RowFile.Open(path);
            if (skip > 0 && (files.Count > 1 || file.KnownCount is not null) && file.Count() is var count && count <= skip)
            {
                skip -= count;
                continue;
            }
            foreach (var row in file.Rows(skip))
            {
                yield return row;
                if (--left <= 0)
                    yield break;
            }
            skip = 0;
        }
    }
}
