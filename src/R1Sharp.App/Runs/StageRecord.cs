// stage.json: what a stage is and what went into it, so that a result can be told from one that came about otherwise.

using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Learning;

namespace R1Sharp.App.Runs;

/// <summary>The record of a stage.</summary>
sealed record StageRecord
{
    /// <summary>The stage's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind, e.g. "grpo".</summary>
    public required string Kind { get; init; }

    /// <summary>Its place in the recipe.</summary>
    public required int Index { get; init; }

    /// <summary>SHA-256 of everything that decides its results; two stages of the same key end in the same bits.</summary>
    public required string Key { get; init; }

    /// <summary>The keys of the stages that it builds on, by their names.</summary>
    public required IReadOnlyDictionary<string, string> Parents { get; init; }

    /// <summary>The stage among its parents whose model it began with; null where that was the recipe's or one of its own.</summary>
    public string? Start { get; init; }

    /// <summary>SHA-256 of the files that it reads, by their paths.</summary>
    public required IReadOnlyDictionary<string, string> Inputs { get; init; }

    /// <summary>The version of the program.</summary>
    public required string Code { get; init; }

    /// <summary>Whether it is finished.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Seconds that it took, over all processes.</summary>
    public double Seconds { get; init; }

    /// <summary>What it cost; null until it is finished.</summary>
    public StageCost? Cost { get; init; }

    /// <summary>The same with the stages that it builds on; null until it is finished.</summary>
    public CumulativeCost? Compute { get; init; }

    /// <summary>What its evaluation found, by family; null for other stages.</summary>
    public JsonObject? Evaluation { get; init; }

    /// <summary>What it collected and what each filter dropped; null for other stages.</summary>
    public JsonObject? Collection { get; init; }

    /// <summary>All stages that it builds on, each once.</summary>
    /// <param name="all">The records of the run, by name; a parent without one is left out.</param>
    public IReadOnlyCollection<StageRecord> Ancestors(IReadOnlyDictionary<string, StageRecord> all)
    {
        var found = new Dictionary<string, StageRecord>();
        void Add(StageRecord stage)
        {
            foreach (string parent in stage.Parents.Keys)
                if (all.TryGetValue(parent, out var record) && found.TryAdd(parent, record))
                    Add(record);
        }
        Add(this);
        return found.Values;
    }

    /// <summary>Reads a stage's record; null where there is none.</summary>
    /// <exception cref="UserErrorException">It is broken.</exception>
    public static StageRecord? Read(StageFolder folder)
    {
        if (!File.Exists(folder.Record))
            return null;
        try
        {
            return JsonSerializer.Deserialize<StageRecord>(File.ReadAllText(folder.Record), RunJson.Page)!;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{folder.Record}: the stage's record cannot be read; delete {folder.Root} to do the stage again.", e);
        }
    }

    /// <summary>Writes the record.</summary>
    public void Write(StageFolder folder)
    {
        RunStorage.Guard(folder.Root, () => Directory.CreateDirectory(folder.Root));
        RunStorage.WriteText(folder.Record, JsonSerializer.Serialize(this, RunJson.Page) + "\n");
    }
}
