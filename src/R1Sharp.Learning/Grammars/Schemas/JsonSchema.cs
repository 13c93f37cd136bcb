// A JSON schema as a grammar: every text of it is valid. Not every valid value is among them:
//
// 1. Members come in the order of the schema. Others come only where "additionalProperties" describes them, or where the schema names no member.
// 2. Items beyond "prefixItems" come only where "items" describes them. What "contains" asks for comes first.
// 3. "not", "if" and "oneOf" are kept to where that can be seen from types, names and constants; elsewhere the schema is refused.
// 4. Multiples are two hundred of those nearest to a bound or to 0; numbers have no exponent.
//
// What cannot be kept to is refused by its name and place.

using System.Text.Json;

namespace R1Sharp.Learning.Grammars.Schemas;

/// <summary>Compiles schemas.</summary>
sealed class JsonSchema
{
    // Days of years of 365 days.
    const string Date = "[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))";

    // Names of formats (JSON Schema 2020-12, section 7.3) that are kept to; others say nothing about a value, as the standard has it.
    static readonly Dictionary<string, string> s_formats = new()
    {
        ["date"] = $"^{Date}$",
        ["time"] = "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
        ["date-time"] = $"^{Date}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$",
        ["uuid"] = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        ["ipv4"] = "^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$",
        ["email"] = "^[a-z0-9][a-z0-9_-]{0,30}@[a-z0-9][a-z0-9-]{0,30}\\.[a-z]{2,8}$",
    };

    const int MostRules = 2000;

    readonly Grammar _grammar = new();
    readonly JsonGrammar _json;
    readonly NumberRange _numbers;
    readonly Dictionary<string, RuleNode> _rules = [];
    readonly Queue<(RuleNode Rule, SchemaPlace[] Places)> _open = [];

    JsonSchema()
    {
        _json = new(_grammar);
        _numbers = new(_json);
    }

    /// <summary>Rules under which completions are values of schemas, with texts around them.</summary>
    /// <param name="schemas">What may stand there: one of these, behind its text.</param>
    /// <param name="after">What stands behind each.</param>
    /// <param name="place">Where in a completion that stands.</param>
    /// <param name="model">The tokens.</param>
    /// <exception cref="SchemaException">Something in a schema cannot be kept to, or no value fulfils it.</exception>
    public static GrammarRules Rules(IReadOnlyList<(string Before, JsonElement Schema)> schemas, string after, GrammarPlace place, GrammarTokens model)
    {
        if (!model.Trie.HasAllBytes)
            throw new SchemaException("The model's tokenizer has not a token for every byte, so that a schema could not be kept to.");
        var compiler = new JsonSchema();
        var root = Guarded(() => compiler.Compile(schemas, after));
        return root.Least < GrammarNode.Infinite ? new(compiler._grammar, root, place, model)
            : throw new SchemaException("No value that can be written fulfils the schema.");
    }

    GrammarNode Compile(IReadOnlyList<(string Before, JsonElement Schema)> schemas, string after)
    {
        GrammarNode[] values = [.. schemas.Select((s, i) => Value([new SchemaPlace(s.Schema, s.Schema, Root(i)) { Root = Root(i) }]))];
        while (_open.TryDequeue(out var open))
            open.Rule.Body = Body(open.Places);
        _grammar.Complete();
        return _grammar.Choice([.. values.Select((value, i) => _grammar.Sequence(_grammar.Text(schemas[i].Before), value, _grammar.Text(after)))]);
    }

    static string Root(int document) => document == 0 ? "#" : FormattableString.Invariant($"#{document}");

    // What is wrong with a schema shows where it is read.
    static GrammarNode Guarded(Func<GrammarNode> compile)
    {
        try
        {
            return compile();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or OverflowException or DivideByZeroException)
        {
            throw new SchemaException("A keyword of the schema has a value of the wrong type.");
        }
        catch (InsufficientExecutionStackException)
        {
            throw new SchemaException("The schema is nested too deep.");
        }
    }

    GrammarNode Value(IEnumerable<SchemaPlace> places)
    {
        SchemaPlace[] all = [.. places.DistinctBy(p => p.Path).OrderBy(p => p.Path, StringComparer.Ordinal)];
        if (all.Length == 0)
            return _json.Any;
        string key = string.Join('\n', all.Select(p => p.Path));
        if (_rules.TryGetValue(key, out var known))
            return known;
        if (_rules.Count == MostRules)
            throw new SchemaException($"The schema has more than {MostRules} parts.");
        var rule = _rules[key] = _grammar.Rule();
        _open.Enqueue((rule, all));
        return rule;
    }

    GrammarNode Body(SchemaPlace[] places) => _grammar.Choice([.. SchemaExpansion.Expand(places).Select(Branch)]);

    GrammarNode Branch(SchemaBranch branch)
    {
        if (branch.Has("const") || branch.Has("enum"))
            return _grammar.Choice([.. branch.Values("const").Concat(branch.Values("enum").SelectMany(e => e.EnumerateArray()))
                .Where(c => ConstantCheck.Holds(branch, c)).Select(_json.Constant)]);
        string[] types = branch.Types();
        return _grammar.Choice([.. types.Select(type => type switch
        {
            "null" => _json.Literal("null"),
            "boolean" => _json.Boolean,
            "integer" => types.Contains("number") ? _grammar.Nothing : _numbers.Of(branch, isWhole: true),
            "number" => types.Contains("integer") ? _numbers.Of(branch, isWhole: false) : _grammar.Nothing,
            "string" => String(branch),
            "array" => new SchemaArray(_json, branch, Value).Node(),
            _ => new SchemaObject(_json, branch, Value).Node(),
        })]);
    }

    GrammarNode String(SchemaBranch branch)
    {
        int least = branch.Greatest("minLength") ?? 0;
        int? most = branch.Fewest("maxLength");
        string[] patterns = [.. branch.Values("pattern").Select(p => p.GetString()!),
            .. branch.Values("format").Select(f => s_formats.GetValueOrDefault(f.GetString()!)).OfType<string>()];
        if (patterns.Length == 0)
            return _json.String(_json.Character, least, most);
        if (patterns.Distinct().Count() > 1 || least > 0 || most is not null)
            throw new SchemaException("A \"pattern\" or \"format\" beside another one, or beside lengths, cannot be kept to.");
        return _json.Quoted(new JsonPattern(_json, patterns[0]).Read());
    }
}
