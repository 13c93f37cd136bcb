// The measures by the names that the files of benchmarks call them.

using R1Sharp.App.Tasks.Declarations;
using R1Sharp.App.Tasks.Metrics;

namespace R1Sharp.App.Tasks;

/// <summary>A maker for each of <see cref="MetricNames.All"/>.</summary>
static class TaskMetrics
{
    static readonly SortedDictionary<string, Func<TaskFile, TaskHost, ITaskMetric>> s_all = new(StringComparer.Ordinal)
    {
        ["math"] = (task, host) => new MathMetric(task, host),
        ["contests"] = (task, host) => new ContestMetric(task, host),
        ["patches"] = (task, host) => new PatchMetric(task, host),
        ["choice"] = (task, _) => new ChoiceMetric(task),
        ["drop"] = (_, _) => new DropMetric(),
        ["ifeval"] = (_, _) => new IfevalMetric(),
        ["programs"] = (task, host) => new ProgramMetric(task, host),
        [MetricNames.Judged] = (task, host) => new JudgedMetric(task, host),
        [MetricNames.Pairs] = (task, host) => new PairMetric(task, host),
    };

    /// <summary>The measure of a benchmark.</summary>
    /// <exception cref="Learning.UserErrorException">It needs something that the host does not have.</exception>
    public static ITaskMetric Create(TaskFile task, TaskHost host) => s_all[task.Metric](task, host);
}
