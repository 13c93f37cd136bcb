// The items of benchmarks that a corpus is cleared of: of a benchmark that the program knows, of files, of folders. An item is its question with its options.

using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Corpus.Contamination;
using R1Sharp.App.Data.Rows;

namespace R1Sharp.App.Corpus.Documents;

/// <summary>Reads items.</summary>
static class BenchmarkItems
{
    static readonly string[] s_questions = ["problem", "question", "Problem", "Question", "prompt", "input", "text"],
    s_options = ["options", "choices", "Options"],
        s_stories = ["body", "passage", "context"];

    /// <summary>The items of benchmarks.</summary>
    /// <param name="names">NAME of a benchmark, NAME=DATA, or DATA.</param>
    /// <exception cref="UserErrorException">There is no such data, or it has no questions.</exception>
    public static IReadOnlyList<BenchmarkItem> Of(IReadOnlyList<string> names) => [.. names.SelectMany(Of)];

    static IEnumerable<BenchmarkItem> Of(string name)
    {
        string[] parts = name.Split('=', 2);
        return TaskCatalog.Find(parts[0]) is { } task ? OfTask(task, parts.ElementAtOrDefault(1)) : OfData(name);
    }

    static IEnumerable<BenchmarkItem> OfTask(TaskFile task, string? path)
    {
        var request = new TaskRequest { Path = path };
        foreach (var part in TaskData.Problems(task, request))
            foreach (var (row, i) in part.Data.Rows().Select((row, i) => (row, i)))
                yield return new(task.Name, part.Data.IdOf(row, i), Asked(task, new(task, row, i, request, part.Config)) + Options(row));
    }

    // The story comes before the question where the two stand apart.
    static string Asked(TaskFile task, TaskRow row) =>
        string.Concat(s_stories.Where(role => task.Columns.Names(role).Count > 0).Select(role => row.Text(role) + " "))
        + row.NeededText(TaskRow.Question);

    static IEnumerable<BenchmarkItem> OfData(string path)
    {
        var data = Dataset.Open(path);
        foreach (var (row, i) in data.Rows().Select((row, i) => (row, i)))
        {
            string column = s_questions.FirstOrDefault(c => row.Column(c) is { ValueKind: JsonValueKind.String })
                ?? throw row.Error($"the benchmark's row has no question ({string.Join(", ", s_questions)}); it has {string.Join(", ", row.Columns)}.");
            yield return new(data.ShortName, data.IdOf(row, i), row.Column(column)!.Value.GetString() + Options(row));
        }
    }

    static string Options(JsonLine row) => s_options.Select(o => row.Column(o)).FirstOrDefault(o => o is not null) is { } options
        ? string.Concat(RowTexts.Of(options).Select(o => "\n" + o)) : "";
}
