// How far a run has come: what a checkpoint needs beside the weights so that the run goes on in the same bits.

using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.App.Runs;

/// <summary>How far a run has come.</summary>
public sealed record RunProgress
{
    /// <summary>Index of the stage in the recipe.</summary>
    public int StageIndex { get; init; }

    /// <summary>Steps of this stage that are done.</summary>
    public int Step { get; init; }

    /// <summary>Whether the stage is finished.</summary>
    public bool IsStageFinished { get; init; }

    /// <summary>Seconds that the run has taken up to here, over all its processes.</summary>
    public double WallSeconds { get; init; }

    /// <summary>Bytes of each log that belong to the steps done; what follows is dropped and done again.</summary>
    public IReadOnlyDictionary<string, long> LogLengths { get; init; } = new Dictionary<string, long>();

    /// <summary>The first evaluation of the run; null before there is one.</summary>
    public JsonObject? BaseEvaluation { get; init; }

    /// <summary>The newest evaluation of the run; null before there is one.</summary>
    public JsonObject? FinalEvaluation { get; init; }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Page);

    /// <summary>From JSON.</summary>
    public static RunProgress FromJson(string json) => JsonSerializer.Deserialize<RunProgress>(json, RunJson.Page)!;
}
