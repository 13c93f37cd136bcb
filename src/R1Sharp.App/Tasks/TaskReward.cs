// The accuracy of problems from several benchmarks, each by its own measure.

using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;

namespace R1Sharp.App.Tasks;

/// <summary>Judges each completion by the measure of its problem's benchmark; problems of none as <see cref="AccuracyReward"/> does.</summary>
/// <param name="host">What measures need.</param>
sealed class TaskReward(TaskHost host) : IReward
{
    readonly AccuracyReward _others = new(host.Accuracy, host.Rewards);
    readonly Dictionary<string, (TaskFile Task, ITaskMetric Metric)> _tasks = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <summary>The benchmark of a problem with its measure; null where it is of none.</summary>
    /// <exception cref="UserErrorException">There is no such benchmark, or its measure needs something that is not there.</exception>
    public (TaskFile Task, ITaskMetric Metric)? Of(Problem problem)
    {
        if (problem.Task is not { } key)
            return null;
        lock (_tasks)
            if (_tasks.TryGetValue(key, out var known))
                return known;
        return With(TaskCatalog.Find(key) ?? throw new UserErrorException($"{problem.Id} is of the benchmark '{key}', which is not known here."));
    }

    /// <summary>A benchmark with its measure.</summary>
    /// <exception cref="UserErrorException">Its measure needs something that is not there.</exception>
    public (TaskFile Task, ITaskMetric Metric) With(TaskFile task)
    {
        lock (_tasks)
            return _tasks.TryGetValue(task.Key, out var known) ? known : _tasks[task.Key] = (task, TaskMetrics.Create(task, host));
    }

    /// <summary>Completions of each problem where nobody says how many: as the benchmarks have it, or a number for problems of none.</summary>
    /// <exception cref="UserErrorException">The benchmarks have several numbers.</exception>
    public int SampleCount(IReadOnlyList<Problem> problems, int otherwise)
    {
        (string Name, int Count)[] counts =
            [.. problems.GroupBy(p => p.Task).Select(group => Of(group.First()) is { } of ? (of.Task.Title, of.Task.Samples) : ("other problems", otherwise))];
        return counts.Select(c => c.Count).Distinct().Count() == 1 ? counts[0].Count : throw new UserErrorException(
            $"usual are {string.Join(", ", counts.Select(c => $"{c.Count} samples of {c.Name}"))}: evaluate them one by one, or give --samples.");
    }

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input) => Grader(input.Problem).Score(input);

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group) => group.Count == 0 ? [] : Grader(group[0].Problem).ScoreGroup(group);

    /// <inheritdoc/>
    public bool IsSameAnswer(Problem problem, string one, string other, ref long work) => Grader(problem).IsSameAnswer(problem, one, other, ref work);

    /// <inheritdoc/>
    public bool HasVotes(Problem problem) => Grader(problem).HasVotes(problem);

    IReward Grader(Problem problem) => Of(problem)?.Metric.Grader ?? _others;
}
