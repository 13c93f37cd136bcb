// Whether no value can fulfil two schemas at once, as far as that can be seen.

using System.Text.Json;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Compares schemas.</summary>
static class SchemaDisjoint
{
    /// <summary>Whether no value fulfils both, for a reason that is seen.</summary>
    public static bool Are(SchemaPlace a, SchemaPlace b)
    {
        (a, b) = (Followed(a), Followed(b));
        if (!Types(a).Intersect(Types(b)).Any())
            return true;
        if (Constants(a) is { } ofA && Constants(b) is { } ofB)
            return !ofA.Any(x => ofB.Any(y => JsonElement.DeepEquals(x, y)));
        if (IsObject(a) && IsObject(b))
            return RequiredConstants(a).Any(one => RequiredConstants(b).Any(other =>
                one.Name == other.Name && !one.Values.Any(x => other.Values.Any(y => JsonElement.DeepEquals(x, y)))));
        return false;
    }

    static SchemaPlace Followed(SchemaPlace place) =>
        place.Find("$ref") is { ValueKind: JsonValueKind.String } reference && place.Schema.EnumerateObject().Count() == 1
            ? Followed(place.Target(reference.GetString()!)) : place;

    static bool IsObject(SchemaPlace place) => Types(place) is ["object"];

    static string[] Types(SchemaPlace place) => Constants(place) is { } values ? [.. values.SelectMany(ConstantCheck.TypesOf).Distinct()]
        : place.Schema.ValueKind == JsonValueKind.Object ? (SchemaBranch.All with { Places = [place] }).Types()
        : SchemaBranch.AllTypes;

    static JsonElement[]? Constants(SchemaPlace place) =>
        place.Find("const") is { } one ? [one] : place.Find("enum") is { ValueKind: JsonValueKind.Array } some ? [.. some.EnumerateArray()] : null;

    static IEnumerable<(string Name, JsonElement[] Values)> RequiredConstants(SchemaPlace place)
    {
        if (place.Find("properties") is not { ValueKind: JsonValueKind.Object } properties
            || place.Find("required") is not { ValueKind: JsonValueKind.Array } required)
            yield break;
        foreach (var property in properties.EnumerateObject())
            if (required.EnumerateArray().Any(r => r.ValueEquals(property.Name)) && Constants(place.Of(property.Value, "properties")) is { } values)
                yield return (property.Name, values);
    }
}
