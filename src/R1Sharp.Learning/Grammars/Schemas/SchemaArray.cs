// Arrays of a branch.

using System.Text.Json;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Writes the arrays that a branch allows.</summary>
/// <param name="json">JSON's parts.</param>
/// <param name="branch">What must hold.</param>
/// <param name="valueOf">The values that fulfil several schemas.</param>
sealed class SchemaArray(JsonGrammar json, SchemaBranch branch, Func<IEnumerable<SchemaPlace>, GrammarNode> valueOf)
{
    const int MostPlaces = 1000;

    /// <summary>The arrays.</summary>
    public GrammarNode Node()
    {
        if (branch.Values("uniqueItems").Any(u => u.GetBoolean()) && !(branch.Fewest("maxItems") <= 1))
            throw new SchemaException("\"uniqueItems\" cannot be kept to.");
        int least = Math.Max(branch.Greatest("minItems") ?? 0, Containing.Select(Least).Append(0).Max());
        int? most = branch.Fewest("maxItems");
        foreach (var place in Containing.Where(p => p.Find("maxContains") is not null))
            most = Math.Min(most ?? int.MaxValue, (int)place.Find("maxContains")!.Value.GetDouble());
        int prefix = branch.Values("prefixItems").Select(p => p.GetArrayLength()).Append(0).Max();
        int first = Math.Max(prefix, Containing.Select(Least).Append(0).Max());
        if (first > MostPlaces)
            throw new SchemaException($"An array with more than {MostPlaces} places of their own cannot be kept to.");
        if (prefix > 0 && !branch.Has("items") && least <= prefix)
            most = Math.Min(most ?? int.MaxValue, Math.Max(prefix, first));
        return json.ArrayOf([.. Enumerable.Range(0, first).Select(Item)], Item(first), least, most);
    }

    // A place whose least is 0 asks for nothing.
    IEnumerable<SchemaPlace> Containing => branch.Places.Where(p => p.Find("contains") is not null);

    static int Least(SchemaPlace place) => place.Find("minContains") is { } least ? (int)least.GetDouble() : 1;

    GrammarNode Item(int index) => valueOf(branch.Places.SelectMany(place => Of(place, index)));

    IEnumerable<SchemaPlace> Of(SchemaPlace place, int index)
    {
        if (place.Find("prefixItems") is { } prefix && index < prefix.GetArrayLength())
            yield return place.Of(prefix[index], $"prefixItems/{index}");
        else if (place.Find("items") is { } items)
            yield return place.Of(items, "items");
        // With a limit on how many may match, all do; else the first ones.
        if (place.Find("contains") is { } contained && (index < Least(place) || place.Find("maxContains") is not null))
            yield return place.Of(contained, "contains");
        if (place.Find("unevaluatedItems") is { } others && !branch.Places.Any(p => p.IsWithin(place) && IsEvaluated(p, index)))
            yield return place.Of(others, "unevaluatedItems");
    }

    static bool IsEvaluated(SchemaPlace place, int index) => place.Find("items") is not null
        || (place.Find("prefixItems") is { } prefix && index < prefix.GetArrayLength())
        || (place.Find("contains") is not null && index < Least(place))
        || (place.Find("contains") is not null && place.Find("maxContains") is not null)
        || (place.Find("unevaluatedItems") is { ValueKind: JsonValueKind.True });
}
