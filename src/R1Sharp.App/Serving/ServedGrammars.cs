// The grammars that a model was asked for last: what was found out about the tokens that fit serves the next request too.

using System.Text.Json;
using R1Sharp.Learning.Grammars;
using R1Sharp.Learning.Grammars.Schemas;
using R1Sharp.Learning.Tokenization;

namespace R1Sharp.App.Serving;

/// <summary>Compiles schemas for one model, and keeps some.</summary>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="endIds">Tokens that end a text.</param>
sealed class ServedGrammars(Tokenizer tokenizer, IReadOnlyList<int> endIds)
{
    const int MostKept = 64, MostKeptLength = 100_000;

    readonly Lazy<GrammarTokens> _tokens = new(() => GrammarTokens.Of(tokenizer, endIds));
    readonly Dictionary<string, GrammarRules> _kept = [];

    /// <summary>The rules of schemas.</summary>
    /// <exception cref="SchemaException">They cannot be kept to.</exception>
    public GrammarRules Rules(IReadOnlyList<(string Before, JsonElement Schema)> schemas, string after, GrammarPlace place)
    {
        string key = string.Join('\0', schemas.Select(s => $"{s.Before}\0{s.Schema.GetRawText()}").Append(after).Append(place.ToString()));
        lock (_kept)
            if (_kept.TryGetValue(key, out var known))
                return known;
        var rules = JsonSchema.Rules(schemas, after, place, _tokens.Value);
        lock (_kept)
        {
            if (_kept.Count >= MostKept)
                _kept.Clear();
            if (key.Length <= MostKeptLength)
                _kept[key] = rules;
        }
        return rules;
    }
}
