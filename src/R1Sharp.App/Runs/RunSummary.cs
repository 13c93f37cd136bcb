// How a run ended. summary.json: the first and the last evaluation on the way to its result, written last: a run that has it is finished.
// stopped.json: the watchdog that stopped it.

using System.Text.Json.Nodes;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.App.Runs;

/// <summary>Writes the summary of a run.</summary>
static class RunSummary
{
    /// <summary>Writes summary.json.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="wallSeconds">What it took, over all its processes.</param>
    /// <param name="evaluations">What the evaluations on the way to its result found, by family, in their order.</param>
    /// <param name="data">How many examples its stages read from files, by their names.</param>
    public static void Write(RunFolder folder, ulong seed, double wallSeconds, IReadOnlyList<JsonObject> evaluations,
        IReadOnlyDictionary<string, JsonObject> data)
    {
        var summary = new JsonObject
        {
            ["seed"] = seed,
            ["wall_seconds"] = Math.Round(wallSeconds, 1),
            ["base"] = evaluations.FirstOrDefault()?.DeepClone(),
            ["final"] = evaluations.LastOrDefault()?.DeepClone(),
        };
        if (data.Count > 0)
            summary["data"] = new JsonObject(data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)d.Value)));
        RunStorage.WriteText(folder.Summary, summary.ToJsonString(RunJson.Page) + "\n");
        RunStorage.Guard(folder.Stopped, () => File.Delete(folder.Stopped));
    }

    /// <summary>Writes stopped.json.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="stage">The stage's name.</param>
    /// <param name="stop">What the watchdog says.</param>
    public static void WriteStop(RunFolder folder, string stage, WatchdogException stop)
    {
        var stopped = new JsonObject
        {
            ["stage"] = stage,
            ["watchdog"] = stop.Name,
            ["explanation"] = stop.Explanation,
            ["advice"] = stop.Advice,
        };
        RunStorage.WriteText(folder.Stopped, stopped.ToJsonString(RunJson.Page) + "\n");
    }
}
