// What a reward can be told: the keys of its options record, so that the command line, recipes and `r1 reward list` know exactly what the
// reward knows.

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Settings;

namespace R1Sharp.Learning.Rewards;

/// <summary>One parameter of a reward.</summary>
/// <param name="key">What may stand there.</param>
/// <param name="value">Its value where it is not given.</param>
sealed class RewardParameter(SettingsKey key, object? value)
{
    /// <summary>As written in recipes and JSON: max_len.</summary>
    public string Name => key.Name;

    /// <summary>Its value where it is not given; a choice as its word.</summary>
    public object? Default { get; } = value is Enum choice ? SettingsText.Write(choice) : value;

    /// <summary>Allowed numbers; null allows all.</summary>
    public RangeAttribute? Range => key.Range;

    /// <summary>Allowed texts; empty allows all.</summary>
    public IReadOnlyList<string> Choices => key.Choices;

    /// <summary>What it does, in a sentence.</summary>
    public string Meaning => key.Meaning;

    /// <summary>What may be given, in words: "a number from −1 to 0".</summary>
    public string Allowed => key.Allowed;

    /// <summary>The parameters of an options record, in the order of their declaration.</summary>
    public static IReadOnlyList<RewardParameter> Of(object defaults)
    {
        var shape = SettingsShape.Of(defaults.GetType());
        return [.. shape.Keys.Select(key => new RewardParameter(key, key.Get(defaults))), .. shape.Inlined.SelectMany(p => Of(p.GetValue(defaults)!))];
    }
}
