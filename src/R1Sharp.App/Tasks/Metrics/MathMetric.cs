// Answers that are compared with the gold answer by the math grader.

using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>The share of right answers: pass@1 over the samples, and the vote of all of them.</summary>
/// <param name="task">The benchmark.</param>
/// <param name="host">Has the grader's choices.</param>
sealed class MathMetric(TaskFile task, TaskHost host) : ITaskMetric
{
    /// <inheritdoc/>
    public IReward Grader { get; } = new AccuracyReward(host.Accuracy with { Extract = task.Reader }, host.Rewards);

    /// <inheritdoc/>
    public string Gold(TaskRow row) => GoldAnswer.Final(GoldValue.Text(row.Needed(TaskRow.Answer))
        ?? throw row.Line.Error("the gold answer is neither a text, a number nor a list of them."));

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result) => PassFigures.Of(result);
}
