// Codeforces: programs, and the rating that their results in the contests mean.

using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rollouts;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>
/// pass@1; with the contests' results (--contests) rating and percentile. The samples of a problem are its tries, one after the other until one is right.
/// </summary>
/// <param name="task">The benchmark.</param>
/// <param name="host">Runs programs, and has the folder of results.</param>
sealed class ContestMetric(TaskFile task, TaskHost host) : ITaskMetric
{
    const string Contest = "contest", Index = "index";

    readonly ProgramMetric _programs = new(task, host);

    /// <inheritdoc/>
    public IReward Grader => _programs.Grader;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Heavy => _programs.Heavy;

    // That a contest's results are there is known before the model is asked.
    /// <inheritdoc/>
    public string Gold(TaskRow row)
    {
        if (host.Contests is { } folder && !ContestResults.Read(folder, row.NeededText(Contest)).Points.ContainsKey(row.NeededText(Index)))
            throw row.Line.Error($"contest {row.Text(Contest)} has no problem {row.Text(Index)} in its results.");
        return _programs.Gold(row);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result)
    {
        var passes = PassFigures.Of(result);
        if (host.Contests is not { } folder)
            return passes;
        var contests = result.Problems.GroupBy(p => p.Problem.Columns[Contest])
            .Select(group => (Results: ContestResults.Read(folder, group.Key), Run: Run(group))).ToList();
        double rating = contests.Average(c => ContestRating.OfPlace(ContestRating.Place(c.Run, c.Results), Ratings(c.Results)));
        double[] all = [.. contests.SelectMany(c => Ratings(c.Results))];
        return [new("rating", rating, "points"), new("percentile", ContestRating.Percentile(rating, all)), .. passes];
    }

    static double[] Ratings(ContestResults contest) => contest.Contestants.Where(c => c.Rating is not null).Select(c => c.Rating!.Value).ToArray() is
    { Length: > 0 } ratings ? ratings : throw new UserErrorException("a contest's results have no contestant whose rating is known.");

    static ContestRun Run(IEnumerable<ProblemEvaluation> problems) => new(problems.Where(p => p.Samples.Any(IsRight))
        .ToDictionary(p => p.Problem.Columns[Index], p => p.Samples.TakeWhile(sample => !IsRight(sample)).Count()));

    static bool IsRight(Rollout sample) => sample.Accuracy >= 1;
}
