// A dataset's README.md: a front in YAML by which Hugging Face's libraries find the splits, then columns, counts and origins for people.

using System.Globalization;
using System.Text;

namespace R1Sharp.App.Data.Writing;

/// <summary>Writes cards.</summary>
static class DatasetCardText
{
    const int MostOrigins = 50;

    /// <summary>The card.</summary>
    public static string Of(DatasetPushOptions options, RowType type, IReadOnlyList<PushedSplit> splits, RowOrigins origins)
    {
        var card = new StringBuilder();
        Front(card, options, splits);
        card.Append(CultureInfo.InvariantCulture,
            $"\n# {OneLine(options.Title)}\n\n{splits.Sum(s => s.Rows):N0} rows, written by R1Sharp. Licence: {OneLine(options.License ?? "none given")}.\n");
        Table(card, "Splits", ["split", "rows", "bytes"], splits.Select(s => (string[])[s.Name, Number(s.Rows), Number(s.Bytes)]));
        Table(card, "Columns", ["column", "holds"], type.Fields.Select(f => (string[])[$"`{f.Name}`", f.Description]));
        var counts = origins.Counts.ToList();
        Table(card, "Provenance", ["model", "grader", "rows"], counts.Take(MostOrigins).Select(c => (string[])[c.Model, c.Grader, Number(c.Rows)]));
        if (counts.Count > MostOrigins)
            card.Append(CultureInfo.InvariantCulture,
                $"\n{counts.Count - MostOrigins:N0} further origins have {counts.Skip(MostOrigins).Sum(c => c.Rows):N0} rows together.\n");
        return card.ToString();
    }

    static void Front(StringBuilder card, DatasetPushOptions options, IReadOnlyList<PushedSplit> splits)
    {
        card.Append("---\n");
        if (options.License is { } license)
            card.Append(CultureInfo.InvariantCulture, $"license: {Quoted(license)}\n");
        card.Append(CultureInfo.InvariantCulture, $"pretty_name: {Quoted(options.Title)}\nconfigs:\n- config_name: default\n  data_files:\n");
        foreach (var split in splits)
            card.Append(CultureInfo.InvariantCulture, $"  - split: {split.Name}\n    path: data/{split.Name}-*\n");
        card.Append("dataset_info:\n  splits:\n");
        foreach (var split in splits)
            card.Append(CultureInfo.InvariantCulture, $"  - name: {split.Name}\n    num_bytes: {split.Bytes}\n    num_examples: {split.Rows}\n");
        card.Append(CultureInfo.InvariantCulture, $"  download_size: {splits.Sum(s => s.Bytes)}\n  dataset_size: {splits.Sum(s => s.Bytes)}\n---\n");
    }

    static void Table(StringBuilder card, string heading, string[] head, IEnumerable<string[]> rows)
    {
        card.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(_ => "---|"))}\n");
        foreach (string[] row in rows)
            card.Append(CultureInfo.InvariantCulture,
                $"| {string.Join(" | ", row.Select(cell => OneLine(cell).Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Quoted(string text) => $"\"{OneLine(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
