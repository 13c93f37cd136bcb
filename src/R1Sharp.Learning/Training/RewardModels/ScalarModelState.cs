// What the training of a network with a scalar head needs to go on: weights and moments, and its watchdog's memory.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.RewardModels;

/// <summary>The state of a network with a scalar head that is being trained, in a folder of its own.</summary>
static class ScalarModelState
{
    const string FileName = "watchdog.json";

    /// <summary>Writes weights and moments, and what the watchdog remembers, into a folder (which exists).</summary>
    public static void Save(string folder, IScalarModel model, GradientWatchdogState watchdog)
    {
        model.SaveState(folder);
        TrainerState.Save(folder, FileName, watchdog);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing or broken.</exception>
    public static GradientWatchdogState Load(string folder, IScalarModel model)
    {
        var state = TrainerState.Load<GradientWatchdogState>(folder, FileName, s => s is { RecentNorms: not null });
        model.LoadState(folder);
        return state;
    }
}
