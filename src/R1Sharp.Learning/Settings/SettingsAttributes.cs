// What a record of settings may say about itself beyond its types and ranges.

namespace R1Sharp.Learning.Settings;

/// <summary>The keys of this record stand among those of the record that holds it.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class InlineAttribute : Attribute;

/// <summary>Where this key is given, no other key of the record may be.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class AloneAttribute : Attribute;

/// <summary>A tagged choice: exactly one key of the record is given, and it names the kind.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class ExactlyOneKeyAttribute : Attribute;

/// <summary>In a tagged choice: this key names no kind, and may stand beside the one that does.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class BesideAttribute : Attribute;

/// <summary>Says which kinds there are where a key names one of many.</summary>
interface IKindTable
{
    /// <summary>The keys in their order, each with the record that it holds.</summary>
    static abstract IReadOnlyList<(string Key, Type Record)> Kinds { get; }
}

/// <summary>This property is no key itself: it holds the record of whichever key of a table is given.</summary>
[AttributeUsage(AttributeTargets.Property)]
abstract class KindAttribute : Attribute
{
    /// <summary>The keys in their order, each with the record that it holds.</summary>
    public abstract IReadOnlyList<(string Key, Type Record)> Kinds { get; }
}

/// <summary>The same, with its table.</summary>
sealed class KindAttribute<TTable> : KindAttribute where TTable : IKindTable
{
    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, Type Record)> Kinds => TTable.Kinds;
}

/// <summary>This text is the path of a file or folder whose content decides the results.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class ContentAttribute : Attribute;

/// <summary>
/// This key, an enumeration or a name, chooses the defaults of all the others: the record's static method <c>For(value)</c> makes
/// them, and keys that are given override them.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class DialAttribute : Attribute;

/// <summary>Where a single value stands for the record, it is this key's.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class ShortAttribute : Attribute;

/// <summary>Where a single value stands for this list, it is its only element.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class OneOrMoreAttribute : Attribute;

/// <summary>
/// Takes all keys that the record itself does not have, as plain values by name. The record must check them: see
/// <see cref="IChecked"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class OpenKeysAttribute : Attribute;
