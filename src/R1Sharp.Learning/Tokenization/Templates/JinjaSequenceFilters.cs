// Filters that work on the items of a sequence.

using System.Globalization;

namespace R1Sharp.Learning.Tokenization.Templates;

/// <summary>Selecting, mapping, sorting and folding.</summary>
internal static class JinjaSequenceFilters
{
    /// <summary><c>map(attribute=…, default=…)</c> or <c>map('filter', arguments…)</c></summary>
    public static object Map(object? value, JinjaArguments call)
    {
        var items = JinjaAccess.Items(value, call.Run);
        if (call.Positional.Count == 0)
        {
            call.Bind("attribute", "default");
            object? attribute = call.Need(0);
            return new JinjaList(items.Select(item => ByPath(item, attribute) is var found && found is JinjaUndefined ? call.Get(1, found) : found));
        }
        string name = call.Positional[0] as string ?? throw new TemplateException("'map' needs the name of a filter");
        var filter = JinjaFilters.Find(name) ?? throw new TemplateException($"there is no filter '{name}'");
        return new JinjaList(
            items.Select(item => filter(Spent.On(item, call.Scope), new JinjaArguments(name, call.Scope, [.. call.Positional.Skip(1)], call.Named))).ToArray());
    }

    /// <summary><c>select('test', …)</c>, <c>selectattr('attribute', 'test', …)</c> and their opposites; no test asks for truth.</summary>
    public static object Select(object? value, JinjaArguments call, bool byAttribute, bool keep)
    {
        int first = byAttribute ? 1 : 0;
        if (call.Positional.Count < first) throw new TemplateException($"'{call.Name}' needs the name of an attribute");
        Func<object?, bool> holds = JinjaComparison.IsTrue;
        if (call.Positional.Count > first)
        {
            string name = call.Positional[first] as string ?? throw new TemplateException($"'{call.Name}' needs the name of a test");
            var test = JinjaTests.Find(name) ?? throw new TemplateException($"there is no test '{name}'");
            holds = item => test(Spent.On(item, call.Scope), new JinjaArguments(name, call.Scope, [.. call.Positional.Skip(first + 1)], call.Named));
        }
        return new JinjaList(JinjaAccess.Items(value, call.Run).Where(item => holds(byAttribute ? ByPath(item, call.Positional[0]) : item) == keep).ToArray());
    }

    /// <summary><c>join(separator, attribute)</c></summary>
    public static object Join(object? value, JinjaArguments call)
    {
        var items = JinjaAccess.Items(value, call.Run);
        if (call.Has(1)) items = [.. items.Select(item => ByPath(item, call.Get(1)))];
        return JinjaStrings.Join(call.Text(0, ""), items, call.Run);
    }

    /// <summary><c>sort(reverse, case_sensitive, attribute)</c>; equal items keep their order.</summary>
    public static object Sort(object? value, JinjaArguments call)
    {
        var items = JinjaAccess.Items(value, call.Run);
        Spend(items.Count, call);
        var order = Comparer<object?>.Create((x, y) => JinjaComparison.Order(x, y, call.Run));
        object? Key(object? item) => KeyOf(item, call, attribute: 2, caseSensitive: 1);
        return new JinjaList(Guard(() => call.Flag(0) ? items.OrderByDescending(Key, order).ToArray() : [.. items.OrderBy(Key, order)]));
    }

    /// <summary><c>dictsort(case_sensitive, by, reverse)</c></summary>
    public static object SortMapping(object? value, JinjaArguments call)
    {
        var mapping = value as JinjaMapping ?? throw new TemplateException($"'dictsort' needs a mapping, not {JinjaText.TypeName(value)}");
        Spend(mapping.Count, call);
        int part = call.Text(1, "key") switch { "key" => 0, "value" => 1, var by => throw new TemplateException($"'dictsort' cannot sort by '{by}'") };
        object? Key(object? pair) => ((JinjaTuple)pair!)[part] is string text && !call.Flag(0) ? text.ToLowerInvariant() : ((JinjaTuple)pair!)[part];
        var order = Comparer<object?>.Create((x, y) => JinjaComparison.Order(x, y, call.Run));
        var pairs = JinjaMethods.Pairs(mapping, call);
        return new JinjaList(Guard(() => call.Flag(2) ? pairs.OrderByDescending(Key, order).ToArray() : [.. pairs.OrderBy(Key, order)]));
    }

    /// <summary><c>groupby(attribute)</c>: pairs of the attribute and a list, in the attribute's order.</summary>
    public static object GroupBy(object? value, JinjaArguments call)
    {
        var items = JinjaAccess.Items(value, call.Run);
        Spend(items.Count, call);
        var sorted = Guard(() => items.OrderBy(item => ByPath(item, call.Need(0)), Comparer<object?>.Create((x, y) => JinjaComparison.Order(x, y, call.Run)))
            .ToArray());
        var groups = new List<(object? Key, List<object?> Items)>();
        foreach (var item in sorted)
        {
            var key = ByPath(item, call.Need(0));
            if (groups.Count == 0 || !JinjaComparison.Equal(groups[^1].Key, key, call.Run)) groups.Add((key, []));
            groups[^1].Items.Add(item);
        }
        return new JinjaList(groups.Select(group => new JinjaTuple(group.Key, new JinjaList(group.Items))));
    }

    /// <summary><c>unique(case_sensitive, attribute)</c>: the first of each.</summary>
    public static object Unique(object? value, JinjaArguments call)
    {
        var seen = new List<object?>();
        var kept = new List<object?>();
        foreach (var item in JinjaAccess.Items(value, call.Run))
        {
            var key = KeyOf(item, call, attribute: 1, caseSensitive: 0);
            call.Run.Spend(seen.Count);
            if (seen.Exists(other => JinjaComparison.Equal(other, key, call.Run))) continue;
            seen.Add(key);
            kept.Add(item);
        }
        return new JinjaList(kept);
    }

    /// <summary><c>min</c> and <c>max</c> (case_sensitive, attribute); undefined when there are no items.</summary>
    public static object? Extreme(object? value, JinjaArguments call, bool largest)
    {
        var items = JinjaAccess.Items(value, call.Run);
        if (items.Count == 0) return new JinjaUndefined(call.Name);
        var best = items[0];
        foreach (var item in items.Skip(1))
        {
            int order = JinjaComparison.Order(KeyOf(item, call, 1, 0), KeyOf(best, call, 1, 0), call.Run);
            if (largest ? order > 0 : order < 0) best = item;
        }
        return best;
    }

    /// <summary><c>sum(attribute, start)</c></summary>
    public static object? Sum(object? value, JinjaArguments call)
    {
        var sum = call.Get(1, 0L);
        foreach (var item in JinjaAccess.Items(value, call.Run))
            sum = JinjaArithmetic.Apply("+", sum, call.Get(0) is { } attribute ? ByPath(item, attribute) : item, call.Run);
        return sum;
    }

    /// <summary><c>batch(linecount, fill_with)</c>: lists of that many items.</summary>
    public static object Batch(object? value, JinjaArguments call)
    {
        int size = (int)Math.Clamp(call.Integer(0), 1, int.MaxValue);
        var batches = JinjaAccess.Items(value, call.Run).Chunk(size).Select(items => items.ToList()).ToList();
        if (call.Get(1) is { } fill && batches.Count > 0) Fill(batches[^1], size - batches[^1].Count, fill, call);
        return new JinjaList(batches.Select(batch => new JinjaList(batch)));
    }

    /// <summary><c>slice(slices, fill_with)</c>: that many lists, the first ones an item longer where they must be.</summary>
    public static object Slices(object? value, JinjaArguments call)
    {
        var items = JinjaAccess.Items(value, call.Run);
        long count = call.Integer(0);
        if (count <= 0) throw new TemplateException("'slice' needs a number of slices above zero");
        call.Run.Spend(count);
        long each = items.Count / count, longer = items.Count % count;
        var slices = new List<object?>();
        int start = 0;
        for (long i = 0; i < count; i++)
        {
            int length = (int)(i < longer ? each + 1 : each);
            var slice = items.Skip(start).Take(length).ToList();
            if (i >= longer && call.Get(1) is { } fill) slice.Add(fill);
            slices.Add(new JinjaList(slice));
            start += length;
        }
        return new JinjaList(slices);
    }

    static void Fill(List<object?> items, int count, object? fill, JinjaArguments call)
    {
        call.Run.SpendText(16L * count);
        items.AddRange(Enumerable.Repeat(fill, count));
    }

    static object? KeyOf(object? item, JinjaArguments call, int attribute, int caseSensitive)
    {
        var key = call.Get(attribute) is { } path ? ByPath(item, path) : item;
        return key is string text && !call.Flag(caseSensitive) ? text.ToLowerInvariant() : key;
    }

    // "a.b.0" goes down attribute by attribute; digits are an index.
    static object? ByPath(object? item, object? path)
    {
        if (path is long index) return JinjaAccess.Item(item, index);
        foreach (string name in (path as string ?? throw new TemplateException("an attribute must be a text or a number")).Split('.'))
            item = JinjaAccess.Item(item, long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : name);
        return item;
    }

    static void Spend(int count, JinjaArguments call) => call.Run.Spend(8L * count);

    // LINQ wraps what a comparison throws.
    static T Guard<T>(Func<T> sort)
    {
        try
        {
            return sort();
        }
        catch (InvalidOperationException error) when (error.InnerException is TemplateException inner)
        {
            throw new TemplateException(inner.Message);
        }
    }
}
