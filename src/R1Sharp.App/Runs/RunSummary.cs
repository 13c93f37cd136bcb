// summary.json: the first and the last evaluation of a run. Written last: a run that has it is finished.

using System.Text.Json.Nodes;

namespace R1Sharp.App.Runs;

/// <summary>Writes the summary of a run.</summary>
public static class RunSummary
{
    /// <summary>Writes summary.json.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="wallSeconds">What it took, over all its processes.</param>
    /// <param name="progress">Holds the evaluations.</param>
    public static void Write(RunFolder folder, ulong seed, double wallSeconds, RunProgress progress)
    {
        var summary = new JsonObject
        {
            ["seed"] = seed,
            ["wall_seconds"] = Math.Round(wallSeconds, 1),
            ["base"] = progress.BaseEvaluation?.DeepClone(),
            ["final"] = progress.FinalEvaluation?.DeepClone(),
        };
        RunStorage.WriteText(folder.Summary, summary.ToJsonString(RunJson.Page) + "\n");
    }
}
