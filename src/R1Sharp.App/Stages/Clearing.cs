// Before a run learns from anything it is cleared of the benchmarks that the recipe names: rows and problems in which an item stands are left out, and
// contamination.json in the run folder says which.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Corpus.Documents;
using R1Sharp.App.Corpus.Steps;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus.Contamination;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Settings;
using System.ComponentModel.DataAnnotations;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Stages;

/// <summary>What a run's data is cleared of.</summary>
sealed record DecontaminateRecipe
{
    /// <summary>Benchmarks: NAME=DATA, NAME under R1SHARP_HUB, or any data with questions.</summary>
    [MinLength(1)] public required IReadOnlyList<string> Benchmarks { get; init; }

    /// <summary>What gives an item away.</summary>
    [Inline] public ContaminationOptions Options { get; init; } = new();

    /// <summary>The data of the benchmarks that are named with it: a change of it changes what is learned.</summary>
    internal IEnumerable<DataSource> Sources => Benchmarks.Select(b => b.Split('=', 2)[^1]).Where(path => Path.Exists(RecipeVariables.Expand(path)))
        .Select(path => new DataSource { Path = path });
}

/// <summary>Leaves out what holds items of benchmarks.</summary>
/// <param name="recipe">Which; null leaves out nothing.</param>
sealed class Clearing(DecontaminateRecipe? recipe)
{
    const string ReportName = "contamination.json";

    readonly SortedDictionary<string, SourceReport> _sources = new(StringComparer.Ordinal);
    readonly Dictionary<IReadOnlyList<ProblemSource>, IReadOnlyList<Problem>> _problems = new(ReferenceEqualityComparer.Instance);
    BenchmarkIndex? _index;

    sealed record SourceReport(List<JsonObject> Left)
    {
        public long Rows { get; set; }
    }

    /// <summary>The rows without those.</summary>
    /// <param name="name">What they are called in the report.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="UserErrorException">None is left.</exception>
    public IEnumerable<JsonLine> Rows(string name, IEnumerable<JsonLine> rows) => recipe is null ? rows
        : Left(name, rows, row => string.Join('\n', RowTexts.Of(row.Value)), row => FormattableString.Invariant($"{row.Path}:{row.Line}"));

    /// <summary>The problems without those.</summary>
    public IReadOnlyList<Problem> Problems(IReadOnlyList<ProblemSource> sources, Func<IReadOnlyList<ProblemSource>, IReadOnlyList<Problem>> load)
    {
        if (recipe is null)
            return load(sources);
        return _problems.TryGetValue(sources, out var known) ? known : _problems[sources] = Cleared(load(sources));
    }

    IReadOnlyList<Problem> Cleared(IReadOnlyList<Problem> all) => ProblemLists.Chosen(all,
        [.. Left(FormattableString.Invariant($"problems {_problems.Count + 1}"), all.Select((Problem, Place) => (Problem, Place)),
            p => p.Problem.Question, p => p.Problem.Id).Select(p => p.Place)]);

    /// <summary>What was left out of each source, as sentences.</summary>
    public IEnumerable<string> Sentences() => _sources.Select(s => string.Create(CultureInfo.InvariantCulture,
        $"{s.Key}: {s.Value.Left.Count:N0} of {s.Value.Rows:N0} rows hold items of benchmarks and are left out"));

    /// <summary>Writes the report where there is anything to tell.</summary>
    public void Write(RunFolder folder)
    {
        if (recipe is null)
            return;
        var report = new JsonObject(_sources.Select(s => KeyValuePair.Create<string, JsonNode?>(s.Key,
            new JsonObject { ["rows"] = s.Value.Rows, ["left_out"] = new JsonArray([.. s.Value.Left.Select(l => l.DeepClone())]) })));
        RunStorage.WriteText(Path.Combine(folder.Root, ReportName), report.ToJsonString(RunJson.Page) + "\n");
    }

    IEnumerable<T> Left<T>(string name, IEnumerable<T> all, Func<T, string> text, Func<T, string> place)
    {
        _index ??= new(BenchmarkItems.Of(recipe!.Benchmarks), recipe.Options);
        var search = new ContaminationSearch(_index);
        var report = _sources[name] = new([]);
        foreach (var row in all)
        {
            report.Rows++;
            var matches = search.Find(text(row));
            if (matches.Count == 0)
                yield return row;
            else
                report.Left.Add(Told(place(row), text(row), matches[0], _index.Items[matches[0].Item]));
        }
        if (report.Rows > 0 && report.Left.Count == report.Rows)
            throw new UserErrorException(
                $"{name}: every row holds an item of a benchmark (decontaminate), so that nothing is left to learn from; name other data or benchmarks.");
    }

    static JsonObject Told(string place, string text, ContaminationMatch match, BenchmarkItem item) => new()
    {
        ["row"] = place,
        ["benchmark"] = item.Benchmark,
        ["item"] = item.Id,
        ["rule"] = DecontaminateStep.RuleName(match.Rule),
        ["score"] = Math.Round(match.Score, 3),
        ["passage"] = text[match.Start..match.End],
    };
}
