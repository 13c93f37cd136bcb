// Whether a constant fulfils a schema: for "enum", "const", and names that a schema gives.

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Looks at constants.</summary>
static class ConstantCheck
{
    static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    /// <summary>The types that a value has.</summary>
    public static string[] TypesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => ["null"],
        JsonValueKind.True or JsonValueKind.False => ["boolean"],
        JsonValueKind.String => ["string"],
        JsonValueKind.Array => ["array"],
        JsonValueKind.Object => ["object"],
        _ => Number(value) is { } number && number == Math.Floor(number) ? ["integer", "number"] : ["number"],
    };

    /// <summary>Whether a value fulfils every schema of a branch.</summary>
    /// <exception cref="SchemaException">A keyword asks for more than is looked at.</exception>
    public static bool Holds(SchemaBranch branch, JsonElement value) =>
        branch.Places.All(place => HoldsOwn(place, value)) && branch.Types().Intersect(TypesOf(value)).Any()
        && (value.ValueKind != JsonValueKind.Object
            || (branch.Required.All(n => value.TryGetProperty(n, out _)) && !branch.Forbidden.Any(n => value.TryGetProperty(n, out _))));

    /// <summary>Whether a value fulfils a schema.</summary>
    public static bool Holds(SchemaPlace place, JsonElement value) => SchemaExpansion.Expand([place]).Any(branch => Holds(branch, value));

    // References and alternatives are laid out already.
    static bool HoldsOwn(SchemaPlace place, JsonElement value) => place.Schema.ValueKind != JsonValueKind.Object
        || place.Schema.EnumerateObject().All(keyword => Holds(place, keyword.Name, keyword.Value, value));

    static bool Holds(SchemaPlace place, string keyword, JsonElement said, JsonElement value) => keyword switch
    {
        "const" => JsonElement.DeepEquals(said, value),
        "enum" => said.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)),
        "minimum" => value.ValueKind != JsonValueKind.Number || Number(value) >= Number(said),
        "maximum" => value.ValueKind != JsonValueKind.Number || Number(value) <= Number(said),
        "exclusiveMinimum" => value.ValueKind != JsonValueKind.Number || Number(value) > Number(said),
        "exclusiveMaximum" => value.ValueKind != JsonValueKind.Number || Number(value) < Number(said),
        "multipleOf" => value.ValueKind != JsonValueKind.Number || Number(value) % Number(said) == 0,
        "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() >= said.GetDouble(),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() <= said.GetDouble(),
        "pattern" => value.ValueKind != JsonValueKind.String || Matches(said.GetString()!, value.GetString()!),
        "required" => value.ValueKind != JsonValueKind.Object || said.EnumerateArray().All(n => value.TryGetProperty(n.GetString()!, out _)),
        "properties" => value.ValueKind != JsonValueKind.Object || said.EnumerateObject().All(p =>
            !value.TryGetProperty(p.Name, out var member) || Holds(place.Of(p.Value, "properties/" + SchemaPlace.Step(p.Name)), member)),
        "minProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() >= said.GetDouble(),
        "maxProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() <= said.GetDouble(),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Skip(place.Find("prefixItems")?.GetArrayLength() ?? 0)
            .All(item => Holds(place.Of(said, "items"), item)),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= said.GetDouble(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= said.GetDouble(),
        "additionalProperties" or "patternProperties" or "propertyNames" or "unevaluatedProperties" =>
            value.ValueKind != JsonValueKind.Object || Refused(keyword),
        "prefixItems" or "contains" or "uniqueItems" or "unevaluatedItems" => value.ValueKind != JsonValueKind.Array || Refused(keyword),
        _ => true,
    };

    static bool Refused(string keyword) => throw new SchemaException($"\"{keyword}\" beside constants cannot be kept to.");

    /// <summary>Whether a pattern is found in a text.</summary>
    public static bool Matches(string pattern, string text)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.ECMAScript | RegexOptions.CultureInvariant, s_patience);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            throw new SchemaException($"The pattern '{pattern}' cannot be kept to.");
        }
    }

    /// <summary>A number; one that has more than 28 digits cannot be compared exactly.</summary>
    public static decimal? Number(JsonElement value) =>
        decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number
        : throw new SchemaException("A number of the schema is too large to be kept to.");
}
