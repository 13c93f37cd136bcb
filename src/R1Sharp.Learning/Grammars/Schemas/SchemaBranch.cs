// What must hold of one value, laid out: no references, alternatives or conditions are left.

using System.Text.Json;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Schemas that all hold of one value, and what follows from conditions.</summary>
/// <param name="Places">The schemas.</param>
/// <param name="Required">Names that must be there.</param>
/// <param name="Forbidden">Names that must not.</param>
/// <param name="NotTypes">Types that the value has not.</param>
sealed record SchemaBranch(IReadOnlyList<SchemaPlace> Places, IReadOnlySet<string> Required, IReadOnlySet<string> Forbidden, IReadOnlySet<string> NotTypes)
{
    /// <summary>All types of JSON; a whole number is a number too.</summary>
    public static readonly string[] AllTypes = ["null", "boolean", "integer", "number", "string", "array", "object"];

    /// <summary>Everything.</summary>
    public static SchemaBranch All { get; } = new([], new HashSet<string>(), new HashSet<string>(), new HashSet<string>());

    /// <summary>The values of a keyword.</summary>
    public IEnumerable<JsonElement> Values(string keyword) => Places.Select(p => p.Find(keyword)).OfType<JsonElement>();

    /// <summary>Whether a keyword stands somewhere.</summary>
    public bool Has(string keyword) => Places.Any(p => p.Find(keyword) is not null);

    /// <summary>The types that the value may have.</summary>
    public string[] Types()
    {
        IEnumerable<string> types = AllTypes;
        foreach (var value in Values("type"))
        {
            var named = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(t => t.GetString()!)] : (string[])[value.GetString()!];
            types = types.Where(t => named.Contains(t) || (t == "integer" && named.Contains("number")));
        }
        return [.. types.Where(t => !NotTypes.Contains(t) && !(t == "integer" && NotTypes.Contains("number")))];
    }

    /// <summary>The greatest of a keyword's numbers; null where there is none.</summary>
    public int? Greatest(string keyword) => Values(keyword).Select(v => (int?)Count(v, keyword)).Max();

    /// <summary>The least of a keyword's numbers.</summary>
    public int? Fewest(string keyword) => Values(keyword).Select(v => (int?)Count(v, keyword)).Min();

    /// <summary>A number that may stand as 2.0.</summary>
    static int Count(JsonElement value, string keyword) => value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1_000_000 and var number
        ? (int)number : throw new SchemaException($"\"{keyword}\" must be a number from 0 to 1,000,000.");
}
