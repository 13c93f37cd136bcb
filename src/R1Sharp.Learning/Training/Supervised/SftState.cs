// What fine-tuning remembers beside weights and moments.

using System.Text.Json.Serialization;
using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>The lowest held-out loss so far and the watchdogs' memory; the best weights stand in a folder beside it.</summary>
sealed record SftState
{
    const string StateFile = "sft.json", BestFolder = "best";
    static readonly JsonSerializerOptions s_json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Infinity before the first measurement.</summary>
    public double BestLoss { get; init; } = double.PositiveInfinity;

    /// <summary>Measurements since the lowest.</summary>
    public int MeasurementsSinceBest { get; init; }

    /// <summary>What the watchdogs remember.</summary>
    public GradientWatchdogState Watchdog { get; init; } = GradientWatchdogState.Empty;

    public static void Save(string directory, SftState state, IReferencePolicy? best)
    {
        File.WriteAllText(Path.Combine(directory, StateFile), JsonSerializer.Serialize(state, s_json));
        best?.SaveWeights(Directory.CreateDirectory(Path.Combine(directory, BestFolder)).FullName);
    }

    public static SftState Load(string directory)
    {
        string path = Path.Combine(directory, StateFile);
        try
        {
            return JsonSerializer.Deserialize<SftState>(File.ReadAllText(path), s_json)!;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new UserErrorException($"{path}: the state of fine-tuning cannot be read: {e.Message}", e);
        }
    }

    public static bool HasBest(string directory) => Directory.Exists(Path.Combine(directory, BestFolder));

    public static IReferencePolicy LoadBest(string directory, IPolicy policy) => policy.LoadReference(Path.Combine(directory, BestFolder));
}
