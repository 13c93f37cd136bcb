// SWE-bench: patches that resolve an issue (Jimenez et al., arXiv 2310.06770).

using System.Text.Json;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.App.Tasks.Patches;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Tasks.Metrics;

/// <summary>
/// The share of issues that are resolved: with the patch all tests that failed pass, and those that passed still do. Without checkouts
/// (--checkouts) nothing is run and nothing is called resolved; the predictions can still be written for the authors' harness.
/// </summary>
/// <param name="task">The benchmark.</param>
/// <param name="host">Runs programs, and has the folder of checkouts.</param>
sealed class PatchMetric(TaskFile task, TaskHost host) : ITaskMetric
{
    readonly PatchTrial? _trial = host.Checkouts is { } folder ? new(host.Rewards.Programs, folder) : null;

    /// <inheritdoc/>
    public IReward Grader => field ??= new PatchGrader(_trial);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Heavy => ["test_patch", "fail_to_pass", "pass_to_pass", "text", "patch"];

    // That a checkout is there is known before the model is asked.
    /// <inheritdoc/>
    public string Gold(TaskRow row)
    {
        string id = row.NeededText("id");
        if (_trial is not null && _trial.Checkout(id) is null)
            throw row.Line.Error($"{task.Title}: {host.Checkouts} has no folder {id}, the checkout of {row.Text("repo")} at {row.Text("base_commit")}.");
        return JsonSerializer.Serialize(new PatchProblem
        {
            Id = id,
            TestPatch = row.Text("test_patch") ?? "",
            FailToPass = Tests(row, "fail_to_pass"),
            PassToPass = Tests(row, "pass_to_pass"),
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskFigure> Figures(TaskResult result)
    {
        var (patches, _) = result.Mean(sample => PatchGrader.PatchOf(sample.Problem, sample.Prompt, sample.Text) is null ? 0 : 1);
        var written = TaskFigure.Share("patches", patches);
        return _trial is null ? [written] : [TaskFigure.Share("resolved", result.Metrics.PassAtOne, result.Metrics.PassAtOneInterval), written];
    }

    // A list, or the JSON text of one, as the dataset has it.
    static List<string> Tests(TaskRow row, string role)
    {
        var value = row.Needed(role);
        try
        {
            var list = value.ValueKind == JsonValueKind.String ? JsonElement.Parse(value.GetString()!) : value;
            return [.. list.EnumerateArray().Select(test => test.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw row.Line.Error($"the column of {role} is no list of tests.");
        }
    }
}
