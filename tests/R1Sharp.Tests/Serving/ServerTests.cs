using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using R1Sharp.App.Serving;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Generation;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>The server as its clients see it.</summary>
public sealed class ServerTests
{
    static object Chat(string question, int seed, int tokens = 40, bool stream = false, int n = 1) => new
    {
        messages = new[] { new { role = "user", content = question } },
        seed,
        n,
        max_tokens = tokens,
        stream,
        logprobs = true,
        top_logprobs = 3,
    };

    static string Choices((int Status, JsonElement Body) answer)
    {
        Assert.True(answer.Status == 200, answer.Body.GetRawText());
        return answer.Body.GetProperty("choices").GetRawText() + answer.Body.GetProperty("usage").GetRawText();
    }

    [Fact]
    public async Task A_request_with_a_seed_has_the_same_bytes_alone_and_beside_64_others()
    {
        await using var world = await ServedWorld.Open();
        string alone = Choices(await world.Post("v1/chat/completions", Chat("What is 2+3?", 5, n: 2)));
        var others = Enumerable.Range(0, 64).Select(i => world.Post("v1/chat/completions", Chat(new string('x', i), i, 60 + i))).ToArray();
        string beside = Choices(await world.Post("v1/chat/completions", Chat("What is 2+3?", 5, n: 2)));
        await Task.WhenAll(others);
        Assert.Equal(alone, beside);
        Assert.NotEqual(alone, Choices(await world.Post("v1/chat/completions", Chat("What is 2+3?", 6, n: 2))));
    }

    [Fact]
    public async Task An_echo_has_the_log_probabilities_that_the_trainer_computes()
    {
        await using var world = await ServedWorld.Open();
        using var engine = new Learning.Cpu.CpuEngine(1);
        using var policy = engine.Create(ServedWorld.Shape, 7);
        int[] prompt = BigramNetwork.Tokenizer.Encode("The quick brown fox jumps over the lazy dog, and 12 more.");
        var answer = await world.Post("v1/completions", new { prompt, echo = true, max_tokens = 8, logprobs = 2, temperature = 0, n = 2 });
        Assert.Equal(200, answer.Status);
        foreach (var choice in answer.Body.GetProperty("choices").EnumerateArray())
        {
            var logProbs = choice.GetProperty("logprobs");
            var told = logProbs.GetProperty("token_logprobs").EnumerateArray().ToArray();
            Assert.Equal(JsonValueKind.Null, told[0].ValueKind);
            string text = choice.GetProperty("text").GetString()!;
            Assert.StartsWith("The quick brown fox", text, StringComparison.Ordinal);
            int[] all = [.. prompt, .. logProbs.GetProperty("tokens").EnumerateArray().Skip(prompt.Length).Select(t => IdOf(t.GetString()!))];
            Bits.Equal(policy.LogProbs([new TokenSequence(all)])[0], [.. told[1..].Select(t => t.GetSingle())]);
            Assert.Equal(told.Length, logProbs.GetProperty("top_logprobs").GetArrayLength());
            Assert.Equal(Enumerable.Range(0, prompt.Length), logProbs.GetProperty("text_offset").EnumerateArray().Take(prompt.Length).Select(o => o.GetInt32()));
        }
        Assert.Equal(2 * 8, answer.Body.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData("aXb", "X")]
    [InlineData("Q: 1\n\nQ: 2\n\nA:", "\n\n")]
    [InlineData("ab", "ab")]
    public async Task A_stop_that_stands_in_the_prompt_ends_nothing(string prompt, string stop)
    {
        await using var world = await ServedWorld.Open();
        object Body(bool echo, bool stream) => new { prompt, stop, echo, stream, max_tokens = 40, seed = 3 };
        var alone = (await world.Post("v1/completions", Body(false, false))).Body.GetProperty("choices")[0];
        var echoed = (await world.Post("v1/completions", Body(true, false))).Body;
        Assert.Equal(prompt + alone.GetProperty("text").GetString(), echoed.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal(alone.GetProperty("finish_reason").GetString(), echoed.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.True(echoed.GetProperty("usage").GetProperty("completion_tokens").GetInt32() > 1);
        var pieces = await world.Stream("v1/completions", Body(true, true));
        Assert.Equal(prompt + alone.GetProperty("text").GetString(), string.Concat(pieces.Select(p => p.GetProperty("choices")[0].GetProperty("text").GetString())));
    }

    static int IdOf(string text) => text.StartsWith("bytes:\\x", StringComparison.Ordinal)
        ? Enumerable.Range(0, BigramNetwork.Tokenizer.VocabularySize).Single(id => BigramNetwork.Tokenizer.BytesOf(id).SequenceEqual([Convert.ToByte(text[8..], 16)]))
        : BigramNetwork.Tokenizer.TokenId(text)!.Value;

    [Fact]
    public async Task Texts_token_ids_and_several_prompts_are_gone_on_with_and_what_is_only_told_again_is_too()
    {
        await using var world = await ServedWorld.Open();
        int[] ids = BigramNetwork.Tokenizer.Encode("abc");
        var text = await world.Post("v1/completions", new { prompt = "abc", seed = 1 });
        var tokens = await world.Post("v1/completions", new { prompt = ids, seed = 1 });
        Assert.Equal(Choices(text), Choices(tokens));
        var several = await world.Post("v1/completions", new { prompt = new[] { ids, ids[..1] }, echo = true, max_tokens = 0, logprobs = 1 });
        var choices = several.Body.GetProperty("choices");
        Assert.Equal(["abc", "a"], choices.EnumerateArray().Select(c => c.GetProperty("text").GetString()));
        Assert.All(choices.EnumerateArray(), c => Assert.Equal("length", c.GetProperty("finish_reason").GetString()));
    }

    [Theory]
    [InlineData("v1/chat/completions")]
    [InlineData("v1/completions")]
    public async Task A_stream_says_what_the_whole_answer_says(string path)
    {
        await using var world = await ServedWorld.Open();
        bool isChat = path.Contains("chat", StringComparison.Ordinal);
        object Body(bool stream) => isChat
            ? new { messages = new[] { new { role = "user", content = "hi" } }, seed = 4, n = 3, max_tokens = 50, stream, logprobs = true, top_logprobs = 2, stream_options = stream ? new { include_usage = true } : null }
            : new { prompt = "hi", seed = 4, n = 3, max_tokens = 50, stream, logprobs = 2, echo = true, stream_options = stream ? new { include_usage = true } : null };
        var whole = await world.Post(path, Body(false));
        var chunks = await world.Stream(path, Body(true));
        Assert.Equal(whole.Body.GetProperty("usage").GetRawText(), chunks[^1].GetProperty("usage").GetRawText());
        Assert.Empty(chunks[^1].GetProperty("choices").EnumerateArray());
        var pieces = chunks[..^1].Select(c => c.GetProperty("choices")[0]).ToArray();
        Assert.All(chunks[..^1], c => Assert.Equal(JsonValueKind.Null, c.GetProperty("usage").ValueKind));
        for (int i = 0; i < 3; i++)
        {
            var choice = whole.Body.GetProperty("choices")[i];
            var own = pieces.Where(p => p.GetProperty("index").GetInt32() == i).ToArray();
            string said = isChat ? choice.GetProperty("message").GetProperty("content").GetString()! : choice.GetProperty("text").GetString()!;
            Assert.Equal(said, string.Concat(own.Select(p => isChat
                ? p.GetProperty("delta").TryGetProperty("content", out var c) ? c.GetString() : "" : p.GetProperty("text").GetString())));
            Assert.Equal(choice.GetProperty("finish_reason").GetString(), own[^1].GetProperty("finish_reason").GetString());
            Assert.All(own[..^1], p => Assert.Equal(JsonValueKind.Null, p.GetProperty("finish_reason").ValueKind));
            string list = isChat ? "content" : "token_logprobs";
            Assert.Equal(choice.GetProperty("logprobs").GetProperty(list).EnumerateArray().Select(t => t.GetRawText()),
                own.Where(p => p.GetProperty("logprobs").ValueKind == JsonValueKind.Object).SelectMany(p => p.GetProperty("logprobs").GetProperty(list).EnumerateArray()).Select(t => t.GetRawText()));
        }
    }

    /// <summary>The network says what it is told to: its thoughts are closed by itself or by the budget, and the stop text is cut off.</summary>
    [Fact]
    public async Task Thoughts_are_told_apart_and_budgets_and_stops_are_kept()
    {
        var endId = BigramNetwork.Tokenizer.EndOfTextId;
        await using var world = await ServedWorld.Open(policy: engine => BigramNetwork.Following(engine, "<|assistant|><think>abcdefg</think>XYZ"));
        object Body(params (string Name, object Value)[] fields) => fields.Append(("messages", new[] { new { role = "user", content = "?" } })).Append(("temperature", 0))
            .Append(("max_tokens", 11)).ToDictionary(f => f.Item1, f => f.Item2);
        var message = (await world.Post("v1/chat/completions", Body())).Body.GetProperty("choices")[0].GetProperty("message");
        Assert.Equal("abcdefg", message.GetProperty("reasoning_content").GetString());
        Assert.Equal("abcdefg", message.GetProperty("reasoning").GetString());
        Assert.StartsWith("XY", message.GetProperty("content").GetString(), StringComparison.Ordinal);
        var cut = (await world.Post("v1/chat/completions", Body(("thinking_max", 3)))).Body.GetProperty("choices")[0].GetProperty("message");
        Assert.Equal("abc", cut.GetProperty("reasoning").GetString());
        Assert.StartsWith("XYZ", cut.GetProperty("content").GetString(), StringComparison.Ordinal);
        var stopped = (await world.Post("v1/chat/completions", Body(("stop", "Y")))).Body.GetProperty("choices")[0];
        Assert.Equal("X", stopped.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", stopped.GetProperty("finish_reason").GetString());
        var none = await world.Post("v1/chat/completions", Body(("reasoning_effort", "none")));
        Assert.Equal(200, none.Status);
        Assert.Equal(400, (await world.Post("v1/chat/completions", Body(("reasoning_effort", "much")))).Status);
        Assert.NotEqual(0, endId);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"best":1}""", "best")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":-1}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"n":0}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"n":1.5}""", "n")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"top_logprobs":3}""", "top_logprobs")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"logit_bias":{"99999":1}}""", "logit_bias")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"stop":""}""", "stop")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"store":true}""", "store")]
    [InlineData("""{"messages":[{"role":"robot","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{}""", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"n":1,"n":2}""", null)]
    [InlineData("""[1]""", null)]
    [InlineData("""{"messages":""", null)]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"\ud800":1}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"logit_bias":{"\ud800":1}}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"service_tier":"\ud800"}""", "service_tier")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"modalities":["\ud800"]}""", "modalities[0]")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tool_choice":"\ud800"}""", "tool_choice")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"user":"\ud800"}""", "user")]
    [InlineData("""{"messages":[{"role":"user","content":"x","prefix":true}]}""", "messages[0].prefix")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"verbosity":"high"}""", "verbosity")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"min_tokens":3}""", "min_tokens")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"continue_final_message":true}""", "continue_final_message")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"chat_template_kwargs":[]}""", "chat_template_kwargs")]
    public async Task What_is_not_honoured_is_named(string body, string? parameter)
    {
        await using var world = await ServedWorld.Open();
        using var response = await world.Client.PostAsync("v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(parameter, error.GetProperty("param").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
    }

    // Of lm-evaluation-harness, LiteLLM, LangChain and vLLM's clients: what stands there asks for nothing.
    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x","type":"text"}],"max_tokens":2}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x","id":"1","cache_control":{"type":"ephemeral"}},{"role":"assistant","content":"y","provider_specific_fields":{},"reasoning_details":[]},{"role":"user","content":"z"}],"max_tokens":2}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":2,"logprobs":false,"top_logprobs":0,"functions":[],"verbosity":"medium","echo":false,"best_of":1}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":2,"add_generation_prompt":true,"continue_final_message":false,"add_special_tokens":false,"skip_special_tokens":true,"min_tokens":0,"use_beam_search":false,"length_penalty":1.0,"num_beams":1,"priority":0,"include_stop_str_in_output":false,"early_stopping":false}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":2,"chat_template_kwargs":{}}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":2,"stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":false}}""")]
    public async Task What_asks_for_nothing_is_passed(string body)
    {
        await using var world = await ServedWorld.Open();
        using var response = await world.Client.PostAsync("v1/chat/completions", new StringContent(body, Encoding.UTF8, "APPLICATION/JSON"));
        Assert.Equal("", response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Variables_of_the_template_come_with_a_request_or_with_the_model()
    {
        const string Template = "{% for m in messages %}{{ m.content }}{% endfor %}{{ '!' * (loud | default(0)) }}";
        await using var world = await ServedWorld.Open(tokenizer: BigramNetwork.Tokenizer.With(Template, null));
        object Body(object? variables) => new { messages = new[] { new { role = "user", content = "ab" } }, chat_template_kwargs = variables };
        async Task<int> Count(object? variables) => (await world.Post("tokenize", Body(variables))).Body.GetProperty("count").GetInt32();
        Assert.Equal((2, 2, 5), (await Count(null), await Count(new { }), await Count(new { loud = 3 })));
        var asked = await world.Post("v1/chat/completions", new { messages = new[] { new { role = "user", content = "ab" } }, chat_template_kwargs = new { loud = 4 }, max_tokens = 1 });
        Assert.Equal(6, asked.Body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(400, (await world.Post("tokenize", new { messages = new[] { new { role = "user", content = "ab" } }, add_special_tokens = true })).Status);
        await using var plain = await ServedWorld.Open(template: "plain");
        var refused = await plain.Post("v1/chat/completions", new { messages = new[] { new { role = "user", content = "ab" } }, chat_template_kwargs = new { loud = 4 } });
        Assert.Equal((400, "chat_template_kwargs"), (refused.Status, refused.Body.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task The_token_that_was_chosen_is_among_the_probable_ones()
    {
        await using var world = await ServedWorld.Open();
        foreach (int count in (int[])[0, 1, 3])
        {
            var logProbs = (await world.Post("v1/completions", new { prompt = "abc", seed = 5, max_tokens = 12, logprobs = count, ignore_eos = true })).Body.GetProperty("choices")[0].GetProperty("logprobs");
            var (tokens, own, all) = (logProbs.GetProperty("tokens"), logProbs.GetProperty("token_logprobs"), logProbs.GetProperty("top_logprobs"));
            for (int i = 0; i < 12; i++)
            {
                Assert.Equal(own[i].GetSingle(), all[i].GetProperty(tokens[i].GetString()!).GetSingle());
                Assert.InRange(all[i].EnumerateObject().Count(), Math.Max(1, count), count + 1);
            }
        }
    }

    [Fact]
    public async Task A_prompt_that_is_only_told_again_may_fill_the_context()
    {
        await using var world = await ServedWorld.Open();
        string full = new('x', 512);
        var told = await world.Post("v1/completions", new { prompt = full, echo = true, max_tokens = 0, logprobs = 1 });
        Assert.Equal((200, full), (told.Status, told.Body.GetProperty("choices")[0].GetProperty("text").GetString()));
        Assert.Equal(512, told.Body.GetProperty("choices")[0].GetProperty("logprobs").GetProperty("token_logprobs").GetArrayLength());
        Assert.Equal(400, (await world.Post("v1/completions", new { prompt = full + "x", echo = true, max_tokens = 0 })).Status);
        Assert.Equal(400, (await world.Post("v1/completions", new { prompt = full, echo = true, max_tokens = 1 })).Status);
    }

    [Fact]
    public async Task A_model_is_told_of_by_its_name_and_a_head_has_no_body()
    {
        await using var world = await ServedWorld.Open();
        var model = await world.Client.GetFromJsonAsync<JsonElement>("v1/models/tiny");
        Assert.Equal(("tiny", "model"), (model.GetProperty("id").GetString(), model.GetProperty("object").GetString()));
        using var missing = await world.Client.GetAsync("v1/models/some%2Fother");
        Assert.Equal(404, (int)missing.StatusCode);
        var error = JsonDocument.Parse(await missing.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal("model_not_found", error.GetProperty("code").GetString());
        Assert.Contains("'some/other'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        using var head = await world.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "health"));
        Assert.Equal((200, ""), ((int)head.StatusCode, await head.Content.ReadAsStringAsync()));
        using var posted = await world.Client.PostAsync("v1/models/tiny", null);
        Assert.Equal((405, "GET, HEAD"), ((int)posted.StatusCode, string.Join(", ", posted.Content.Headers.Allow)));
        Assert.StartsWith("req_", posted.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_elsewhere_is_refused_with_its_status()
    {
        await using var world = await ServedWorld.Open(new() { MostBodyBytes = 10_000 });
        Assert.Equal(404, (await world.Post("v1/chat/completions", new { model = "gpt-4", messages = new[] { new { role = "user", content = "x" } } })).Status);
        Assert.Equal(400, (await world.Post("v1/embeddings", new { input = "x" })).Status);
        Assert.Equal(404, (await world.Post("v1/nothing", new { })).Status);
        using var got = await world.Client.GetAsync("v1/completions");
        Assert.Equal((405, "POST"), ((int)got.StatusCode, string.Join(", ", got.Content.Headers.Allow)));
        using var shouted = new HttpRequestMessage(HttpMethod.Get, "health") { Headers = { Host = "LOCALHOST" } };
        Assert.Equal(200, (int)(await world.Client.SendAsync(shouted)).StatusCode);
        Assert.Equal(413, (await world.Post("v1/completions", new { prompt = new string('x', 20_000) })).Status);
        Assert.Equal(415, (int)(await world.Client.PostAsync("v1/completions", new StringContent("{}", Encoding.UTF8, "text/plain"))).StatusCode);
        var full = await world.Post("v1/completions", new { prompt = new string('x', 600) });
        Assert.Equal(400, full.Status);
        Assert.Equal("context_length_exceeded", full.Body.GetProperty("error").GetProperty("code").GetString());
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "health") { Headers = { Host = "evil.example" } };
        Assert.Equal(421, (int)(await world.Client.SendAsync(foreign)).StatusCode);
    }

    [Fact]
    public async Task Models_tokens_health_and_counts_are_told()
    {
        await using var world = await ServedWorld.Open();
        Assert.Equal("tiny", (await world.Client.GetFromJsonAsync<JsonElement>("v1/models")).GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Equal("ok", (await world.Client.GetFromJsonAsync<JsonElement>("health")).GetProperty("status").GetString());
        var tokens = (await world.Post("tokenize", new { prompt = "a<think>é" })).Body;
        Assert.Equal(4, tokens.GetProperty("count").GetInt32());
        Assert.Equal("a<think>é", (await world.Post("detokenize", new { tokens = tokens.GetProperty("tokens") })).Body.GetProperty("prompt").GetString());
        Assert.Equal(400, (await world.Post("detokenize", new { tokens = new[] { -1 } })).Status);
        await world.Post("v1/completions", new { prompt = "abc", max_tokens = 5, seed = 3, ignore_eos = true });
        string metrics = await world.Client.GetStringAsync("metrics");
        Assert.Contains("r1_completion_tokens_total 5\n", metrics);
        Assert.Contains("r1_requests_total{path=\"/v1/completions\",status=\"200\"} 1\n", metrics);
        Assert.Contains("r1_samples_running 0\n", metrics);
    }

    [Fact]
    public async Task The_page_runs_and_fetches_nothing_from_elsewhere_and_never_writes_html()
    {
        await using var world = await ServedWorld.Open(new() { ApiKey = "secret" });
        Assert.Equal(["", "answer.js", "chat.css", "chat.js", "icon.svg", "look.css", "text.js", "tokens.js"], await PageWhole.Of(world.Client));
    }

    [Fact]
    public async Task A_key_is_asked_for_and_pages_of_other_origins_only_where_they_are_named()
    {
        await using var world = await ServedWorld.Open(new() { ApiKey = "secret", Origins = ["https://here.example"] });
        Assert.Equal(401, (int)(await world.Client.GetAsync("v1/models")).StatusCode);
        Assert.Equal(200, (int)(await world.Client.GetAsync("health")).StatusCode);
        world.Client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Equal(200, (int)(await world.Client.GetAsync("v1/models")).StatusCode);
        Assert.Equal("https://here.example", await Preflight("https://here.example", 204));
        Assert.Null(await Preflight("https://there.example", 403));

        async Task<string?> Preflight(string origin, int status)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "v1/chat/completions");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            using var response = await world.Client.SendAsync(request);
            Assert.Equal(status, (int)response.StatusCode);
            return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
        }
    }

    // A request that goes on until the last position.
    static object Endless(bool stream = true) => new { prompt = "x", max_tokens = 100_000, ignore_eos = true, stream, n = 100 };

    [Fact]
    public async Task A_full_server_says_so_and_one_that_ends_answers_what_it_has_begun()
    {
        await using var world = await ServedWorld.Open(new() { MostRequests = 1 });
        var going = world.Post("v1/completions", Endless(stream: false));
        while (world.Server.InProgress == 0)
            await Task.Delay(5);
        using var full = await world.Client.PostAsJsonAsync("v1/completions", new { prompt = "x" });
        Assert.Equal(429, (int)full.StatusCode);
        Assert.NotNull(full.Headers.RetryAfter);
        var draining = world.Server.Drain();
        Assert.Equal(503, (await world.Post("v1/completions", new { prompt = "x" })).Status);
        await draining;
        Assert.Equal(100, (await going).Body.GetProperty("choices").GetArrayLength());
    }

    [Fact]
    public async Task A_client_that_goes_away_frees_its_rows()
    {
        await using var world = await ServedWorld.Open();
        using (var client = new HttpClient { BaseAddress = world.Server.Url })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/completions") { Content = JsonContent.Create(Endless()) };
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await (await response.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[100]);
            Assert.True(world.Model.Live.Load is { Running: > 0 });
        }
        for (int i = 0; i < 500 && (world.Model.Live.Load != default || world.Server.InProgress > 0); i++)
            await Task.Delay(10);
        Assert.Equal(default, world.Model.Live.Load);
        Assert.Equal(0, world.Server.InProgress);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_ended()
    {
        await using var world = await ServedWorld.Open(new() { MostSeconds = 0.05 });
        Assert.Equal(504, (await world.Post("v1/completions", Endless(stream: false))).Status);
        Assert.Equal(default, world.Model.Live.Load);
    }
}
