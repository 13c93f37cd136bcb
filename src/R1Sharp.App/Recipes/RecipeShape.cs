// What keys a record has, found by reflection once: PascalCase properties are snake_case keys.

using System.Collections.Concurrent;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace R1Sharp.App.Recipes;

/// <summary>One key of a record.</summary>
public sealed class RecipeKey
{
    /// <param name="property">The property it fills.</param>
    public RecipeKey(PropertyInfo property)
    {
        Property = property;
        Name = RecipeShape.SnakeCase(property.Name);
        ValueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsNullable = ValueType != property.PropertyType
            || (!ValueType.IsValueType && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable);
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        IsAlone = property.IsDefined(typeof(AloneAttribute));
        IsDial = property.IsDefined(typeof(DialAttribute));
        IsBeside = property.IsDefined(typeof(BesideAttribute));
        IsSilentWhenOff = property.GetCustomAttribute<DefaultValueAttribute>() is { Value: null };
        Range = property.GetCustomAttribute<RangeAttribute>();
        MinLength = property.GetCustomAttribute<MinLengthAttribute>();
    }

    /// <param name="property">The property that holds the record of one of many keys.</param>
    /// <param name="name">The key.</param>
    /// <param name="record">Its record.</param>
    public RecipeKey(PropertyInfo property, string name, Type record) => (Property, Name, ValueType, IsKind) = (property, name, record, true);

    /// <summary>The property it fills.</summary>
    public PropertyInfo Property { get; }

    /// <summary>Whether it is one of many keys that share the property.</summary>
    public bool IsKind { get; }

    /// <summary>Its value in a record; null where it is off, or where the property holds another key's.</summary>
    public object? Get(object record) => Property.GetValue(record) is { } value && (!IsKind || value.GetType() == ValueType) ? value : null;

    /// <summary>As written in YAML.</summary>
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

    /// <summary>Whether it names no kind where the others do.</summary>
    public bool IsBeside { get; }

    /// <summary>Whether it is not written where it is null.</summary>
    public bool IsSilentWhenOff { get; }

    /// <summary>Allowed numbers; null allows all.</summary>
    public RangeAttribute? Range { get; }

    /// <summary>Fewest elements of a list; null allows none.</summary>
    public MinLengthAttribute? MinLength { get; }
}

/// <summary>The keys of one record type.</summary>
public sealed class RecipeShape
{
    static readonly ConcurrentDictionary<Type, RecipeShape> s_shapes = new();

    RecipeShape(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0).OrderBy(p => Depth(p.DeclaringType!)).ThenBy(p => p.MetadataToken).ToList();
        Inlined = [.. properties.Where(p => p.IsDefined(typeof(InlineAttribute)))];
        Open = properties.Find(p => p.IsDefined(typeof(OpenKeysAttribute)));
        Keys = [.. properties.Except(Inlined).Where(p => p != Open).SelectMany(KeysOf)];
        Short = Keys.FirstOrDefault(k => k.Property.IsDefined(typeof(ShortAttribute)));
        NeedsExactlyOne = type.IsDefined(typeof(ExactlyOneKeyAttribute));
        AllNames = [.. Keys.Select(k => k.Name).Concat(Inlined.SelectMany(p => Of(p.PropertyType).AllNames))];
    }

    /// <summary>The record's own keys in the order of their declaration, inherited ones first.</summary>
    public IReadOnlyList<RecipeKey> Keys { get; }

    /// <summary>Properties whose records lend their keys.</summary>
    public IReadOnlyList<PropertyInfo> Inlined { get; }

    /// <summary>The property that takes all other keys; null where other keys are errors.</summary>
    public PropertyInfo? Open { get; }

    /// <summary>The key that a single value in place of the record is for; null where there must be a map.</summary>
    public RecipeKey? Short { get; }

    /// <summary>Whether exactly one of the <see cref="Kinds"/> must be given.</summary>
    public bool NeedsExactlyOne { get; }

    /// <summary>Names of the keys of which one is given where exactly one must be.</summary>
    public IReadOnlyList<string> Kinds => [.. Keys.Where(k => !k.IsBeside).Select(k => k.Name)];

    /// <summary>Names of all keys, lent ones included.</summary>
    public IReadOnlyList<string> AllNames { get; }

    /// <summary>The shape of a record type.</summary>
    public static RecipeShape Of(Type type) => s_shapes.GetOrAdd(type, static t => new RecipeShape(t));

    static IEnumerable<RecipeKey> KeysOf(PropertyInfo property) => property.GetCustomAttribute<KindAttribute>() is { } table
        ? table.Kinds.Select(kind => new RecipeKey(property, kind.Key, kind.Record)) : [new RecipeKey(property)];

    static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;

    /// <summary>KeyValueHeadCount → key_value_head_count; R1Paper → r1_paper.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}
