// How the completions of a benchmark become its numbers. A class for each measure that needs code; the files name them.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Tasks.Declarations;

/// <summary>One measure of one benchmark.</summary>
interface ITaskMetric
{
    /// <summary>Whether questions have lettered options.</summary>
    bool HasOptions => false;

    /// <summary>Columns, by what they are, that are part of the gold answer or too long to be kept beside each problem.</summary>
    IReadOnlyCollection<string> Heavy => [];

    /// <summary>The gold answer of a row, as the grader wants it.</summary>
    /// <exception cref="Learning.UserErrorException">The row has none that can be used.</exception>
    string Gold(TaskRow row);

    /// <summary>The gold answer of a row as an example shows it.</summary>
    /// <exception cref="Learning.UserErrorException">The row has none that can be used.</exception>
    string Shown(TaskRow row) => Gold(row);

    /// <summary>Judges one completion: 1 where it is right (<see cref="RewardScore.Accuracy"/> where its scale is another one).</summary>
    IReward Grader { get; }

    /// <summary>The numbers of the benchmark, that by which it is known first.</summary>
    IReadOnlyList<TaskFigure> Figures(TaskResult result);
}

/// <summary>One number.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">In percent, or in its unit.</param>
/// <param name="Unit">"%", or the unit of a rating.</param>
sealed record TaskFigure(string Name, double Value, string Unit = "%")
{
    /// <summary>95 % confidence interval, in the same unit; null where none is known.</summary>
    public ConfidenceInterval? Interval { get; init; }

    /// <summary>A share as a figure in percent.</summary>
    public static TaskFigure Share(string name, double share, ConfidenceInterval? interval = null) =>
        new(name, 100 * share) { Interval = interval is { } i ? new(100 * i.Low, 100 * i.High) : null };
}

/// <summary>The completions of one benchmark.</summary>
/// <param name="Task">The benchmark.</param>
/// <param name="Problems">Its problems with their completions.</param>
/// <param name="Whole">The evaluation that they are part of.</param>
sealed record TaskResult(TaskFile Task, IReadOnlyList<ProblemEvaluation> Problems, EvaluationResult Whole)
{
    /// <summary>What is measured of every task.</summary>
    public EvaluationMetrics Metrics => Whole.ByFamily[Task.Name];

    /// <summary>The mean over problems of a number of each completion, with its interval.</summary>
    public (double Mean, ConfidenceInterval Interval) Mean(Func<Learning.Rollouts.Rollout, double> valueOf)
    {
        double[] values = [.. Problems.Select(p => p.Samples.Average(valueOf))];
        return (values.Average(), ConfidenceInterval.OfShare(values, Whole.Options.BootstrapResamples, Whole.Seed));
    }
}
