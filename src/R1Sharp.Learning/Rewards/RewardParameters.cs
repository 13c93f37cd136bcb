// Given parameters → an options record, as the one binder of settings does it.

using R1Sharp.Learning.Settings;

namespace R1Sharp.Learning.Rewards;

/// <summary>
/// Fills options from parameters by name. Values are numbers, truth values, texts, lists and maps of such. Null means off
/// where an option can be off, and stands for the default elsewhere.
/// </summary>
static class RewardParameters
{
    /// <summary>Nothing given: defaults for all.</summary>
    public static IReadOnlyDictionary<string, object?> None { get; } = new Dictionary<string, object?>();

    /// <summary>Sets the properties of an options record, or of a reward that is its own options.</summary>
    /// <param name="reward">The reward's name.</param>
    /// <param name="options">A new object with its defaults; changed.</param>
    /// <param name="given">Values by parameter name.</param>
    /// <exception cref="UserErrorException">A parameter is unknown, of another type or out of its range.</exception>
    public static void Fill(string reward, object options, IReadOnlyDictionary<string, object?> given) =>
        SettingsBinder.Fill(options, SettingsMap.Of(given, new($"Reward '{reward}'")));
}
