// The figures of benchmarks whose answers are right or wrong.

using R1Sharp.App.Tasks.Declarations;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>pass@1, pass@k and cons@k.</summary>
static class PassFigures
{
    /// <summary>pass@1 with its interval; of several samples also the vote of all, where there is one, and whether any is right.</summary>
    public static IReadOnlyList<TaskFigure> Of(TaskResult result)
    {
        var metrics = result.Metrics;
        int n = metrics.PassAt.Keys.Max();
        var one = TaskFigure.Share("pass@1", metrics.PassAtOne, metrics.PassAtOneInterval);
        if (n == 1)
            return [one];
        return double.IsFinite(metrics.ConsensusAt[n])
            ? [one, TaskFigure.Share($"cons@{n}", metrics.ConsensusAt[n], metrics.ConsensusInterval), TaskFigure.Share($"pass@{n}", metrics.PassAt[n])]
            : [one, TaskFigure.Share($"pass@{n}", metrics.PassAt[n])];
    }
}
