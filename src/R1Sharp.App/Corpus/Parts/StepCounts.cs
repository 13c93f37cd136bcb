// How many documents, bytes and words went where in a step.

using System.Text.Json;
using System.Text.Json.Nodes;

namespace R1Sharp.App.Corpus.Parts;

/// <summary>Documents, UTF-8 bytes of their texts and words.</summary>
/// <param name="Documents">Documents.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Words">Words.</param>
readonly record struct Amount(long Documents, long Bytes, long Words)
{
    /// <summary>Both together.</summary>
    public static Amount operator +(Amount a, Amount b) => new(a.Documents + b.Documents, a.Bytes + b.Bytes, a.Words + b.Words);
}

/// <summary>Amounts by where they went.</summary>
sealed class StepCounts
{
    /// <summary>What stays.</summary>
    public const string Kept = "kept";

    readonly SortedDictionary<string, Amount> _by = new(StringComparer.Ordinal);

    /// <summary>The amounts, by the names of where they went.</summary>
    public IReadOnlyDictionary<string, Amount> By => _by;

    /// <summary>All of them.</summary>
    public Amount All => _by.Values.Aggregate(default(Amount), (a, b) => a + b);

    /// <summary>Adds to one.</summary>
    public void Add(string where, Amount amount) => _by[where] = _by.GetValueOrDefault(where) + amount;

    /// <summary>Adds all of others.</summary>
    public void Add(StepCounts others)
    {
        foreach (var (where, amount) in others._by)
            Add(where, amount);
    }

    /// <summary>As an object.</summary>
    public JsonObject Json() => new(_by.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key,
        new JsonObject { ["documents"] = p.Value.Documents, ["bytes"] = p.Value.Bytes, ["words"] = p.Value.Words })));

    /// <summary>From an object.</summary>
    public static StepCounts Of(JsonElement value)
    {
        var counts = new StepCounts();
        foreach (var entry in value.EnumerateObject())
            counts.Add(entry.Name, new(entry.Value.GetProperty("documents").GetInt64(), entry.Value.GetProperty("bytes").GetInt64(),
                entry.Value.GetProperty("words").GetInt64()));
        return counts;
    }
}
