using System.Text;
using System.Text.Json;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Grammars;
using R1Sharp.Learning.Grammars.Schemas;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Numerics;
using R1Sharp.Tests.Generation;
using Xunit;

namespace R1Sharp.Tests.Grammars;

/// <summary>Schemas that are kept to token by token; JsonSchema.Net says whether a value is valid.</summary>
public sealed class JsonSchemaTests
{
    static readonly Tokenizer s_tokenizer = BigramNetwork.Tokenizer;

    static readonly GrammarTokens s_tokens = GrammarTokens.Of(s_tokenizer, [s_tokenizer.EndOfTextId]);

    static readonly Lazy<(string Name, JsonElement Schema)[]> s_suite = new(() => [.. Directory.Exists(Suite)
        ? Directory.GetFiles(Suite, "*.json").Order(StringComparer.Ordinal).SelectMany(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray()
            .Select(g => ($"{Path.GetFileNameWithoutExtension(file)}: {g.GetProperty("description").GetString()}", g.GetProperty("schema")))) : []]);

    static string Suite => Path.Combine(Environment.GetEnvironmentVariable("R1SHARP_SHARED") ?? Path.Combine(Commands.Cli.Home, "..", "shared"), "data", "json-schema");

    static GrammarRules Compile(JsonElement schema) => JsonSchema.Rules([("", schema)], "", GrammarPlace.Whole, s_tokens);

    static GrammarRules? Tried(JsonElement schema)
    {
        try
        {
            return Compile(schema);
        }
        catch (SchemaException)
        {
            return null;
        }
    }

    static bool IsValid(JsonElement schema, string text)
    {
        var options = new Json.Schema.BuildOptions { SchemaRegistry = new() };
        using var value = JsonDocument.Parse(text, new() { AllowDuplicateProperties = false });
        return Json.Schema.JsonSchema.Build(schema, options, null).Evaluate(value.RootElement).IsValid;
    }

    // Tokens drawn at random from those that are allowed.
    static string Walk(GrammarRules rules, ref RandomStream random, int most)
    {
        var completion = rules.Begin();
        var tokens = new List<int>();
        while (true)
        {
            var allowed = completion.Allowed([.. tokens], most - tokens.Count)!;
            int[] all = [.. Enumerable.Range(0, s_tokenizer.VocabularySize).Where(allowed.Contains)];
            Assert.NotEmpty(all);
            int token = all[random.NextInt(all.Length)];
            if (token == s_tokenizer.EndOfTextId)
                return s_tokenizer.Decode([.. tokens]);
            tokens.Add(token);
            completion.Appended([.. tokens]);
            Assert.True(tokens.Count < most);
        }
    }

    [Fact]
    public void Two_hundred_schemas_of_the_official_suite_are_kept_to_and_the_others_are_refused_with_a_reason()
    {
        Assert.SkipUnless(Directory.Exists(Suite), $"{Suite} is not there: set R1SHARP_SHARED to the shared data folder.");
        var kept = s_suite.Value.Select(s => (s.Name, s.Schema, Rules: Tried(s.Schema))).Where(s => s.Rules is not null).ToArray();
        Assert.True(kept.Length >= 200, $"{kept.Length} of {s_suite.Value.Length} schemas are kept to.");
        var random = new RandomStream(1, RandomPurpose.Test);
        foreach (var (name, schema, rules) in kept)
            foreach (int room in (int[])[0, 10, 60])
            {
                string text = Walk(rules!, ref random, rules!.LeastTokens + room);
                Assert.True(IsValid(schema, text), $"{name}: {text} is not valid under {schema.GetRawText()}");
            }
    }

    [Fact]
    public void Every_answer_of_a_network_with_random_weights_is_valid()
    {
        Assert.SkipUnless(Directory.Exists(Suite), $"{Suite} is not there: set R1SHARP_SHARED to the shared data folder.");
        var kept = s_suite.Value.Select(s => (s.Name, s.Schema, Rules: Tried(s.Schema))).Where(s => s.Rules is not null).ToArray();
        using var engine = new CpuEngine(2);
        using var policy = engine.CreateForSampling(BigramNetwork.Shape with { HiddenSize = 16, MaxPositions = 1024, InitializerRange = 0.3 }, 3);
        var completions = policy.Generate([.. kept.Select((k, i) => new GenerationRequest
        {
            Prompt = [1],
            PromptKey = i,
            Rules = k.Rules,
            Sampling = new() { MaxCompletionTokens = k.Rules!.LeastTokens + 30, StopTokens = [s_tokenizer.EndOfTextId] },
        })]);
        foreach (var ((name, schema, _), completion) in kept.Zip(completions))
        {
            Assert.Equal(FinishReason.Stop, completion[0].Finish);
            string text = s_tokenizer.Decode(completion[0].Tokens, skipSpecial: true);
            Assert.True(IsValid(schema, text), $"{name}: {text} is not valid under {schema.GetRawText()}");
        }
    }

    public static TheoryData<string, string, string> Answers => new()
    {
        { """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0}},"required":["name"],"additionalProperties":false}""", """{"name":"Ada","age":36}""", """{"name":"Ada","age":-1}""" },
        { """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}}}""", """{"age": 3}""", """{"age":3,"name":"x"}""" },
        { """{"type":"object"}""", """{"a":1,"bb":{"a":[]}}""", """{"a":1,"a":2}""" },
        { """{"type":"object","additionalProperties":{"type":"integer"},"minProperties":2}""", """{"x":1,"y":2}""", """{"x":1}""" },
        { """{"type":"array","items":{"enum":["red","green"]},"minItems":1,"maxItems":2}""", """["red", "green"]""", """["red","green","red"]""" },
        { """{"type":"string","minLength":2,"maxLength":3}""", "\"é\\u0041\\ud83d\\ude00\"", "\"\\ud83d\"" },
        { """{"type":"string","pattern":"^[a-c]+\\d{2,3}(x|yz)?$"}""", "\"abc123yz\"", "\"abc1\"" },
        { """{"type":"string","pattern":"\"\\\\"}""", "\"a\\\"\\\\b\"", "\"ab\"" },
        { """{"type":"number","minimum":-2.5,"exclusiveMaximum":12}""", "11.75", "12" },
        { """{"type":"number","minimum":-2.5,"exclusiveMaximum":12}""", "-1.25", "-2.75" },
        { """{"type":"integer","minimum":98,"maximum":1203}""", "1199", "1204" },
        { """{"type":"integer","multipleOf":7,"minimum":10}""", "21", "22" },
        { """{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"left":{"$ref":"#/$defs/tree"},"value":{"type":"boolean"}},"required":["value"]}}}""", """{"left":{"value":true},"value":false}""", """{"left":{},"value":false}""" },
        { """{"anyOf":[{"type":"null"},{"type":"string","const":"x"}]}""", "null", "\"y\"" },
        { """{"type":"string","format":"date"}""", "\"2026-11-29\"", "\"2026-13-01\"" },
        { """{"type":"array","prefixItems":[{"type":"boolean"},{"type":"null"}],"items":false}""", "[true,null]", "[true,null,1]" },
        { """{"type":"array","contains":{"const":1}}""", "[1,2]", "[2]" },
        { """{"oneOf":[{"type":"object","properties":{"kind":{"const":"a"},"n":{"type":"integer"}},"required":["kind","n"]},{"type":"object","properties":{"kind":{"const":"b"}},"required":["kind"]}]}""", """{"kind":"a","n":1}""", """{"kind":"b","n":1}""" },
    };

    static bool Fits(GrammarRules rules, string text)
    {
        var completion = rules.Begin();
        var tokens = new List<int>();
        foreach (int token in s_tokenizer.EncodeOrdinary(text).Append(s_tokenizer.EndOfTextId))
        {
            if (!completion.Allowed([.. tokens], 1000)!.Contains(token))
                return false;
            tokens.Add(token);
            completion.Appended([.. tokens]);
        }
        return true;
    }

    [Theory, MemberData(nameof(Answers))]
    public void What_a_schema_asks_for_fits_and_what_it_forbids_does_not(string schema, string fits, string doesNot)
    {
        var rules = Compile(JsonDocument.Parse(schema).RootElement);
        Assert.True(Fits(rules, fits), fits);
        Assert.False(Fits(rules, doesNot), doesNot);
    }

    [Theory]
    [InlineData("""{"type":"array","uniqueItems":true}""", "uniqueItems")]
    [InlineData("""{"type":"object","unknownKeyword":1}""", "unknownKeyword")]
    [InlineData("""{"$ref":"https://example.com/x"}""", "outside")]
    [InlineData("""{"$ref":"#/nothing"}""", "not there")]
    [InlineData("""{"$ref":"#"}""", "back to itself")]
    [InlineData("""{"oneOf":[{"minimum":1},{"maximum":5}]}""", "oneOf")]
    [InlineData("""{"type":"string","pattern":"(?=a)b"}""", "pattern")]
    [InlineData("""{"type":"string","pattern":"a++"}""", "pattern")]
    [InlineData("""false""", "No value")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""", "No value")]
    [InlineData("""{"type":3}""", "wrong type")]
    [InlineData("""{"minLength":-1}""", "minLength")]
    [InlineData("""{"enum":[]}""", "No value")]
    public void What_cannot_be_kept_to_is_refused_with_its_name(string schema, string said) =>
        Assert.Contains(said, Assert.Throws<SchemaException>(() => Compile(JsonDocument.Parse(schema).RootElement)).Message);

    /// <summary>The state behind thoughts and calls begins with a marker, and what is cut back is forgotten.</summary>
    [Fact]
    public void Text_is_free_before_its_marker_and_what_is_cut_back_is_forgotten()
    {
        var schema = JsonDocument.Parse("""{"const":7}""").RootElement;
        var completion = JsonSchema.Rules([("", schema)], "!", GrammarPlace.BehindCalls, s_tokens).Begin();
        var tokens = new List<int>();
        Say("hello <tool_call>");
        Assert.Equal(s_tokenizer.Encode("7"), Allowed());
        Say("7");
        Assert.Equal(s_tokenizer.Encode("!"), Allowed());
        Say("!");
        Assert.Null(completion.Allowed([.. tokens], 100));
        Say(" and <tool_call>");
        Assert.Equal(s_tokenizer.Encode("7"), Allowed());
        completion.CutTo(tokens.Count - 1);
        tokens.RemoveAt(tokens.Count - 1);
        Assert.Null(completion.Allowed([.. tokens], 100));
        Say(">");
        Assert.Equal(s_tokenizer.Encode("7"), Allowed());

        void Say(string text)
        {
            foreach (int token in s_tokenizer.EncodeOrdinary(text))
            {
                tokens.Add(token);
                completion.Appended([.. tokens]);
            }
        }

        int[] Allowed() => [.. Enumerable.Range(0, s_tokenizer.VocabularySize).Where(completion.Allowed([.. tokens], 100)!.Contains)];
    }

    /// <summary>A vocabulary in which every text of up to three letters of a few is a token: masks by the tree are those of trying each.</summary>
    [Fact]
    public void Masks_are_those_of_trying_each_token()
    {
        var learned = TokenizerTrainer.Train(["{\"name\": \"x\", \"age\": 12}\n{\"name\": \"y\", \"tags\": [1, 2, 3]}", new StringBuilder().Insert(0, "\", \"", 50).ToString()], new() { VocabularySize = 330 });
        var tokens = GrammarTokens.Of(learned, [learned.EndOfTextId]);
        var rules = JsonSchema.Rules([("", JsonDocument.Parse("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":{"type":"array","items":{"type":"integer"}}}""").RootElement)], "", GrammarPlace.Whole, tokens);
        var completion = rules.Begin();
        var said = new List<int>();
        foreach (int token in learned.EncodeOrdinary("{\"name\": \"x\", \"tags\": [1, 2, 3]}"))
        {
            var allowed = completion.Allowed([.. said], 1000)!;
            Assert.True(allowed.Contains(token), learned.TokenText(token));
            for (int other = 0; other < learned.VocabularySize; other++)
                if (allowed.Contains(other) && other != learned.EndOfTextId)
                {
                    var tried = rules.Begin();
                    foreach (int i in Enumerable.Range(0, said.Count))
                        tried.Appended([.. said[..(i + 1)]]);
                    tried.Appended([.. said, other]);
                    Assert.NotEqual(0, tried.Allowed([.. said, other], 1000)!.Count);
                }
            said.Add(token);
            completion.Appended([.. said]);
        }
        Assert.True(completion.Allowed([.. said], 1000)!.Contains(learned.EndOfTextId));
    }
}
