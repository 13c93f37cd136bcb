// What preference training needs to go on: weights and moments, its watchdog's memory, and what the reference said.

using System.Text.Json.Serialization;
using System.Text.Json;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Training.Watchdogs;

namespace R1Sharp.Learning.Training.Preferences;

/// <summary>The state of a preference trainer.</summary>
/// <param name="Watchdog">What the watchdog remembers.</param>
/// <param name="Reference">log π_ref of every completion, pair by pair, the chosen one first; null before the first step.</param>
sealed record PreferenceState(GradientWatchdogState Watchdog, double[]? Reference)
{
    const string FileName = "preference.json";
    static readonly JsonSerializerOptions s_json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes weights and moments, and the state, into a folder (which exists).</summary>
    public static void Save(string folder, IPolicy policy, PreferenceState state)
    {
        policy.SaveState(folder);
        AtomicFile.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(state, s_json));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="policy">Takes the weights and moments.</param>
    /// <param name="referenceCount">How many numbers the reference must have said.</param>
    /// <exception cref="UserErrorException">A file is missing or broken, or belongs to other pairs.</exception>
    public static PreferenceState Load(string folder, IPolicy policy, int referenceCount)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            var state = JsonSerializer.Deserialize<PreferenceState>(File.ReadAllText(path), s_json);
            if (state is not { Watchdog.RecentNorms: not null } || (state.Reference is { } reference && reference.Length != referenceCount))
                throw new UserErrorException($"The trainer's state {path} lacks a part or belongs to other pairs; resume from an earlier checkpoint.");
            policy.LoadState(folder);
            return state;
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new UserErrorException($"The trainer's state {path} cannot be read ({error.Message.TrimEnd('.')}); resume from an earlier checkpoint.", error);
        }
    }
}
