// Objects of a branch.

using System.Text.Json;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Writes the objects that a branch allows.</summary>
/// <param name="json">JSON's parts.</param>
/// <param name="branch">What must hold.</param>
/// <param name="valueOf">The values that fulfil several schemas.</param>
sealed class SchemaObject(JsonGrammar json, SchemaBranch branch, Func<IEnumerable<SchemaPlace>, GrammarNode> valueOf)
{
    readonly Grammar _grammar = json.Grammar;

    /// <summary>The objects.</summary>
    public GrammarNode Node()
    {
        string[] required = [.. branch.Values("required").SelectMany(r => r.EnumerateArray().Select(n => n.GetString()!)).Concat(branch.Required).Distinct()];
        string[] named = [.. branch.Values("properties").SelectMany(p => p.EnumerateObject().Select(m => m.Name)).Concat(required).Distinct()];
        // A pattern that is not understood is refused, also where no name has to be compared with it.
        foreach (var pattern in branch.Places.SelectMany(Patterns))
            ConstantCheck.Matches(pattern.Name, "");
        if (required.Any(branch.Forbidden.Contains))
            return _grammar.Nothing;
        int least = branch.Greatest("minProperties") ?? 0;
        int? most = branch.Fewest("maxProperties");
        if (named.Length > 0 && (least > 0 || most is not null))
            return Counted(named, required, least, most);
        return json.Braced(From(0, named, required, isFirst: true, Rest(named, least, most)));
    }

    // Which members there are decides how many others there may be: one way with as many of them as there have to be, in order.
    GrammarNode Counted(string[] named, string[] required, int least, int? most)
    {
        string[] optional = [.. named.Except(required)];
        int more = Math.Clamp(least - required.Length, 0, optional.Length);
        string[] taken = [.. named.Where(n => required.Contains(n) || optional.Take(more).Contains(n))];
        if (taken.Length > most)
            return _grammar.Nothing;
        return json.Braced(From(0, taken, taken, isFirst: true, Rest(named, Math.Max(0, least - taken.Length), most - taken.Length)));
    }

    // The members from one place on: those that are required, and those that are not either there or not.
    GrammarNode From(int index, string[] named, string[] required, bool isFirst, Func<bool, GrammarNode> rest)
    {
        var known = new Dictionary<(int, bool), GrammarNode>();
        return Next(index, isFirst);

        GrammarNode Next(int i, bool first)
        {
            if (i == named.Length)
                return rest(first);
            if (known.TryGetValue((i, first), out var node))
                return node;
            bool isRequired = required.Contains(named[i]);
            var with = _grammar.Sequence(first ? _grammar.Empty : json.Comma, json.Name(named[i]), json.Colon, Member(named[i]), Next(i + 1, false));
            bool isLeftOut = branch.Forbidden.Contains(named[i]) || !IsNameAllowed(named[i]);
            return known[(i, first)] = isLeftOut ? isRequired ? _grammar.Nothing : Next(i + 1, first)
                : isRequired ? with : _grammar.Choice(with, Next(i + 1, first));
        }
    }

    bool IsNameAllowed(string name)
    {
        using var text = JsonDocument.Parse($"\"{JsonEncodedText.Encode(name)}\"");
        return branch.Places.Where(p => p.Find("propertyNames") is not null)
            .All(p => ConstantCheck.Holds(p.Of(p.Find("propertyNames")!.Value, "propertyNames"), text.RootElement));
    }

    GrammarNode Member(string name) => valueOf(branch.Places.SelectMany(place => Of(place, name)));

    IEnumerable<SchemaPlace> Of(SchemaPlace place, string name)
    {
        bool isEvaluated = false;
        if (place.Find("properties") is { } properties && properties.TryGetProperty(name, out var own))
        {
            isEvaluated = true;
            yield return place.Of(own, "properties/" + SchemaPlace.Step(name));
        }
        foreach (var pattern in Patterns(place).Where(p => ConstantCheck.Matches(p.Name, name)))
        {
            isEvaluated = true;
            yield return place.Of(pattern.Value, "patternProperties/" + SchemaPlace.Step(pattern.Name));
        }
        if (!isEvaluated && place.Find("additionalProperties") is { } others)
            yield return place.Of(others, "additionalProperties");
        if (place.Find("unevaluatedProperties") is { } unevaluated && !branch.Places.Any(p => p.IsWithin(place) && IsEvaluated(p, name)))
            yield return place.Of(unevaluated, "unevaluatedProperties");
    }

    static bool IsEvaluated(SchemaPlace place, string name) => place.Find("additionalProperties") is not null
        || (place.Find("properties") is { } properties && properties.TryGetProperty(name, out _))
        || Patterns(place).Any(p => ConstantCheck.Matches(p.Name, name)) || place.Find("unevaluatedProperties") is { ValueKind: JsonValueKind.True };

    static IEnumerable<JsonProperty> Patterns(SchemaPlace place) =>
        place.Find("patternProperties") is { ValueKind: JsonValueKind.Object } all ? all.EnumerateObject() : [];

    // Members that are not named: as the schemas describe them, or any where nothing is said of members at all.
    Func<bool, GrammarNode> Rest(string[] named, int least, int? most)
    {
        bool isSaid = branch.Has("additionalProperties");
        bool isLimited = branch.Has("patternProperties") || branch.Has("propertyNames") || branch.Has("unevaluatedProperties");
        if (isLimited || (named.Length > 0 && !isSaid && least == 0) || branch.Forbidden.Count > 0)
            return _ => least == 0 ? _grammar.Empty : _grammar.Nothing;
        var value = valueOf(branch.Places.Where(p => p.Find("additionalProperties") is not null)
            .Select(p => p.Of(p.Find("additionalProperties")!.Value, "additionalProperties")));
        return isFirst => new Members(json, value, least, most, isFirst, TakenNames.Of(named)).Node;
    }
}
