using System.Text.Json;
using R1Sharp.App.Endpoints;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Endpoints;

/// <summary>Rollouts by doubles of vLLM's and SGLang's servers.</summary>
public sealed class RolloutServerTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();
    readonly List<string> _told = [];

    public void Dispose() => _folder.Dispose();

    static GenerationRequest Request(int prompt, int samples = 2) => new()
    {
        Prompt = [5, prompt],
        SampleCount = samples,
        Seed = 9,
        Step = 4,
        PromptKey = prompt,
        Sampling = new() { MaxCompletionTokens = 30, StopTokens = [0, 7], StopStrings = ["\n"], Temperature = 0.7 },
    };

    // Weights are a file that holds a number.
    RolloutServer Open(Uri url, IRolloutProtocol protocol, int patience = 20)
    {
        int saved = 0;
        return new(protocol, new() { Url = url, Folder = _folder.Path, FirstPauseSeconds = 0.01, LongestPauseSeconds = 0.05, PatienceSeconds = patience },
            folder => File.WriteAllText(Path.Combine(folder, "adapter_model.safetensors"), $"weights {saved++}"), _told.Add);
    }

    // What vLLM 0.11 and later answer; the tokens are a function of prompt, seed and place.
    static string Vllm(JsonElement body, string? model = null)
    {
        int[] prompt = [.. body.GetProperty("prompt").EnumerateArray().Select(t => t.GetInt32())];
        long seed = body.GetProperty("seed").GetInt64();
        return JsonSerializer.Serialize(new
        {
            id = "cmpl-1",
            @object = "text_completion",
            created = 1,
            model = model ?? body.GetProperty("model").GetString(),
            choices = Enumerable.Range(0, body.GetProperty("n").GetInt32()).Reverse().Select(i => new
            {
                index = i,
                text = "x",
                logprobs = new { text_offset = new[] { 0, 1 }, token_logprobs = new[] { -0.5 - i, -1.25 }, tokens = new[] { "x", "y" }, top_logprobs = new[] { new { x = -0.5 }, new { x = -1.25 } } },
                finish_reason = i == 0 ? "stop" : "length",
                stop_reason = (string?)null,
                token_ids = new[] { (int)(seed % 97), prompt[1] + i },
                prompt_logprobs = (object?)null,
                prompt_token_ids = prompt,
            }),
            usage = new { prompt_tokens = 2, total_tokens = 4, completion_tokens = 2 },
        });
    }

    [Fact]
    public void Vllm_is_given_adapters_under_new_names_and_asked_in_token_ids()
    {
        var loaded = new List<string>();
        using var server = new RolloutDouble((path, body) => path switch
        {
            "/v1/load_lora_adapter" => (200, Loaded(body)),
            "/v1/unload_lora_adapter" => (200, loaded.Remove(body.GetProperty("lora_name").GetString()!) ? "Success: LoRA adapter removed successfully." : "?"),
            "/v1/completions" => (200, Vllm(body)),
            _ => (404, "{}"),
        });
        string Loaded(JsonElement body)
        {
            Assert.True(File.Exists(Path.Combine(body.GetProperty("lora_path").GetString()!, "adapter_model.safetensors")));
            loaded.Add(body.GetProperty("lora_name").GetString()!);
            return $"Success: LoRA adapter '{loaded[^1]}' added successfully.";
        }
        using var rollouts = Open(new Uri(server.Url, "v1"), new CompletionsProtocol(isOwn: false, hasAdapters: true));
        rollouts.Publish(0);
        rollouts.Publish(0);
        var first = rollouts.Generate(0, [Request(11), Request(12)], default);
        rollouts.Publish(1);
        var second = rollouts.Generate(1, [Request(11)], default);
        rollouts.Forget(1);
        Assert.Single(loaded);
        Assert.StartsWith("step-000001-", loaded[0]);
        Assert.Equal(loaded, Directory.GetDirectories(_folder.Path).Select(Path.GetFileName));
        Assert.Equal([[11, 12], [12, 13]], first.Select(g => g.Select(c => c.Tokens[1]).ToArray()));
        Assert.Equal([-1.5f, -1.25f], first[0][1].LogProbs);
        Assert.Equal([FinishReason.Stop, FinishReason.Length], first[0].Select(c => c.Finish));
        Assert.Equal((0, 1), (first[0][0].WeightsStep!.Value, second[0][0].WeightsStep!.Value));
        // The same request has the same seed, another another.
        Assert.Equal(first[0][0].Tokens, second[0][0].Tokens);
        Assert.NotEqual(first[0][0].Tokens[0], first[1][0].Tokens[0]);
        var asked = JsonDocument.Parse(server.Asked.First(a => a.Path == "/v1/completions").Body).RootElement;
        Assert.Equal("""[1,-1,0,1,0,true,[0,7],["\n"],true,0.7,30]""", JsonSerializer.Serialize(new[] { "top_p", "top_k", "min_p", "repetition_penalty", "logprobs", "return_token_ids",
            "stop_token_ids", "stop", "include_stop_str_in_output", "temperature", "max_tokens" }.Select(asked.GetProperty)));
    }

    [Fact]
    public void A_server_that_breaks_off_and_begins_anew_in_the_middle_of_a_step_costs_nothing_but_time()
    {
        var loaded = new HashSet<string>();
        int asked = 0;
        using var server = new RolloutDouble((path, body) =>
        {
            lock (loaded)
                switch (path)
                {
                    case "/v1/load_lora_adapter":
                        return loaded.Add(body.GetProperty("lora_name").GetString()!) ? (200, "Success") : (400, """{"error":{"message":"The lora adapter has already been loaded."}}""");
                    case "/v1/completions":
                        // The third is not answered, and from then on the server is another that knows nothing.
                        if (++asked == 3)
                            loaded.Clear();
                        return asked == 3 ? null : asked == 5 ? (503, """{"error":{"message":"starting"}}""")
                            : loaded.Contains(body.GetProperty("model").GetString()!) ? (200, Vllm(body)) : (404, """{"error":{"message":"The model does not exist."}}""");
                    default:
                        return (200, "");
                }
        });
        using var rollouts = Open(server.Url, new CompletionsProtocol(isOwn: false, hasAdapters: true));
        rollouts.Publish(0);
        var completions = rollouts.Generate(0, [.. Enumerable.Range(10, 8).Select(p => Request(p))], default);
        Assert.Equal(Enumerable.Range(10, 8), completions.Select(g => g[0].Tokens[1]));
        // What was asked twice was asked in the same words.
        var bodies = server.Asked.Where(a => a.Path == "/v1/completions").Select(a => a.Body).ToArray();
        Assert.True(bodies.Length > 9);
        Assert.Equal(8, bodies.Distinct().Count());
        Assert.Equal(2, server.Asked.Count(a => a.Path == "/v1/load_lora_adapter"));
    }

    [Fact]
    public void Sglang_is_given_whole_weights_and_asked_for_each_sample_with_a_seed_of_its_own()
    {
        string version = "default";
        int asked = 0;
        using var server = new RolloutDouble((path, body) =>
        {
            if (path == "/update_weights_from_disk")
            {
                version = body.GetProperty("weight_version").GetString()!;
                return (200, """{"success":true,"message":"Succeeded to update model weights.","num_paused_requests":0}""");
            }
            // A server that began anew has its first weights.
            if (Interlocked.Increment(ref asked) == 3)
                version = "default";
            int seed = body.GetProperty("sampling_params").GetProperty("sampling_seed").GetInt32();
            return (200, JsonSerializer.Serialize(new
            {
                text = "xy",
                output_ids = new[] { seed % 97, 7 },
                meta_info = new
                {
                    id = "1",
                    finish_reason = new { type = "stop", matched = 7 },
                    prompt_tokens = 2,
                    weight_version = version,
                    output_token_logprobs = new object?[][] { [-0.5, seed % 97, null], [-0.25, 7, null] },
                    completion_tokens = 2,
                },
            }));
        });
        using var rollouts = Open(server.Url, new SglangProtocol());
        rollouts.Publish(3);
        var completions = rollouts.Generate(3, [Request(10, 3), Request(11, 3)], default);
        Assert.Equal(6, server.Asked.Where(a => a.Path == "/generate")
            .Select(a => JsonDocument.Parse(a.Body).RootElement.GetProperty("sampling_params").GetProperty("sampling_seed").GetInt32()).Distinct().Count());
        Assert.All(completions.SelectMany(g => g), c => Assert.Equal([-0.5f, -0.25f], c.LogProbs));
        Assert.Equal(2, server.Asked.Count(a => a.Path == "/update_weights_from_disk"));
        JsonElement[] bodies = [.. server.Asked.Where(a => a.Path == "/generate").Select(a => JsonDocument.Parse(a.Body).RootElement)];
        // Which connection comes first is chance, and so is what is asked again when the weights are known to be old.
        Assert.Equal(["[5,10]", "[5,11]"], bodies.Select(b => b.GetProperty("input_ids").GetRawText()).Distinct().Order());
        Assert.All(bodies, body => Assert.True(body.GetProperty("return_logprob").GetBoolean()));
    }

    [Theory]
    [InlineData("""{"model":"M","choices":[]}""", "choices that were asked for")]
    [InlineData("""{"model":"M","choices":[{"index":0,"finish_reason":"stop"},{"index":1,"finish_reason":"stop"}]}""", "too old")]
    [InlineData("""{"model":"M","choices":[{"index":0,"finish_reason":"stop","token_ids":[1],"prompt_token_ids":[5,12]},{"index":1}]}""", "another prompt")]
    [InlineData("""{"model":"M","choices":[{"index":0,"finish_reason":"stop","token_ids":[1],"prompt_token_ids":[5,11],"logprobs":{"token_logprobs":[null]}},{"index":1}]}""", "no log-probability")]
    [InlineData("""{"model":"M","choices":[{"index":0,"finish_reason":"stop","token_ids":[1],"prompt_token_ids":[5,11],"logprobs":{"token_logprobs":[-1,-2]}},{"index":1}]}""", "1 tokens and 2")]
    [InlineData("""{"model":"M","choices":[{"index":"a"},{"index":1}]}""", "not what such a server answers")]
    public void What_is_no_rollout_is_said_in_a_sentence(string reply, string expected)
    {
        using var server = new RolloutDouble((path, body) => (200, path == "/v1/completions" ? reply.Replace("\"M\"", body.GetProperty("model").GetRawText()) : "ok"));
        using var rollouts = Open(server.Url, new CompletionsProtocol(isOwn: false, hasAdapters: true));
        rollouts.Publish(0);
        Assert.Contains(expected, Assert.Throws<UserErrorException>(() => rollouts.Generate(0, [Request(11)], default)).Message);
    }

    [Fact]
    public void A_server_that_is_not_there_is_waited_for_and_then_given_up()
    {
        Uri url;
        using (var gone = new RolloutDouble((_, _) => null))
            url = gone.Url;
        using var rollouts = Open(url, new CompletionsProtocol(isOwn: false, hasAdapters: true), patience: 1);
        Assert.Contains("cannot be reached", Assert.Throws<UserErrorException>(() => rollouts.Publish(0)).Message);
        Assert.NotEmpty(_told);
        using var refusing = new RolloutDouble((_, _) => (401, """{"error":{"message":"no key"}}"""));
        using var keyless = Open(refusing.Url, new CompletionsProtocol(isOwn: false, hasAdapters: true));
        Assert.Contains("no key", Assert.Throws<UserErrorException>(() => keyless.Publish(0)).Message);
    }
}
