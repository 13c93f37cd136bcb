// Where rows of data are: what every source of problems, examples, pairs and texts has in common. App/Data reads it.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Recipes;

/// <summary>
/// A file, several with commas between them, a pattern like data/*.parquet, a dataset's folder, or a dataset's name under the folder
/// R1SHARP_HUB.
/// </summary>
record DataSource
{
    /// <summary>JSON Lines, JSON, CSV, TSV, text, Parquet, Arrow, also compressed; may contain ${VARIABLES} of the environment.</summary>
    [Content] public required string Path { get; init; }

    /// <summary>The dataset's configuration; null takes its default.</summary>
    [DefaultValue(null)] public string? Config { get; init; }

    /// <summary>The dataset's split, also a part of it like train[:100] or train[10%:20%]; null takes the only one, or "train".</summary>
    [DefaultValue(null)] public string? Split { get; init; }

    /// <summary>Conditions that rows of the split must all meet, such as ability=math or pass_rate&lt;0.9; null takes every row.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Where { get; init; }

    /// <summary>The columns that are seen, each by its name; the others are as if the rows did not have them. Null sees every column.</summary>
    [DefaultValue(null), MinLength(1)] public IReadOnlyList<string>? Columns { get; init; }
}
