// Parts of values: attributes, items, slices, and what a loop runs over.

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>
/// The only ways into a value. There is no reflection: an attribute is a mapping's entry, a namespace's attribute, or
/// one of the methods of <see cref="JinjaMethods"/>.
/// </summary>
internal static class JinjaAccess
{
    /// <summary><c>value.name</c>: a method of the value, else its entry; undefined when it has neither.</summary>
    public static object? Attribute(object? value, string name) => value switch
    {
        JinjaUndefined undefined => throw undefined.Error(),
        JinjaNamespace space => space.Attributes.TryGetValue(name, out var attribute) ? attribute : new JinjaUndefined(name),
        JinjaLoop loop => loop.Attribute(name),
        _ => JinjaMethods.Find(value, name)
            ?? (value is JinjaMapping mapping && mapping.TryGetValue(name, out var entry) ? entry : new JinjaUndefined(name)),
    };

    /// <summary><c>value[index]</c>: the entry, else a method; undefined when there is neither.</summary>
    public static object? Item(object? value, object? index)
    {
        switch (value, index)
        {
            case (JinjaMapping mapping, string key) when mapping.TryGetValue(key, out var entry):
                return entry;
            case (List<object?> items, long or bool):
                return Find(items.Count, JinjaComparison.ToLong(index)) is { } at ? items[at] : new JinjaUndefined($"item {index}");
            case (string text, long or bool):
                var characters = Characters(text);
                return Find(characters.Count, JinjaComparison.ToLong(index)) is { } found ? characters[found] : new JinjaUndefined($"character {index}");
            case (_, string name):
                return Attribute(value, name);
            case (JinjaUndefined undefined, _):
                throw undefined.Error();
            default:
                return new JinjaUndefined(index is long number ? $"item {number}" : $"item of {JinjaText.TypeName(value)}");
        }
    }

    /// <summary><c>value[start:stop:step]</c> of a list, tuple or text, with Python's negative indices.</summary>
    public static object? Slice(object? value, long? start, long? stop, long step, JinjaRun run)
    {
        if (step == 0) throw new TemplateException("the step of a slice must not be zero");
        IReadOnlyList<object?> items = value switch
        {
            List<object?> list => list,
            string text => Characters(text),
            JinjaUndefined undefined => throw undefined.Error(),
            _ => throw new TemplateException($"{JinjaText.TypeName(value)} has no slices"),
        };
        int count = items.Count;
        run.Spend(count);
        step = Math.Clamp(step, -int.MaxValue, int.MaxValue);
        long from = Bound(start, count, step > 0 ? 0 : count - 1, step), to = Bound(stop, count, step > 0 ? count : -1, step);
        var chosen = new List<object?>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) chosen.Add(items[(int)i]);
        return value switch { string => string.Concat(chosen), JinjaTuple => new JinjaTuple(chosen), _ => new JinjaList(chosen) };
    }

    /// <summary>What a loop over the value sees: items, keys, or characters.</summary>
    public static IReadOnlyList<object?> Items(object? value, JinjaRun run)
    {
        IReadOnlyList<object?> items = value switch
        {
            List<object?> list => list,
            JinjaMapping mapping => [.. mapping.Keys],
            string text => Characters(text),
            JinjaUndefined => [],
            _ => throw new TemplateException($"{JinjaText.TypeName(value)} cannot be looped over"),
        };
        run.Spend(items.Count);
        return items;
    }

    /// <summary>The characters of a text, a surrogate pair as one.</summary>
    public static List<object?> Characters(string text) => [.. text.EnumerateRunes().Select(object? (rune) => rune.ToString())];

    static int? Find(int count, long index) => index >= -count && index < count ? (int)(index < 0 ? index + count : index) : null;

    static long Bound(long? bound, int count, long otherwise, long step)
    {
        if (bound is not { } given) return otherwise;
        long fromStart = given < 0 ? given + count : given;
        return step > 0 ? Math.Clamp(fromStart, 0, count) : Math.Clamp(fromStart, -1, count - 1);
    }
}
