// docs/benchmarks.md shows what the files of the benchmarks say. With R1SHARP_WRITE_TABLES=file the table is written.

using System.Globalization;
using R1Sharp.App.Tasks;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Settings;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Tasks;

public sealed class TaskPageTests
{
    [Fact]
    public void The_page_has_a_line_for_each_benchmark_and_no_other()
    {
        string[] rows = [.. TaskCatalog.All.Select(Row)];
        if (Environment.GetEnvironmentVariable("R1SHARP_WRITE_TABLES") is { Length: > 0 } file)
            File.WriteAllLines(file + ".benchmarks", rows);
        string[] page = File.ReadAllLines(Path.Combine(Cli.Home, "docs", "benchmarks.md"));
        Assert.Equal(rows, page.Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Count(c => c == '|') == 8));
    }

    [Fact]
    public void The_page_names_every_measure()
    {
        string page = File.ReadAllText(Path.Combine(Cli.Home, "docs", "benchmarks.md"));
        Assert.All(MetricNames.All, name => Assert.Contains($"**`{name}`**", page));
    }

    static string Row(TaskFile task) => $"| `{task.Name}` | [{task.Title}]({task.Paper}) | {Rows(task)} | `{task.Metric}`, {task.Samples} | {Published(task)} | {Checks(task)} | {task.Departures} |";

    static string Rows(TaskFile task)
    {
        string config = task.Source.Config switch { null => "", TaskSource.EveryConfig => ", all configurations", var name => $", `{name}`" };
        return $"{string.Join(" or ", task.Source.Also.Prepend(task.Source.Name))}{config}, `{task.Source.Split}`";
    }

    static string Published(TaskFile task) => task.Published.Count == 0 ? "not reported"
        : string.Join("; ", task.Published.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Model} {p.Figure} {p.Score:0.0##} ({p.Source})")));

    static string Checks(TaskFile task) => string.Join("; ", task.Checked.Select(c => SettingsText.Write(c.By).Replace('-', ' ') + (c.What is null ? "" : $": {c.What}")));
}
