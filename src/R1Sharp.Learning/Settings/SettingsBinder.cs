// Nodes → records. Strict: a key that is unknown, missing, mistyped or out of its range ends the reading with one
// sentence and its place. Works for any record with public properties that can be set; what a key may hold is said by the types.

using System.Collections;
using System.Globalization;
using System.Reflection;

namespace R1Sharp.Learning.Settings;

/// <summary>Binds what was written to records: recipes, parameters of rewards, choices of a command line.</summary>
static class SettingsBinder
{
    static readonly MethodInfo s_memberwiseClone =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>The record that a map describes; keys not given keep the record's defaults.</summary>
    /// <param name="map">The map.</param>
    /// <param name="what">What messages call it.</param>
    /// <exception cref="UserErrorException">A key is wrong; the message says which, where and what is known.</exception>
    public static T Bind<T>(SettingsMap map, string what = "the recipe") where T : class => (T)BindRecord(map, typeof(T), defaults: null, what);

    /// <summary>Sets what is given in an object that is there. Null is off where a parameter can be off, and stands for the default elsewhere.</summary>
    /// <param name="options">With its defaults; changed.</param>
    /// <param name="given">The parameters; its place begins all messages.</param>
    /// <exception cref="UserErrorException">A parameter is unknown, of another type or out of its range.</exception>
    public static void Fill(object options, SettingsMap given)
    {
        var shape = SettingsShape.Of(options.GetType());
        foreach (var entry in given.Entries.Where(e => !shape.AllNames.Contains(e.Key)))
            throw entry.Place.Error(shape.AllNames.Count == 0 ? $"there are no parameters, but '{entry.Key}' is given: remove it."
                : $"there is no parameter '{entry.Key}'{NearestName.Hint(entry.Key, shape.AllNames)}");
        Fill(options, given with { Entries = given.Entries.FindAll(e => !IsDefault(e, options.GetType())) }, shape, "it");
        RefuseContradiction(options, given);
    }

    static bool IsDefault(SettingsEntry entry, Type type) => entry.Value is SettingsScalar { IsNull: true } && KeyOf(type, entry.Key) is { IsNullable: false };

    static SettingsKey? KeyOf(Type type, string name)
    {
        var shape = SettingsShape.Of(type);
        return shape.Keys.FirstOrDefault(k => k.Name == name) ?? shape.Inlined.Select(p => KeyOf(p.PropertyType, name)).FirstOrDefault(k => k is not null);
    }

    static object BindRecord(SettingsMap map, Type type, object? defaults, string path)
    {
        var shape = SettingsShape.Of(type);
        RefuseUnknown(map, shape, path);
        RefuseCompany(map, shape, path);
        var record = Dialled(map, shape, type) ?? (defaults is null ? Activator.CreateInstance(type)! : s_memberwiseClone.Invoke(defaults, null)!);
        Fill(record, map, shape, path);
        RefuseContradiction(record, map);
        return record;
    }

    static void RefuseContradiction(object record, SettingsMap map)
    {
        if (record is IChecked check && check.Mistake() is { } mistake)
            throw PlaceOf(map, (mistake.Key ?? "").Split('.'), map.Place).Error(mistake.Sentence);
    }

    // As far down the path as what was written goes: what has its default stands nowhere.
    static SettingsPlace PlaceOf(SettingsNode node, ReadOnlySpan<string> path, SettingsPlace above) => path.Length == 0 ? above : node switch
    {
        SettingsMap map when map.Find(path[0]) is { } entry => PlaceOf(entry.Value, path[1..], entry.Place),
        SettingsList list when int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out int i) && i < list.Items.Count =>
            PlaceOf(list.Items[i], path[1..], list.Items[i].Place),
        _ => above,
    };

    static void Fill(object record, SettingsMap map, SettingsShape shape, string path)
    {
        foreach (var key in shape.Keys)
            if (map.Find(key.Name) is { } entry)
                key.Set(record, Value(entry.Value, key, key.Get(record)));
            else if (key.IsRequired)
                throw map.Place.Error($"{path} needs the key '{key.Name}' ({SettingsText.Describe(key.ValueType)}).");
        shape.Open?.SetValue(record, map.Entries.Where(e => !shape.AllNames.Contains(e.Key)).ToDictionary(e => e.Key, e => SettingsText.Plain(e.Value)));
        foreach (var inlined in shape.Inlined)
        {
            var inner = s_memberwiseClone.Invoke(inlined.GetValue(record) ?? Activator.CreateInstance(inlined.PropertyType), null)!;
            Fill(inner, map, SettingsShape.Of(inlined.PropertyType), path);
            RefuseContradiction(inner, map);
            inlined.SetValue(record, inner);
        }
    }

    static object? Value(SettingsNode node, SettingsKey key, object? defaults)
    {
        if (node is SettingsScalar { IsNull: true })
            return key.IsNullable ? null : throw node.Place.Error($"'{key.Name}' cannot be off (null); it needs {SettingsText.Describe(key.ValueType)}.");
        if (key.TakesOne && node is SettingsScalar)
            node = new SettingsList(node.Place, [node]);
        var value = node is SettingsScalar scalar && SettingsText.IsScalar(key.ValueType)
            ? SettingsText.Convert(scalar, key.ValueType, key.Name, key.Choices) : Value(node, key.ValueType, key.Name, defaults);
        if (key.MistakeOf(value) is { } mistake)
            throw node.Place.Error($"'{key.Name}' {mistake}.");
        if (key.MinLength is { } least && value is ICollection list && list.Count < least.Length)
            throw node.Place.Error($"'{key.Name}' needs at least {least.Length} element{(least.Length == 1 ? "" : "s")}.");
        return value;
    }

    static object Value(SettingsNode node, Type type, string key, object? defaults)
    {
        if (type == typeof(object))
            return SettingsText.Plain(node)!;
        if (SettingsText.IsScalar(type))
            return node is SettingsScalar scalar ? SettingsText.Convert(scalar, type, key, type.IsEnum ? SettingsText.ChoicesOf(type) : [])
                : throw Mistyped(node, type, key);
        if (type.IsGenericType)
            return node is SettingsList list ? Elements(list, type.GetGenericArguments()[0], key) : throw Mistyped(node, type, key);
        if (node is SettingsScalar single && SettingsShape.Of(type).Short is { } only)
            node = new SettingsMap(node.Place, [new SettingsEntry(node.Place, only.Name, single)]);
        return node is SettingsMap map ? BindRecord(map, type, defaults, $"'{key}'") : throw Mistyped(node, type, key);
    }

    static IList Elements(SettingsList list, Type element, string key)
    {
        var values = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var item in list.Items)
            values.Add(Value(item, element, key, defaults: null));
        return values;
    }

    static UserErrorException Mistyped(SettingsNode node, Type type, string key) => node.Place.Error(
        $"'{key}' needs {SettingsText.Describe(type)}, but this is {node switch { SettingsMap => "a map", SettingsList => "a list", _ => "a single value" }}.");

    static void RefuseUnknown(SettingsMap map, SettingsShape shape, string path)
    {
        if (shape.Open is not null)
            return;
        foreach (var entry in map.Entries)
            if (!shape.AllNames.Contains(entry.Key))
                throw entry.Place.Error($"{path} has no key '{entry.Key}'{NearestName.Hint(entry.Key, shape.AllNames)}");
    }

    static void RefuseCompany(SettingsMap map, SettingsShape shape, string path)
    {
        if (shape.NeedsExactlyOne && map.Entries.FindAll(e => shape.Kinds.Contains(e.Key)) is { Count: not 1 } kinds)
            throw (kinds.Count > 1 ? kinds[1].Place : map.Place)
                .Error($"{path} names exactly one of {string.Join(", ", shape.Kinds)}, but here are {kinds.Count}.");
        var alone = map.Entries.Find(e => shape.Keys.Any(k => k.IsAlone && k.Name == e.Key) && e.Value is not SettingsScalar { IsNull: true });
        if (alone is not null && map.Entries.Find(e => e != alone) is { } other)
            throw other.Place.Error($"'{other.Key}' cannot stand beside '{alone.Key}', which settles everything in {path}.");
    }

    static object? Dialled(SettingsMap map, SettingsShape shape, Type type)
    {
        if (shape.Keys.FirstOrDefault(k => k.IsDial) is not { } dial || map.Find(dial.Name) is not { } entry)
            return null;
        if (Value(entry.Value, dial, null) is not { } setting)
            return null;
        var make = type.GetMethod("For", [dial.ValueType])
            ?? throw new InvalidOperationException($"{type.Name} has a dial but no static method For({dial.ValueType.Name}).");
        try
        {
            return make.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [setting], null)!;
        }
        catch (UserErrorException e)
        {
            throw entry.Value.Place.Error(e.Message);
        }
    }
}
