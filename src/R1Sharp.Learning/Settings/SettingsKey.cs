// One key of a record of settings, and what may stand there: the record's types and attributes say it, and nobody else.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace R1Sharp.Learning.Settings;

/// <summary>One key of a record.</summary>
sealed class SettingsKey
{
    /// <param name="property">The property it fills.</param>
    /// <param name="isKind">Whether it names a kind in a tagged choice, so that it cannot be off.</param>
    public SettingsKey(PropertyInfo property, bool isKind = false)
    {
        Property = property;
        Name = SettingsText.SnakeCase(property.Name);
        ValueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsNullable = !isKind && (ValueType != property.PropertyType
            || (!ValueType.IsValueType && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable));
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        IsAlone = property.IsDefined(typeof(AloneAttribute));
        IsDial = property.IsDefined(typeof(DialAttribute));
        TakesOne = property.IsDefined(typeof(OneOrMoreAttribute));
        IsBeside = property.IsDefined(typeof(BesideAttribute));
        IsSilentWhenOff = property.GetCustomAttribute<DefaultValueAttribute>() is { Value: null };
        Range = property.GetCustomAttribute<RangeAttribute>();
        MinLength = property.GetCustomAttribute<MinLengthAttribute>();
        Choices = ValueType.IsEnum ? SettingsText.ChoicesOf(ValueType) : property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<string>()
            .ToArray() ?? [];
        Meaning = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
    }

    /// <param name="property">The property that holds the record of one of many keys.</param>
    /// <param name="name">The key.</param>
    /// <param name="record">Its record.</param>
    public SettingsKey(PropertyInfo property, string name, Type record) => (Property, Name, ValueType, _isOneOfMany) = (property, name, record, true);

    readonly bool _isOneOfMany;

    /// <summary>The property it fills.</summary>
    public PropertyInfo Property { get; }

    /// <summary>As written: snake_case.</summary>
    public string Name { get; }

    /// <summary>The property's type, without the nullable around it.</summary>
    public Type ValueType { get; }

    /// <summary>Whether null, "off", is a value.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired { get; }

    /// <summary>Whether no other key may stand beside it.</summary>
    public bool IsAlone { get; }

    /// <summary>Whether it chooses the defaults of the others.</summary>
    public bool IsDial { get; }

    /// <summary>Whether a single value counts as a list of one.</summary>
    public bool TakesOne { get; }

    /// <summary>Whether it names no kind where the others do.</summary>
    public bool IsBeside { get; }

    /// <summary>Whether it is not written where it is null.</summary>
    public bool IsSilentWhenOff { get; }

    /// <summary>Allowed numbers; null allows all.</summary>
    public RangeAttribute? Range { get; }

    /// <summary>Fewest elements of a list; null allows none.</summary>
    public MinLengthAttribute? MinLength { get; }

    /// <summary>Allowed words; empty allows all.</summary>
    public IReadOnlyList<string> Choices { get; } = [];

    /// <summary>What it does, in a sentence; empty where the record does not say it.</summary>
    public string Meaning { get; } = "";

    /// <summary>What may be given, in words: "a number from −1 to 0, or null".</summary>
    public string Allowed => (Choices.Count > 0 ? $"one of {string.Join(", ", Choices)}" : SettingsText.Describe(ValueType))
        + (Range is null ? "" : FormattableString.Invariant($" from {Range.Minimum} to {Range.Maximum}")) + (IsNullable ? ", or null" : "");

    /// <summary>Its value in a record; null where it is off, or where the property holds another key's.</summary>
    public object? Get(object record) => Property.GetValue(record) is { } value && (!_isOneOfMany || value.GetType() == ValueType) ? value : null;

    /// <summary>Puts a value into a record.</summary>
    public void Set(object record, object? value) => Property.SetValue(record, value);

    /// <summary>What is wrong with a value of the right type, without the key's name; null where nothing is.</summary>
    public string? MistakeOf(object value) => Range is { } range && value is IConvertible and not string && !IsWithin(range, value)
        ? $"is {Shown(value)}, but must lie between {Shown(range.Minimum)} and {Shown(range.Maximum)}" : null;

    static bool IsWithin(RangeAttribute range, object value) => Number(value) is var number && number >= Number(range.Minimum)
        && number <= Number(range.Maximum);

    static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    static string Shown(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
