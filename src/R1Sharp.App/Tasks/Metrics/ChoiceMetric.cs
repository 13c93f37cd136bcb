// The letter of an option.

using R1Sharp.App.Data;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Answers;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>The share of questions whose right option is chosen.</summary>
/// <param name="task">The benchmark.</param>
sealed class ChoiceMetric(TaskFile task) : ITaskMetric
{
    /// <inheritdoc/>
    public bool HasOptions => true;

    /// <inheritdoc/>
    public IReward Grader { get; } = new MultipleChoiceReward(new() { Choices = task.MostOptions });

    /// <inheritdoc/>
    public string Gold(TaskRow row) => row.Options is not { } options
        ? throw row.Line.Error($"{task.Title} has options, but the row has none that are understood; it has {string.Join(", ", row.Line.Columns)}.")
        : options.Texts.Count <= task.MostOptions ? Choices.Letter(options.Right).ToString()
        : throw row.Line.Error($"the question has {options.Texts.Count} options, but {task.Title} has at most {task.MostOptions}.");

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result) => PassFigures.Of(result);
}
