// A dataset's folder as Hugging Face holds it: Parquet shards in data, and a card. https://huggingface.co/docs/hub/datasets-cards

using System.Globalization;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Runs;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Writing;

/// <summary>What a dataset's card says beside what its rows say.</summary>
sealed record DatasetPushOptions
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>The licence's name as Hugging Face writes it, e.g. mit; null says that none is given.</summary>
    public string? License { get; init; }

    /// <summary>The model that wrote the completions, put into the column "model" of rows that have none; null leaves them.</summary>
    public string? Model { get; init; }

    /// <summary>What judged them, put into the column "grader" of rows that have none; null leaves them.</summary>
    public string? Grader { get; init; }

    /// <summary>Rows of a shard at most.</summary>
    public int ShardRows { get; init; } = 100_000;
}

/// <summary>A split that was written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Bytes of its shards.</param>
sealed record PushedSplit(string Name, long Rows, long Bytes);

/// <summary>Writes datasets' folders.</summary>
static class DatasetPush
{
    // As large as those of Hugging Face.
    const long ShardBytes = 500_000_000;

    /// <summary>Writes a folder, which must not be there yet or be empty.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="splits">The splits by name.</param>
    /// <param name="options">What the card says.</param>
    /// <exception cref="UserErrorException">A row is broken, or the disk refuses; nothing is left.</exception>
    public static IReadOnlyList<PushedSplit> Write(string folder, IReadOnlyList<(string Name, Dataset Data)> splits, DatasetPushOptions options)
    {
        List<PushedSplit> written = [];
        RunStorage.WriteNewFolder(folder, aside =>
        {
            Directory.CreateDirectory(Path.Combine(aside, "data"));
            var type = RowType.Of(splits.SelectMany(split => Rows(split.Data, options)));
            var origins = new RowOrigins();
            written = [.. splits.Select(split =>
                Shards(Path.Combine(aside, "data"), split.Name, Rows(split.Data, options).Select(origins.Counted), type, options.ShardRows))];
            File.WriteAllText(Path.Combine(aside, "README.md"), DatasetCardText.Of(options, type, written, origins));
        });
        return written;
    }

    static IEnumerable<JsonLine> Rows(Dataset data, DatasetPushOptions options) => data.Rows().Select(row => WithOrigin(row, options));

    static JsonLine WithOrigin(JsonLine row, DatasetPushOptions options)
    {
        (string Name, string? Value)[] added = [.. ((string, string?)[])[(RowOrigins.Model, options.Model), (RowOrigins.Grader, options.Grader)]];
        if (added.All(a => a.Value is null || row.Column(a.Name) is not null))
            return row;
        var writer = new RowWriter();
        writer.BeginObject();
        foreach (var property in row.Value.EnumerateObject().Where(p => row.Column(p.Name) is not null || !added.Any(a => a.Name == p.Name)))
        {
            writer.Name(property.Name);
            writer.Raw(property.Value);
        }
        foreach (var (name, value) in added)
            if (value is not null && row.Column(name) is null)
            {
                writer.Name(name);
                writer.Text(value);
            }
        writer.EndObject();
        return writer.Line(row.Path, row.Line);
    }

    // How many shards there are stands in the name of each, and is known with the last.
    static PushedSplit Shards(string folder, string split, IEnumerable<JsonLine> rows, RowType type, int shardRows)
    {
        var paths = new List<string>();
        long count = 0;
        using var row = rows.GetEnumerator();
        for (bool hasMore = row.MoveNext(); hasMore;)
        {
            paths.Add(Path.Combine(folder, $"{split}.{paths.Count}{RunStorage.Aside}"));
            using var shard = new ParquetRows(paths[^1], type);
            for (int i = 0; hasMore && i < shardRows && shard.Bytes < ShardBytes; i++, count++, hasMore = row.MoveNext())
                shard.Add(row.Current.Value);
        }
        for (int i = 0; i < paths.Count; i++)
            File.Move(paths[i], paths[i] = Path.Combine(folder,
                string.Create(CultureInfo.InvariantCulture, $"{split}-{i:00000}-of-{paths.Count:00000}.parquet")));
        return new(split, count, paths.Sum(p => new FileInfo(p).Length));
    }
}
