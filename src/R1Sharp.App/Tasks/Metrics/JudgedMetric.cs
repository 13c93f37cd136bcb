// Answers in free words that a model compares with the gold answer (SimpleQA; Wei et al., arXiv 2411.04368, section 3).

using R1Sharp.App.Data.Rows;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>The shares of answers that are correct, incorrect and not attempted, of those attempted the correct, and the F-score of both.</summary>
/// <param name="task">The benchmark, which says what the judge is asked.</param>
/// <param name="host">Has the judge.</param>
sealed class JudgedMetric(TaskFile task, TaskHost host) : ITaskMetric
{
    /// <inheritdoc/>
    public IReward Grader { get; } = new JudgedGrader(task.JudgePrompt!, host.JudgeOf(task));

    /// <inheritdoc/>
    public string Gold(TaskRow row) => GoldAnswer.Text(row.Needed(TaskRow.Answer)) is { Length: > 0 } text ? text
        : throw row.Line.Error("the gold answer is no text.");

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result)
    {
        var (correct, interval) = result.Mean(sample => Is(sample, JudgedGrader.Correct));
        var (attempted, _) = result.Mean(sample => Is(sample, JudgedGrader.Correct) + Is(sample, JudgedGrader.Incorrect));
        double ofAttempted = attempted == 0 ? 0 : correct / attempted;
        return
        [
            TaskFigure.Share("correct", correct, interval), TaskFigure.Share("not attempted", 1 - attempted),
            TaskFigure.Share("correct of attempted", ofAttempted),
            TaskFigure.Share("F-score", correct + ofAttempted == 0 ? 0 : 2 * correct * ofAttempted / (correct + ofAttempted)),
        ];
    }

    static double Is(Rollout sample, string grade) => sample.AccuracyReason == grade ? 1 : 0;
}
