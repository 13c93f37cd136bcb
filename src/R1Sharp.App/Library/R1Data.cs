// Data in files, for programs.

using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;

namespace R1Sharp;

/// <summary>
/// Reads JSON Lines, JSON, CSV, TSV, Parquet and Arrow, also compressed, datasets' folders, and names under the folder R1SHARP_HUB (docs/datasets.md).
/// </summary>
public static class R1Data
{
    /// <summary>The problems of a file or dataset: questions with gold answers, in their published shapes.</summary>
    /// <param name="path">Where they are.</param>
    /// <param name="split">The split; null takes the only one, or "train".</param>
    /// <param name="most">Only the first so many; null takes all.</param>
    /// <exception cref="UserErrorException">It is missing, or a row is not understood; the message names file and line.</exception>
    public static IReadOnlyList<Problem> Problems(string path, string? split = null, int? most = null) =>
        ProblemFile.Read(new() { Path = path, Split = split, MaxProblems = most });

    /// <summary>The rows of a file or dataset, one at a time, each as an object.</summary>
    /// <param name="path">Where they are.</param>
    /// <param name="split">The split; null takes the only one, or "train".</param>
    /// <exception cref="UserErrorException">It is missing or broken; the message names file and line.</exception>
    public static IEnumerable<JsonElement> Rows(string path, string? split = null) =>
        Dataset.Open(new DataSource { Path = path, Split = split }).Stream().Select(row => row.Value);
}
