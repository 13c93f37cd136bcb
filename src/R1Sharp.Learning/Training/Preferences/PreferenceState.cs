// What preference training needs to go on: weights and moments, its watchdog's memory, and what the reference said.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>The state of a preference trainer.</summary>
/// <param name="Watchdog">What the watchdog remembers.</param>
/// <param name="Reference">log π_ref of every completion, pair by pair, the chosen one first; null before the first step.</param>
sealed record PreferenceState(GradientWatchdogState Watchdog, double[]? Reference)
{
    const string FileName = "preference.json";

    /// <summary>Writes weights and moments, and the state, into a folder (which exists).</summary>
    public static void Save(string folder, IPolicy policy, PreferenceState state)
    {
        policy.SaveState(folder);
        TrainerState.Save(folder, FileName, state);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="policy">Takes the weights and moments.</param>
    /// <param name="referenceCount">How many numbers the reference must have said.</param>
    /// <exception cref="UserErrorException">A file is missing or broken, or belongs to other pairs.</exception>
    public static PreferenceState Load(string folder, IPolicy policy, int referenceCount)
    {
        var state = TrainerState.Load<PreferenceState>(
            folder, FileName, s => s is { Watchdog.RecentNorms: not null } && (s.Reference is null || s.Reference.Length == referenceCount));
        policy.LoadState(folder);
        return state;
    }
}
