// Settings that can contradict each other though each by itself is right.

using System.Diagnostics.CodeAnalysis;

namespace R1Sharp.Learning;

/// <summary>What is wrong with some settings together.</summary>
/// <param name="Sentence">One sentence, without a place. Settings are named as recipes spell them: snake_case.</param>
/// <param name="Key">The setting to point at, spelled so, or the path to it with dots between keys and places in lists: stages.3.from. Null points at the
/// whole.</param>
public sealed record SettingsMistake(string Sentence, string? Key = null)
{
    /// <summary>A mistake of the whole.</summary>
    [return: NotNullIfNotNull(nameof(sentence))]
    public static implicit operator SettingsMistake?(string? sentence) => sentence is null ? null : new(sentence);
}

/// <summary>
/// A record of settings that can be wrong as a whole though every value lies in its range. Whoever reads settings asks
/// before any work begins; whoever uses them asks again, for they may come from elsewhere.
/// </summary>
public interface IChecked
{
    /// <summary>The first mistake; null where all is well.</summary>
    SettingsMistake? Mistake();
}

/// <summary>Refuses settings.</summary>
static class CheckedSettings
{
    /// <summary>The settings, if they do not contradict each other.</summary>
    /// <exception cref="UserErrorException">They do; the message says how.</exception>
    public static T Checked<T>(this T settings) where T : IChecked => settings.Mistake() is { } mistake ? throw new UserErrorException(mistake.Sentence)
        : settings;
}
