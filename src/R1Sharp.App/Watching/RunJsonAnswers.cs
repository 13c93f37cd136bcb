// Runs, their stages and what the doctor found, as the page gets them.

using System.Text.Json;
using R1Sharp.App.Doctor;

namespace R1Sharp.App.Watching;

/// <summary>Writes what is known of runs.</summary>
static class RunJsonAnswers
{
    // What a list says of the last step: the first of these that it has, of each row.
    static readonly string[] s_glances = ["reward", "accuracy", "completion_tokens", "loss"];

    /// <summary>A run in one line of the list.</summary>
    public static void WriteGlance(Utf8JsonWriter to, WatchedRun run)
    {
        var begun = run.Begun();
        var planned = run.Planned(begun);
        var now = begun.FirstOrDefault(s => !s.Record!.IsFinished) ?? (begun.Count > 0 ? begun[^1] : null);
        to.WriteStartObject();
        to.WriteString("name", run.Name);
        WriteState(to, run, begun);
        to.WriteNumber("stages", planned.Count);
        to.WriteNumber("stages_done", begun.Count(s => s.Record!.IsFinished));
        if (now is not null)
            WriteStage(to, now, planned.FirstOrDefault(p => p.Name == now.Folder.Name));
        to.WriteEndObject();
    }

    /// <summary>A run with its stages.</summary>
    public static void WriteRun(Utf8JsonWriter to, WatchedRun run)
    {
        var begun = run.Begun().ToDictionary(s => s.Folder.Name);
        to.WriteStartObject();
        to.WriteString("name", run.Name);
        WriteState(to, run, begun.Values);
        if (run.StoppedBy() is { } stopped)
        {
            to.WritePropertyName("stopped");
            to.WriteRawValue(stopped, skipInputValidation: true);
        }
        to.WriteStartArray("graph");
        foreach (var node in run.Planned([.. begun.Values]))
            WriteNode(to, node, begun.GetValueOrDefault(node.Name));
        to.WriteEndArray();
        to.WriteEndObject();
    }

    /// <summary>What the doctor found.</summary>
    public static void WriteFindings(Utf8JsonWriter to, IReadOnlyList<Diagnosis> found, string? refusal)
    {
        to.WriteStartObject();
        to.WriteString("refusal", refusal);
        to.WriteStartArray("findings");
        foreach (var (trouble, sign, place) in found)
        {
            to.WriteStartObject();
            to.WriteString("trouble", trouble.Name);
            to.WriteString("stage", sign.Stage);
            to.WriteString("evidence", sign.Evidence);
            to.WriteString("cause", trouble.Cause);
            to.WriteString("place", place);
            to.WriteString("change", sign.Change);
            to.WriteEndObject();
        }
        to.WriteEndArray();
        to.WriteEndObject();
    }

    static void WriteState(Utf8JsonWriter to, WatchedRun run, IEnumerable<WatchedStage> begun)
    {
        to.WriteString("state", JsonNamingPolicy.SnakeCaseLower.ConvertName(run.State.ToString()));
        to.WriteNumber("silent_seconds", Math.Round(Math.Max(0, (DateTime.UtcNow - run.LastWritten(begun)).TotalSeconds), 1));
    }

    static void WriteStage(Utf8JsonWriter to, WatchedStage stage, PlannedNode? planned)
    {
        to.WriteString("stage", stage.Folder.Name);
        to.WriteString("kind", stage.Record!.Kind);
        WriteSteps(to, stage, planned);
        to.WriteStartObject("numbers");
        foreach (string name in s_glances)
            if (stage.Last?.Numbers.TryGetValue(name, out double value) == true && double.IsFinite(value))
                to.WriteNumber(name, value);
        to.WriteEndObject();
    }

    static void WriteSteps(Utf8JsonWriter to, WatchedStage? stage, PlannedNode? planned)
    {
        to.WriteNumber("steps_done", stage?.Last?.StepsDone ?? 0);
        if (planned?.Steps is { } steps)
            to.WriteNumber("steps", steps);
    }

    static void WriteNode(Utf8JsonWriter to, PlannedNode node, WatchedStage? stage)
    {
        to.WriteStartObject();
        to.WriteString("name", node.Name);
        to.WriteString("kind", node.Kind);
        to.WriteString("curves", JsonNamingPolicy.SnakeCaseLower.ConvertName(node.Curves.ToString()));
        to.WriteString("start", node.Start);
        to.WriteStartArray("data");
        foreach (string name in node.Data)
            to.WriteStringValue(name);
        to.WriteEndArray();
        to.WriteString("state", stage is null ? "waiting" : stage.Record!.IsFinished ? "finished" : "begun");
        if (stage is { Record: { IsFinished: true } record })
            to.WriteNumber("seconds", record.Seconds);
        WriteSteps(to, stage, node);
        to.WriteBoolean("has_rollouts", stage is not null && File.Exists(stage.Folder.Rollouts));
        to.WriteEndObject();
    }
}
