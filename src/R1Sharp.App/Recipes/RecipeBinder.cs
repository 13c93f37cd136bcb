// Nodes → records. Strict: a key that is unknown, missing, mistyped or out of its range ends the reading with one
// sentence and its place. Works for any sealed record with init properties; what a key may hold is said by the types.

using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using R1Sharp.Learning;

namespace R1Sharp.App.Recipes;

/// <summary>Binds recipe nodes to records.</summary>
public static class RecipeBinder
{
    static readonly MethodInfo s_memberwiseClone =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>The record that a map describes; keys not given keep the record's defaults.</summary>
    /// <exception cref="UserErrorException">A key is wrong; the message says which, where and what is known.</exception>
    public static T Bind<T>(RecipeMap map) where T : class => (T)BindRecord(map, typeof(T), defaults: null, "the recipe");

    static object BindRecord(RecipeMap map, Type type, object? defaults, string path)
    {
        var shape = RecipeShape.Of(type);
        RefuseUnknown(map, shape, path);
        RefuseCompany(map, shape, path);
        var record = Dialled(map, shape, type) ?? (defaults is null ? Activator.CreateInstance(type)! : s_memberwiseClone.Invoke(defaults, null)!);
        Fill(record, map, shape, path);
        RefuseContradiction(record, map);
        return record;
    }

    static void RefuseContradiction(object record, RecipeMap map)
    {
        if (record is IChecked check && check.Mistake() is { } mistake)
            throw PlaceOf(map, (mistake.Key ?? "").Split('.'), map.Place).Error(mistake.Sentence);
    }

    // As far down the path as the recipe goes: what has its default stands nowhere.
    static RecipePlace PlaceOf(RecipeNode node, ReadOnlySpan<string> path, RecipePlace above) => path.Length == 0 ? above : node switch
    {
        RecipeMap map when map.Find(path[0]) is { } entry => PlaceOf(entry.Value, path[1..], entry.Place),
        RecipeList list when int.TryParse(path[0], NumberStyles.None, CultureInfo.InvariantCulture, out int i) && i < list.Items.Count => PlaceOf(list.Items[i], path[1..], list.Items[i].Place),
        _ => above,
    };

    static void Fill(object record, RecipeMap map, RecipeShape shape, string path)
    {
        foreach (var key in shape.Keys)
            if (map.Find(key.Name) is { } entry)
                key.Property.SetValue(record, Value(entry.Value, key, key.Get(record)));
            else if (key.IsRequired)
                throw map.Place.Error($"{path} needs the key '{key.Name}' ({RecipeScalars.Describe(key.ValueType)}).");
        shape.Open?.SetValue(record, map.Entries.Where(e => !shape.AllNames.Contains(e.Key)).ToDictionary(e => e.Key, e => RecipeScalars.Plain(e.Value)));
        foreach (var inlined in shape.Inlined)
        {
            var inner = s_memberwiseClone.Invoke(inlined.GetValue(record) ?? Activator.CreateInstance(inlined.PropertyType), null)!;
            Fill(inner, map, RecipeShape.Of(inlined.PropertyType), path);
            RefuseContradiction(inner, map);
            inlined.SetValue(record, inner);
        }
    }

    static object? Value(RecipeNode node, RecipeKey key, object? defaults)
    {
        if (node is RecipeScalar { IsNull: true })
            return key.IsNullable ? null : throw node.Place.Error($"'{key.Name}' cannot be off (null); it needs {RecipeScalars.Describe(key.ValueType)}.");
        var value = Value(node, key.ValueType, key.Name, defaults);
        if (key.Range is { } range && value is IConvertible and not string && !IsWithin(range, value))
            throw node.Place.Error($"'{key.Name}' is {Text(value)}, but must lie between {Text(range.Minimum)} and {Text(range.Maximum)}.");
        if (key.MinLength is { } least && value is ICollection list && list.Count < least.Length)
            throw node.Place.Error($"'{key.Name}' needs at least {least.Length} element{(least.Length == 1 ? "" : "s")}.");
        return value;
    }

    static object Value(RecipeNode node, Type type, string key, object? defaults)
    {
        if (RecipeScalars.IsScalar(type))
            return node is RecipeScalar scalar ? RecipeScalars.Convert(scalar, type, key) : throw Mistyped(node, type, key);
        if (type.IsGenericType)
            return node is RecipeList list ? Elements(list, type.GetGenericArguments()[0], key) : throw Mistyped(node, type, key);
        if (node is RecipeScalar single && RecipeShape.Of(type).Short is { } only)
            node = new RecipeMap(node.Place, [new RecipeEntry(node.Place, only.Name, single)]);
        return node is RecipeMap map ? BindRecord(map, type, defaults, $"'{key}'") : throw Mistyped(node, type, key);
    }

    static IList Elements(RecipeList list, Type element, string key)
    {
        var values = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var item in list.Items)
            values.Add(Value(item, element, key, defaults: null));
        return values;
    }

    static Exception Mistyped(RecipeNode node, Type type, string key) => node.Place.Error(
        $"'{key}' needs {RecipeScalars.Describe(type)}, but this is {node switch { RecipeMap => "a map", RecipeList => "a list", _ => "a single value" }}.");

    static void RefuseUnknown(RecipeMap map, RecipeShape shape, string path)
    {
        if (shape.Open is not null)
            return;
        foreach (var entry in map.Entries)
            if (!shape.AllNames.Contains(entry.Key))
                throw entry.Place.Error($"{path} has no key '{entry.Key}'{NearestKey.Hint(entry.Key, shape.AllNames)}");
    }

    static void RefuseCompany(RecipeMap map, RecipeShape shape, string path)
    {
        if (shape.NeedsExactlyOne && map.Entries.FindAll(e => shape.Kinds.Contains(e.Key)) is { Count: not 1 } kinds)
            throw (kinds.Count > 1 ? kinds[1].Place : map.Place).Error($"{path} names exactly one of {string.Join(", ", shape.Kinds)}, but here are {kinds.Count}.");
        var alone = map.Entries.Find(e => shape.Keys.Any(k => k.IsAlone && k.Name == e.Key) && e.Value is not RecipeScalar { IsNull: true });
        if (alone is not null && map.Entries.Find(e => e != alone) is { } other)
            throw other.Place.Error($"'{other.Key}' cannot stand beside '{alone.Key}', which settles everything in {path}.");
    }

    static object? Dialled(RecipeMap map, RecipeShape shape, Type type)
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

    static bool IsWithin(RangeAttribute range, object value)
    {
        double number = Number(value);
        return number >= Number(range.Minimum) && number <= Number(range.Maximum);
    }

    static double Number(object value) => System.Convert.ToDouble(value, CultureInfo.InvariantCulture);

    static string Text(object value) => System.Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
