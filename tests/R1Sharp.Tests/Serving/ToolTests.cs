using System.Text.Json;
using R1Sharp.App.Serving;
using R1Sharp.Learning.Grammars;
using R1Sharp.Learning.Grammars.Schemas;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Generation;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>Tools and answers of a form, from networks with random weights.</summary>
public sealed class ToolTests
{
    public const string Template = """
        {%- if tools %}{% for tool in tools %}{{ tool | tojson }}{% endfor %}<tool_call>{% endif %}
        {%- for message in messages %}{{ '<|user|>' if message.role == 'user' else '<|assistant|>' }}{{ message.content }}
        {%- if message.tool_calls %}{% for call in message.tool_calls %}<tool_call>{{ call.function.name }}{{ call.function.arguments }}</tool_call>{% endfor %}{% endif %}{% endfor %}
        {%- if add_generation_prompt %}<|assistant|>{% endif %}
        """;

    public static readonly Tokenizer Tokenizer = BigramNetwork.Tokenizer.With(Template, null);

    static readonly object[] s_tools =
    [
        new { type = "function", function = new { name = "add", description = "Adds.", parameters = new { type = "object", properties = new { a = new { type = "integer" }, b = new { type = "integer" } }, required = new[] { "a", "b" } } } },
        new { type = "function", function = new { name = "say", parameters = new { type = "object", properties = new { text = new { type = "string", maxLength = 5 } }, required = new[] { "text" } } } },
    ];

    static Dictionary<string, object> Body(params (string Name, object Value)[] fields) =>
        fields.Append(("messages", new[] { new { role = "user", content = "?" } })).Append(("seed", 3)).ToDictionary(f => f.Item1, f => f.Item2);

    [Theory]
    [InlineData("required", "add,say")]
    [InlineData("say", "say")]
    public async Task A_tool_that_must_be_called_is_called_with_arguments_of_its_schema(string choice, string names)
    {
        await using var world = await ServedWorld.Open(tokenizer: Tokenizer);
        object chosen = choice == "required" ? choice : new { type = "function", function = new { name = choice } };
        var body = Body(("tools", s_tools), ("tool_choice", chosen), ("n", 8));
        var whole = (await world.Post("v1/chat/completions", body)).Body;
        var calls = whole.GetProperty("choices").EnumerateArray().Select(c =>
        {
            Assert.Equal("tool_calls", c.GetProperty("finish_reason").GetString());
            Assert.Equal(JsonValueKind.Null, c.GetProperty("message").GetProperty("content").ValueKind);
            return Assert.Single(c.GetProperty("message").GetProperty("tool_calls").EnumerateArray()).GetProperty("function");
        }).ToArray();
        Assert.All(calls, call =>
        {
            Assert.Contains(call.GetProperty("name").GetString(), names.Split(','));
            var arguments = JsonDocument.Parse(call.GetProperty("arguments").GetString()!).RootElement;
            if (call.GetProperty("name").GetString() == "add")
                Assert.Equal((JsonValueKind.Number, JsonValueKind.Number), (arguments.GetProperty("a").ValueKind, arguments.GetProperty("b").ValueKind));
            else
                Assert.InRange(arguments.GetProperty("text").GetString()!.EnumerateRunes().Count(), 0, 5);
        });
        body["stream"] = true;
        var chunks = await world.Stream("v1/chat/completions", body);
        var streamed = chunks.Select(c => c.GetProperty("choices")[0]).Where(c => c.GetProperty("delta").TryGetProperty("tool_calls", out _)).OrderBy(c => c.GetProperty("index").GetInt32())
            .Select(c => c.GetProperty("delta").GetProperty("tool_calls")[0].GetProperty("function").GetRawText());
        Assert.Equal(calls.Select(c => c.GetRawText()), streamed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Behind_a_call_there_may_be_others_unless_it_is_to_stay_alone(bool isAlone)
    {
        int end = Tokenizer.EndOfTextId;
        var rules = JsonSchema.Rules([("\n{\"name\": \"f\", \"arguments\": ", JsonDocument.Parse("""{"type":"object","additionalProperties":false}""").RootElement)], "}\n</tool_call>",
            isAlone ? GrammarPlace.BehindCall : GrammarPlace.BehindCalls, GrammarTokens.Of(Tokenizer, [end])).Begin();
        var said = new List<int>();
        foreach (int token in Tokenizer.Encode("So: <tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>"))
        {
            Assert.True(rules.Allowed([.. said], 500)?.Contains(token) ?? true);
            said.Add(token);
            rules.Appended([.. said]);
        }
        var allowed = rules.Allowed([.. said], 500);
        Assert.Equal(isAlone, allowed is { Count: 1 } only && only.Contains(end));
        Assert.Equal(isAlone, allowed is not null);
    }

    [Fact]
    public async Task A_call_that_is_to_stay_alone_is_taken()
    {
        await using var world = await ServedWorld.Open(tokenizer: Tokenizer);
        foreach (string choice in (string[])["auto", "required"])
            Assert.Equal(200, (await world.Post("v1/chat/completions", Body(("tools", s_tools), ("tool_choice", choice), ("parallel_tool_calls", false), ("max_tokens", 100)))).Status);
    }

    /// <summary>Thoughts that the prompt has opened end in time for what must stand behind them.</summary>
    [Fact]
    public async Task An_answer_behind_thoughts_has_its_form_however_few_tokens_there_are()
    {
        var tokenizer = BigramNetwork.Tokenizer.With("{% for m in messages %}{{ m.content }}{% endfor %}<|assistant|><think>", null);
        await using var world = await ServedWorld.Open(tokenizer: tokenizer);
        object format = new { type = "json_schema", json_schema = new { name = "w", schema = new { @enum = new[] { 1, 22 } } } };
        int least = 1 + 1 + tokenizer.Encode("</think>").Length;
        foreach (int most in Enumerable.Range(least, 12))
        {
            var answer = (await world.Post("v1/chat/completions", Body(("response_format", format), ("n", 6), ("max_tokens", most)))).Body;
            Assert.All(answer.GetProperty("choices").EnumerateArray(), choice =>
            {
                Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
                Assert.Contains(choice.GetProperty("message").GetProperty("content").GetString()!.Trim('\n'), (string[])["1", "22"]);
            });
        }
        Assert.Equal(400, (await world.Post("v1/chat/completions", Body(("response_format", format), ("max_tokens", least - 1)))).Status);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"properties":{"a":{"type":"integer","minimum":0,"maximum":9}},"required":["a"]}""")]
    [InlineData("""{"type":["object","null"],"properties":{"a":{"type":"boolean"}},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"$ref":"#/$defs/p","$defs":{"p":{"properties":{"a":{"enum":[1,2]}},"required":["a"]}}}""")]
    public async Task Arguments_are_an_object_whatever_the_schema_says(string parameters)
    {
        await using var world = await ServedWorld.Open(tokenizer: Tokenizer);
        object tool = new { type = "function", function = new { name = "f", parameters = JsonDocument.Parse(parameters).RootElement } };
        var answer = (await world.Post("v1/chat/completions", Body(("tools", new[] { tool }), ("tool_choice", "required"), ("n", 6), ("max_tokens", 300)))).Body;
        foreach (var choice in answer.GetProperty("choices").EnumerateArray().Where(c => c.GetProperty("finish_reason").GetString() != "length"))
        {
            var arguments = JsonDocument.Parse(choice.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString()!).RootElement;
            Assert.Equal(JsonValueKind.Object, arguments.ValueKind);
            Assert.True(parameters == "{}" || arguments.TryGetProperty("a", out _));
        }
        object list = new { type = "function", function = new { name = "f", parameters = new { type = "array" } } };
        var refused = await world.Post("v1/chat/completions", Body(("tools", new[] { list })));
        Assert.Equal((400, "tools[0].function.parameters"), (refused.Status, refused.Body.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task An_answer_of_a_schema_is_valid_and_what_cannot_be_kept_to_is_named()
    {
        await using var world = await ServedWorld.Open(tokenizer: Tokenizer);
        object schema = new { type = "object", properties = new { city = new { type = "string", maxLength = 8 }, degrees = new { type = "integer", minimum = -50, maximum = 60 } }, required = new[] { "city", "degrees" }, additionalProperties = false };
        var answer = (await world.Post("v1/chat/completions", Body(("response_format", new { type = "json_schema", json_schema = new { name = "w", schema, strict = true } }), ("n", 10)))).Body;
        foreach (var choice in answer.GetProperty("choices").EnumerateArray())
        {
            Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
            var value = JsonDocument.Parse(choice.GetProperty("message").GetProperty("content").GetString()!).RootElement;
            Assert.InRange(value.GetProperty("degrees").GetInt32(), -50, 60);
        }
        var any = (await world.Post("v1/chat/completions", Body(("response_format", new { type = "json_object" }), ("max_tokens", 40)))).Body;
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(any.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!).RootElement.ValueKind);
        await Refused(("response_format", new { type = "json_schema", json_schema = new { name = "x", schema = new { type = "array", uniqueItems = true } } }), "response_format");
        await Refused(("response_format", new { type = "grammar" }), "response_format.type");
        await Refused(("tool_choice", "required"), "tool_choice");
        Assert.Equal("max_tokens", (await world.Post("v1/chat/completions", Body(("response_format", new { type = "json_schema", json_schema = new { name = "w", schema } }), ("max_tokens", 5)))).Body
            .GetProperty("error").GetProperty("param").GetString());
        await using var plain = await ServedWorld.Open();
        Assert.Equal(400, (await plain.Post("v1/chat/completions", Body(("tools", s_tools)))).Status);

        async Task Refused((string, object) field, string parameter)
        {
            var (status, body) = await world.Post("v1/chat/completions", Body(field));
            Assert.Equal((400, parameter), (status, body.GetProperty("error").GetProperty("param").GetString()));
        }
    }

    [Theory]
    [InlineData("a<tool_call>\n{\"name\":\"f\",\"arguments\":{\"x\":1}}\n</tool_call>\n<tool_call>{\"name\":\"g\"}</tool_call>\n", "a", "f{\"x\":1} g{}")]
    [InlineData("<tool_call>no json</tool_call>", "<tool_call>no json</tool_call>", "")]
    [InlineData("x<tool_call>{\"name\":", "x<tool_call>{\"name\":", "")]
    [InlineData("x < <tool", "x < <tool", "")]
    [InlineData("<tool_call>{\"name\":\"f\",\"arguments\":3}</tool_call>", "<tool_call>{\"name\":\"f\",\"arguments\":3}</tool_call>", "")]
    [InlineData("<tool_call>{\"name\":\"f\",\"arguments\":\"no json\"}</tool_call>", "<tool_call>{\"name\":\"f\",\"arguments\":\"no json\"}</tool_call>", "")]
    [InlineData("<tool_call>{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}</tool_call>", "", "f{\"x\":1}")]
    public void Calls_are_told_apart_however_the_text_is_cut(string text, string said, string calls)
    {
        for (int size = 1; size <= text.Length; size++)
        {
            var splitter = new ToolCallSplitter();
            string all = "";
            foreach (char[] piece in text.Chunk(size))
                all += splitter.Add(new string(piece));
            all += splitter.Finish();
            Assert.Equal((said, calls), (all, string.Join(' ', splitter.Calls.Select(c => c.Name + c.Arguments))));
        }
    }
}
