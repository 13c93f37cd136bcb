// Programs that are run on their tests in the sandbox.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>The share of programs that pass all tests: pass@1, and pass@k of several samples (Chen et al., arXiv 2107.03374).</summary>
/// <param name="task">The benchmark; its columns "tests" are those of which the tests are made.</param>
/// <param name="host">Runs programs.</param>
sealed class ProgramMetric(TaskFile task, TaskHost host) : ITaskMetric
{
    const string Tests = "tests";

    /// <inheritdoc/>
    public IReward Grader { get; } =
        new CodeReward(host.Rewards.Programs, new() { Scoring = "all", CpuSeconds = task.CpuSeconds, WallSeconds = 3 * task.CpuSeconds });

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Heavy => [Tests, "solution"];

    /// <inheritdoc/>
    public string Gold(TaskRow row)
    {
        string[] names = [.. task.Columns.Names(Tests).Where(name => row.Line.Column(name) is not null)];
        if (names.Length == 0)
            row.Needed(Tests);
        var columns = names.Select(name => KeyValuePair.Create(name, JsonSerializer.SerializeToNode(row.Line.Column(name)!.Value)));
        string tests = new JsonObject(columns).ToJsonString();
        return CodeTests.Mistake(tests) is { } mistake ? throw row.Line.Error(mistake) : tests;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result) => PassFigures.Of(result);
}
