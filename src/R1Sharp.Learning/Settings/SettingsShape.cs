// What keys a record has, found by reflection once: PascalCase properties are snake_case keys.

using System.Collections.Concurrent;
using System.Reflection;

namespace R1Sharp.Learning.Settings;

/// <summary>The keys of one record type.</summary>
sealed class SettingsShape
{
    static readonly ConcurrentDictionary<Type, SettingsShape> s_shapes = new();

    SettingsShape(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0)
            .OrderBy(p => Depth(p.DeclaringType!)).ThenBy(p => p.MetadataToken).ToList();
        NeedsExactlyOne = type.IsDefined(typeof(ExactlyOneKeyAttribute));
        Inlined = [.. properties.Where(p => p.IsDefined(typeof(InlineAttribute)))];
        Open = properties.Find(p => p.IsDefined(typeof(OpenKeysAttribute)));
        Keys = [.. properties.Except(Inlined).Where(p => p != Open).SelectMany(KeysOf)];
        Short = Keys.FirstOrDefault(k => k.Property.IsDefined(typeof(ShortAttribute)));
        AllNames = [.. Keys.Select(k => k.Name).Concat(Inlined.SelectMany(p => Of(p.PropertyType).AllNames))];
    }

    /// <summary>The record's own keys in the order of their declaration, inherited ones first.</summary>
    public IReadOnlyList<SettingsKey> Keys { get; }

    /// <summary>Properties whose records lend their keys.</summary>
    public IReadOnlyList<PropertyInfo> Inlined { get; }

    /// <summary>The property that takes all other keys; null where other keys are errors.</summary>
    public PropertyInfo? Open { get; }

    /// <summary>The key that a single value in place of the record is for; null where there must be a map.</summary>
    public SettingsKey? Short { get; }

    /// <summary>Whether exactly one of the <see cref="Kinds"/> must be given.</summary>
    public bool NeedsExactlyOne { get; }

    /// <summary>Names of the keys of which one is given where exactly one must be.</summary>
    public IReadOnlyList<string> Kinds => [.. Keys.Where(k => !k.IsBeside).Select(k => k.Name)];

    /// <summary>Names of all keys, lent ones included.</summary>
    public IReadOnlyList<string> AllNames { get; }

    /// <summary>The shape of a record type.</summary>
    public static SettingsShape Of(Type type) => s_shapes.GetOrAdd(type, static t => new SettingsShape(t));

    /// <summary>Has the shape of a record type made anew, since its table of kinds has another.</summary>
    public static void Forget(Type type) => s_shapes.TryRemove(type, out _);

    /// <summary>The key of a property.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="property">The property's name.</param>
    public static SettingsKey KeyOf<T>(string property) => Of(typeof(T)).Keys.First(key => key.Property.Name == property);

    IEnumerable<SettingsKey> KeysOf(PropertyInfo property) => property.GetCustomAttribute<KindAttribute>() is { } table
        ? table.Kinds.Select(kind => new SettingsKey(property, kind.Key, kind.Record))
        : [new SettingsKey(property, isKind: NeedsExactlyOne && !property.IsDefined(typeof(BesideAttribute)))];

    static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;
}
