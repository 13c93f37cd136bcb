// What a reward can be told: found by reflection over its options record, so that the command line, recipes and
// `r1 reward list` know exactly what the reward knows.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace R1Sharp.Learning.Rewards;

/// <summary>Marks a property whose own properties are parameters beside its neighbours.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InlineParametersAttribute : Attribute;

/// <summary>One parameter of a reward.</summary>
public sealed class RewardParameter
{
    readonly PropertyInfo _property;
    readonly PropertyInfo? _within;

    RewardParameter(PropertyInfo property, PropertyInfo? within, object defaults)
    {
        (_property, _within) = (property, within);
        Name = Snake(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsNullable = Type != property.PropertyType;
        Default = property.GetValue(Owner(defaults)) is { } value ? value is Enum choice ? Snake(choice.ToString()) : value : null;
        Range = property.GetCustomAttribute<RangeAttribute>();
        Choices = Type.IsEnum ? [.. Enum.GetNames(Type).Select(Snake)] : property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.Select(v => (string)v!).ToList() ?? [];
        Meaning = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
    }

    /// <summary>Whether null may be given, for "off".</summary>
    public bool IsNullable { get; }

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
    public string Allowed => Choices.Count > 0 ? $"one of {string.Join(", ", Choices)}"
        : Kind + (Range is null ? "" : FormattableString.Invariant($" from {Range.Minimum} to {Range.Maximum}")) + (IsNullable ? ", or null" : "");

    string Kind => Type == typeof(int) ? "a whole number" : Type == typeof(double) ? "a number" : Type == typeof(bool) ? "true or false"
        : Type == typeof(string) ? "a text" : "a value";

    /// <summary>The parameters of an options record, in the order of their declaration.</summary>
    public static IReadOnlyList<RewardParameter> Of(object defaults) =>
        [.. Settable(defaults.GetType()).SelectMany(p => p.GetCustomAttribute<InlineParametersAttribute>() is null ? [new RewardParameter(p, null, defaults)]
            : Settable(p.PropertyType).Select(inner => new RewardParameter(inner, p, defaults)))];

    /// <summary>Sets the option that it fills.</summary>
    /// <param name="options">The options record; changed.</param>
    /// <param name="value">Of the option's type; a choice as its text.</param>
    public void Set(object options, object? value) =>
        _property.SetValue(Owner(options), value is string text && Type.IsEnum ? Enum.GetValues(Type).GetValue(Choices.ToList().IndexOf(text)) : value);

    object Owner(object options) => _within is null ? options : _within.GetValue(options)!;

    static IEnumerable<PropertyInfo> Settable(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0).OrderBy(p => p.MetadataToken);

    static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
