// What fine-tuning remembers beside weights and moments.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Supervised;

/// <summary>The lowest held-out loss so far and the watchdogs' memory; the best weights stand in a folder beside it.</summary>
sealed record SftState
{
    const string StateFile = "sft.json", BestFolder = "best";

    /// <summary>Infinity before the first measurement.</summary>
    public double BestLoss { get; init; } = double.PositiveInfinity;

    /// <summary>Measurements since the lowest.</summary>
    public int MeasurementsSinceBest { get; init; }

    /// <summary>What the watchdogs remember.</summary>
    public GradientWatchdogState Watchdog { get; init; } = GradientWatchdogState.Empty;

    public static void Save(string directory, SftState state, IReferencePolicy? best)
    {
        TrainerState.Save(directory, StateFile, state);
        best?.SaveWeights(Directory.CreateDirectory(Path.Combine(directory, BestFolder)).FullName);
    }

    public static SftState Load(string directory) => TrainerState.Load<SftState>(directory, StateFile, s => s is { Watchdog.RecentNorms: not null });

    public static bool HasBest(string directory) => Directory.Exists(Path.Combine(directory, BestFolder));

    public static IReferencePolicy LoadBest(string directory, IPolicy policy) => policy.LoadReference(Path.Combine(directory, BestFolder));
}
