// From schemas with references, alternatives and conditions to branches without them (JSON Schema 2020-12, core and validation). A branch may leave
// values out, so that what is asked for can be kept to token by token; it never lets one in.

using System.Text.Json;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Lays schemas out.</summary>
static class SchemaExpansion
{
    const int MostBranches = 256;

    static readonly HashSet<string> s_known =
    [
        "$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "type", "enum", "const",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format",
        "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains", "unevaluatedItems",
        "properties", "required", "additionalProperties", "patternProperties", "propertyNames", "minProperties", "maxProperties", "unevaluatedProperties",
    ];

    // What says nothing about a value.
    static readonly HashSet<string> s_idle =
    [
        "title", "description", "default", "examples", "$comment", "$schema", "$defs", "definitions", "$anchor", "deprecated", "readOnly", "writeOnly",
        "contentEncoding", "contentMediaType", "contentSchema",
    ];

    /// <summary>The branches of schemas that all hold.</summary>
    /// <exception cref="SchemaException">Something in them cannot be kept to.</exception>
    public static IReadOnlyList<SchemaBranch> Expand(IEnumerable<SchemaPlace> places)
    {
        var branches = Lay([.. places], SchemaBranch.All).Take(MostBranches + 1).ToArray();
        return branches.Length <= MostBranches ? branches : throw new SchemaException($"The schema has more than {MostBranches} combinations of alternatives.");
    }

    static IEnumerable<SchemaBranch> Lay(SchemaPlace[] ahead, SchemaBranch sofar)
    {
        if (ahead is not [var first, .. var rest])
            return [sofar];
        if (first.Schema.ValueKind == JsonValueKind.True)
            return Lay(rest, sofar);
        if (first.Schema.ValueKind == JsonValueKind.False)
            return [];
        if (first.Schema.ValueKind != JsonValueKind.Object)
            throw new SchemaException($"The schema at {first.Path} is neither an object nor true or false.");
        RequireKnown(first);
        IEnumerable<(SchemaPlace[] Ahead, SchemaBranch Branch)> ways = [(rest, sofar with { Places = [.. sofar.Places, first] })];
        foreach (var alternatives in Alternatives(first))
            ways = ways.SelectMany(way => alternatives.Select(a => (Ahead: (SchemaPlace[])[.. way.Ahead, .. a.Places], Branch: a.Narrow(way.Branch))));
        return ways.SelectMany(way => Lay(way.Ahead, way.Branch));
    }

    static void RequireKnown(SchemaPlace place)
    {
        foreach (var keyword in place.Schema.EnumerateObject())
            if (!s_known.Contains(keyword.Name) && !s_idle.Contains(keyword.Name) && !(keyword.Name == "$id" && place.Path == place.Root))
                throw new SchemaException($"\"{keyword.Name}\" at {place.Path} cannot be kept to.");
        if (place.Find("$schema")?.GetString() is { } dialect && !dialect.Contains("://json-schema.org/", StringComparison.Ordinal))
            throw new SchemaException($"\"$schema\" at {place.Path} names a language of schemas that is not known here.");
    }

    /// <summary>One way to fulfil something.</summary>
    sealed record Way(SchemaPlace[] Places)
    {
        public Func<SchemaBranch, SchemaBranch> Narrow { get; init; } = branch => branch;
    }

    // Each of these must be fulfilled in one of its ways.
    static IEnumerable<Way[]> Alternatives(SchemaPlace place)
    {
        if (place.Find("$ref") is { } reference)
            yield return [new([place.Target(reference.GetString()!)])];
        if (place.Find("allOf") is not null)
            yield return [new(Listed(place, "allOf"))];
        if (place.Find("anyOf") is not null)
            yield return [.. Listed(place, "anyOf").Select(p => new Way([p]))];
        if (place.Find("oneOf") is not null)
            yield return OneOf(Listed(place, "oneOf"));
        if (place.Find("not") is { } not)
            yield return Not(place.Inside(not, "not"));
        if (place.Find("if") is { } condition)
            yield return If(place, place.Inside(condition, "if"));
        foreach (var (name, list) in Members(place, "dependentRequired"))
            yield return Depends(name, new([]) { Narrow = Requires([name, .. list.EnumerateArray().Select(n => n.GetString()!)]) });
        foreach (var (name, schema) in Members(place, "dependentSchemas"))
            yield return Depends(name, new([place.Inside(schema, $"dependentSchemas/{SchemaPlace.Step(name)}")]) { Narrow = Requires([name]) });
    }

    static IEnumerable<(string Name, JsonElement Value)> Members(SchemaPlace place, string keyword) =>
        place.Find(keyword) is { ValueKind: JsonValueKind.Object } all ? all.EnumerateObject().Select(m => (m.Name, m.Value)) : [];

    static SchemaPlace[] Listed(SchemaPlace place, string keyword) => place.Find(keyword) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select((schema, i) => place.Inside(schema, $"{keyword}/{i}"))]
        : throw new SchemaException($"\"{keyword}\" at {place.Path} is no list.");

    // The value is no object, or has not the name, or has it with what that asks for.
    static Way[] Depends(string name, Way present) =>
        [new([]) { Narrow = branch => branch with { Forbidden = branch.Forbidden.Append(name).ToHashSet() } }, present];

    static Func<SchemaBranch, SchemaBranch> Requires(string[] names) => branch => branch with
    {
        Required = branch.Required.Concat(names).ToHashSet(),
        NotTypes = branch.NotTypes.Concat(SchemaBranch.AllTypes.Where(t => t != "object")).ToHashSet(),
    };

    // Where the condition holds, what then follows; elsewhere only where its contrary can be said.
    static Way[] If(SchemaPlace place, SchemaPlace condition)
    {
        SchemaPlace[] then = place.Find("then") is { } t ? [place.Inside(t, "then")] : [];
        SchemaPlace[] otherwise = place.Find("else") is { } e ? [place.Inside(e, "else")] : [];
        if (then.Length == 0 && otherwise.Length == 0)
            return [new([])];
        var ways = new List<Way> { new([condition, .. then]) };
        try
        {
            ways.AddRange(Not(condition).Select(way => way with { Places = [.. way.Places, .. otherwise] }));
        }
        catch (SchemaException)
        {
            // The values for which the condition does not hold are left out.
        }
        return [.. ways];
    }

    // Only what can be said without looking at the whole value.
    static Way[] Not(SchemaPlace place)
    {
        if (place.Schema.ValueKind == JsonValueKind.True || (place.Schema.ValueKind == JsonValueKind.Object && !place.Schema.EnumerateObject().Any()))
            return [];
        if (place.Schema.ValueKind == JsonValueKind.False)
            return [new([])];
        var said = place.Schema.EnumerateObject().Where(k => !s_idle.Contains(k.Name)).ToArray();
        return said switch
        {
            [{ Name: "type" } type] => [new([]) { Narrow = branch => branch with { NotTypes = branch.NotTypes.Concat(Names(type.Value)).ToHashSet() } }],
            [{ Name: "required" } required] => [.. Names(required.Value).Select(name =>
                new Way([]) { Narrow = branch => branch with { Forbidden = branch.Forbidden.Append(name).ToHashSet() } })],
            [{ Name: "not" } inner] => [new([place.Inside(inner.Value, "not")])],
            [{ Name: "anyOf" }] => [Both(Listed(place, "anyOf").Select(Not))],
            [{ Name: "const" or "enum" } constant] => [new([]) { Narrow = NotTypes(constant) }],
            _ => throw new SchemaException($"\"not\" of what stands at {place.Path} cannot be kept to."),
        };
    }

    // None of the ways of each: only where each has one.
    static Way Both(IEnumerable<Way[]> all)
    {
        var ways = all.ToArray();
        return ways.All(w => w.Length == 1)
            ? new([.. ways.SelectMany(w => w[0].Places)]) { Narrow = branch => ways.Aggregate(branch, (b, w) => w[0].Narrow(b)) }
            : throw new SchemaException("\"not\" of several alternatives cannot be kept to.");
    }

    // The types of the constants are left out altogether.
    static Func<SchemaBranch, SchemaBranch> NotTypes(JsonProperty constant)
    {
        JsonElement[] values = constant.Name == "const" ? [constant.Value] : [.. constant.Value.EnumerateArray()];
        string[] types = [.. values.SelectMany(ConstantCheck.TypesOf)];
        return branch => branch with { NotTypes = branch.NotTypes.Concat(types).ToHashSet() };
    }

    static string[] Names(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(n => n.GetString()!)] : [value.GetString()!];

    // Exactly one holds where no two can: by their types, or by a constant under one name.
    static Way[] OneOf(SchemaPlace[] places)
    {
        SchemaPlace[] possible = [.. places.Where(p => p.Schema.ValueKind != JsonValueKind.False)];
        for (int i = 0; i < possible.Length; i++)
            for (int j = i + 1; j < possible.Length; j++)
                if (!SchemaDisjoint.Are(possible[i], possible[j]))
                    throw new SchemaException($"\"oneOf\" at {possible[0].Around!.Path} has alternatives that a value may fulfil at once: use \"anyOf\".");
        return [.. possible.Select(p => new Way([p]))];
    }
}
