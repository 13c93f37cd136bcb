// The measures by the names that the files of benchmarks call them.

using R1Sharp.App.Tasks.Metrics;

namespace R1Sharp.App.Tasks;

/// <summary>All measures.</summary>
public static class TaskMetrics
{
    const string Judged = "judged", Pairs = "pairs";

    static readonly SortedDictionary<string, Func<TaskFile, TaskHost, ITaskMetric>> s_all = new(StringComparer.Ordinal)
    {
        ["math"] = (task, host) => new MathMetric(task, host),
        ["contests"] = (task, host) => new ContestMetric(task, host),
        ["patches"] = (task, host) => new PatchMetric(task, host),
        ["choice"] = (task, _) => new ChoiceMetric(task),
        ["drop"] = (_, _) => new DropMetric(),
        ["ifeval"] = (_, _) => new IfevalMetric(),
        ["programs"] = (task, host) => new ProgramMetric(task, host),
        [Judged] = (task, host) => new JudgedMetric(task, host),
        [Pairs] = (task, host) => new PairMetric(task, host),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names => s_all.Keys;

    /// <summary>Whether a measure asks a judge.</summary>
    public static bool IsJudged(string name) => name is Judged or Pairs;

    /// <summary>The measure of a benchmark.</summary>
    /// <exception cref="Learning.UserErrorException">It needs something that the host does not have.</exception>
    public static ITaskMetric Create(TaskFile task, TaskHost host) => s_all[task.Metric](task, host);
}
