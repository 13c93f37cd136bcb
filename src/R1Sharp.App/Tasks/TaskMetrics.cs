// The measures by the names that the files of benchmarks call them.

using R1Sharp.App.Tasks.Metrics;

namespace R1Sharp.App.Tasks;

/// <summary>All measures.</summary>
public static class TaskMetrics
{
    static readonly SortedDictionary<string, Func<TaskFile, TaskHost, ITaskMetric>> s_all = new(StringComparer.Ordinal)
    {
        ["math"] = (task, host) => new MathMetric(task, host),
        ["choice"] = (task, _) => new ChoiceMetric(task),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names => s_all.Keys;

    /// <summary>The measure of a benchmark.</summary>
    /// <exception cref="Learning.UserErrorException">It needs something that the host does not have.</exception>
    public static ITaskMetric Create(TaskFile task, TaskHost host) => s_all[task.Metric](task, host);
}
