// How far a stage has come: what a checkpoint needs beside the weights so that the stage goes on in the same bits.

using System.Text.Json;

namespace R1Sharp.App.Runs;

/// <summary>How far a stage has come.</summary>
sealed record StageProgress
{
    /// <summary>Steps that are done.</summary>
    public int Step { get; init; }

    /// <summary>Seconds that the stage has taken up to here, over all processes.</summary>
    public double Seconds { get; init; }

    /// <summary>Bytes of each log that belong to the steps done; what follows is dropped and done again.</summary>
    public IReadOnlyDictionary<string, long> LogLengths { get; init; } = new Dictionary<string, long>();

    /// <summary>SHA-256 of those bytes; of checkpoints of earlier versions empty.</summary>
    public IReadOnlyDictionary<string, string> LogHashes { get; init; } = new Dictionary<string, string>();

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Page);

    /// <summary>From JSON.</summary>
    public static StageProgress FromJson(string json) => JsonSerializer.Deserialize<StageProgress>(json, RunJson.Page)!;
}
