// What the training of a network with a scalar head needs to go on: weights and moments, and its watchdog's memory.

using System.Text.Json;
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
        AtomicFile.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(watchdog));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserErrorException">A file is missing or broken.</exception>
    public static GradientWatchdogState Load(string folder, IScalarModel model)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            var state = JsonSerializer.Deserialize<GradientWatchdogState>(File.ReadAllText(path));
            if (state is not { RecentNorms: not null })
                throw new UserErrorException($"The trainer's state {path} lacks a part; resume from an earlier checkpoint.");
            model.LoadState(folder);
            return state;
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new UserErrorException($"The trainer's state {path} cannot be read ({error.Message.TrimEnd('.')}); resume from an earlier checkpoint.", error);
        }
    }
}
