// How often each thing happened in a stage that collects data: kept from step to step, and with the checkpoints.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning.Training;

namespace R1Sharp.App.Stages;

/// <summary>Counts by name.</summary>
sealed class StageCounts
{
    /// <summary>What begins the names of what was dropped.</summary>
    public const string Dropped = "dropped_";

    const string StateFile = "counts.json";
    readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>One count; 0 where nothing was counted.</summary>
    public int this[string what] => _counts.GetValueOrDefault(what);

    /// <summary>Counts more.</summary>
    public void Add(string what, int more) => _counts[what] = this[what] + more;

    /// <summary>Counts what was dropped, by reason.</summary>
    public void AddDropped(IReadOnlyDictionary<string, int> dropped)
    {
        foreach (var (reason, count) in dropped)
            Add(Dropped + reason, count);
    }

    /// <summary>The reason for which most was dropped.</summary>
    public (string Reason, int Count) MostDropped() =>
        _counts.Where(c => c.Key.StartsWith(Dropped, StringComparison.Ordinal)).Select(c => (c.Key[Dropped.Length..], c.Value)).MaxBy(c => c.Value);

    /// <summary>A count as text.</summary>
    public string Text(string what) => this[what].ToString(CultureInfo.InvariantCulture);

    /// <summary>All counts.</summary>
    public JsonObject Json() => (JsonObject)JsonSerializer.SerializeToNode(_counts)!;

    /// <summary>Writes them into a checkpoint's folder.</summary>
    public void Save(string directory) => TrainerState.Save(directory, StateFile, _counts);

    /// <summary>Reads them back.</summary>
    public void Load(string directory)
    {
        foreach (var (name, count) in TrainerState.Load<Dictionary<string, int>>(directory, StateFile, _ => true))
            _counts[name] = count;
    }
}
