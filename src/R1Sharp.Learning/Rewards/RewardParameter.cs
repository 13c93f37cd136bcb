// What a reward can be told: found by reflection over its options record, so that the command line, recipes and
// `r1 reward list` know exactly what the reward knows.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace R1Sharp.Learning.Rewards;

/// <summary>One parameter of a reward.</summary>
public sealed class RewardParameter
{
    RewardParameter(PropertyInfo property, object defaults)
    {
        Property = property;
        Name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Default = property.GetValue(defaults);
        Range = property.GetCustomAttribute<RangeAttribute>();
        Choices = property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.Select(v => (string)v!).ToList() ?? [];
        Meaning = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
    }

    /// <summary>The option it fills.</summary>
    public PropertyInfo Property { get; }

    /// <summary>As written in recipes and JSON: max_len.</summary>
    public string Name { get; }

    /// <summary>The option's type, without the nullable around it.</summary>
    public Type Type { get; }

    /// <summary>Its value where it is not given.</summary>
    public object? Default { get; }

    /// <summary>Allowed numbers; null allows all.</summary>
    public RangeAttribute? Range { get; }

    /// <summary>Allowed texts; empty allows all.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>What it does, in a sentence.</summary>
    public string Meaning { get; }

    /// <summary>What may be given, in words: "a number from −1 to 0".</summary>
    public string Allowed => Choices.Count > 0 ? $"one of {string.Join(", ", Choices)}" : Kind + (Range is null ? "" : $" from {Range.Minimum} to {Range.Maximum}");

    string Kind => Type == typeof(int) ? "a whole number" : Type == typeof(double) ? "a number" : Type == typeof(bool) ? "true or false"
        : Type == typeof(string) ? "a text" : "a value";

    /// <summary>The parameters of an options record, in the order of their declaration.</summary>
    public static IReadOnlyList<RewardParameter> Of(object defaults) =>
        [.. defaults.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0).OrderBy(p => p.MetadataToken)
            .Select(p => new RewardParameter(p, defaults))];
}
