// Benchmarks that recipes name among their problems: read as `evaluate --task` reads them, and judged by their own measure.

using System.Globalization;
using R1Sharp.App.Recipes;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Tasks;

/// <summary>Reads them.</summary>
static class RecipeBenchmarks
{
    // Measures that need more than a completion and its gold answer, and what comes nearest in a recipe.
    static readonly Dictionary<string, string> s_unfit = new()
    {
        [MetricNames.Judged] = "its answers are compared by a judge: name its rows under 'file' and reward them by 'judged'",
        [MetricNames.Pairs] = "its answers are compared with another model's by a judge: name its rows under 'file' and reward them by 'learned' or 'judge'",
        ["contests"] = "its programs are judged by contests' results: name its rows under 'file' with 'tests_column', which rewards what passes their tests",
        ["patches"] = "its patches are tried on checkouts: r1 evaluate --task does that",
    };

    /// <summary>The problems of a benchmark.</summary>
    /// <exception cref="UserErrorException">There is no such benchmark, it has no gold answers of its own, or its data is missing or broken.</exception>
    public static IReadOnlyList<Problem> Problems(BenchmarkProblems source)
    {
        var task = Task(source);
        return s_unfit.TryGetValue(task.Metric, out string? why)
            ? throw new UserErrorException($"the benchmark '{source.Task}' ({task.Title}) can be no source of a recipe's problems: {why}.")
            : new TaskReader(task, TaskMetrics.Create(task, TaskHost.None), Request(source)).Read();
    }

    /// <summary>What is read for a benchmark: files, folders and names of datasets.</summary>
    /// <exception cref="UserErrorException">There is no such benchmark, or its published rows are not there.</exception>
    public static IEnumerable<string> Content(BenchmarkProblems source)
    {
        var task = Task(source);
        return ((string?[])[task.Key == task.Name ? null : source.Task, TaskData.PathOf(task, Request(source)), source.ShotsFrom]).OfType<string>();
    }

    static TaskFile Task(BenchmarkProblems source) => TaskCatalog.Find(source.Task) ?? throw new UserErrorException(
        $"there is no benchmark '{source.Task}'{NearestName.Hint(source.Task, [.. TaskCatalog.All.Select(t => t.Name)])}");

    static TaskRequest Request(BenchmarkProblems source) => new()
    {
        Path = source.File is { } file ? RecipeVariables.Expand(file) : null,
        Config = source.Config,
        Split = source.Split,
        Wording = source.Wording == "authors" ? TaskWording.Authors : TaskWording.R1,
        Shots = source.Shots,
        ShotsPath = source.ShotsFrom is { } shots ? RecipeVariables.Expand(shots) : null,
        Since = Day(source.Since, "since"),
        Until = Day(source.Until, "until"),
        Count = source.MaxProblems,
        Seed = source.Seed,
    };

    static DateOnly? Day(string? text, string key) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new UserErrorException($"'{key}' of a benchmark is '{text}', but must be a day like 2024-08-01.");
}
