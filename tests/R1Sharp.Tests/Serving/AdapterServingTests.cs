using System.Net;
using System.Text.Json;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Generation;
using R1Sharp.Tests.Model.Adapters;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>Adapters beside a served network, and what a server loads while it runs.</summary>
public sealed class AdapterServingTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();
    readonly CpuEngine _engine = new(1);

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    // An adapter over the network that ServedWorld serves.
    CpuPolicy Adapted(int rank) => _engine.Network(AdapterSources.WithFresh(WeightSources.Fresh(ServedWorld.Shape, 7), new() { Rank = rank }, 7), NetworkUse.Training);

    (string Folder, CpuPolicy Policy) Write(string name, int rank)
    {
        var policy = Adapted(rank);
        AdapterExamples.Move(policy, AdapterExamples.Direction(policy, rank), 0.1f);
        IWeightSource weights = ((IPolicy)policy).Weights;
        string folder = Path.Combine(_folder.Path, name);
        PeftFolder.Write(folder, weights.Shape, weights.Read);
        return (folder, policy);
    }

    static object Ask(string? model) => new { model, prompt = "abc", seed = 3, max_tokens = 20, n = 3, logprobs = 0, return_token_ids = true };

    static void IsOf(CpuPolicy policy, (int Status, JsonElement Body) answer)
    {
        Assert.True(answer.Status == 200, answer.Body.GetRawText());
        int[] prompt = BigramNetwork.Tokenizer.EncodeWithSpecial("abc");
        var expected = policy.Generate([new() { Prompt = prompt, SampleCount = 3, Seed = 3, Sampling = new() { MaxCompletionTokens = 20, StopTokens = [BigramNetwork.Tokenizer.EndOfTextId] } }])[0];
        foreach (var (choice, completion) in answer.Body.GetProperty("choices").EnumerateArray().Zip(expected))
        {
            Assert.Equal(prompt, choice.GetProperty("prompt_token_ids").EnumerateArray().Select(t => t.GetInt32()));
            Assert.Equal(completion.Tokens, choice.GetProperty("token_ids").EnumerateArray().Select(t => t.GetInt32()));
            Assert.Equal(completion.LogProbs, choice.GetProperty("logprobs").GetProperty("token_logprobs").EnumerateArray().Select(p => p.GetSingle()));
        }
    }

    [Fact]
    public async Task Each_request_says_by_its_model_which_adapter_it_wants()
    {
        var (one, two) = (Write("one", 2), Write("two", 6));
        using var plain = _engine.CreateForSampling(ServedWorld.Shape, 7);
        await using var world = await ServedWorld.Open(new() { Adapters = [("small", one.Folder), ("large", two.Folder)] });
        (string? Name, CpuPolicy Policy)[] models = [("small", one.Policy), ("large", two.Policy), ("tiny", plain), (null, plain)];
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => world.Post("v1/completions", Ask(models[i % 4].Name))));
        for (int i = 0; i < answers.Length; i++)
            IsOf(models[i % 4].Policy, answers[i]);
        var chat = await world.Post("v1/chat/completions", new { model = "large", messages = new[] { new { role = "user", content = "hi" } }, max_tokens = 3 });
        Assert.Equal("large", chat.Body.GetProperty("model").GetString());
        var list = JsonDocument.Parse(await world.Client.GetStringAsync("v1/models")).RootElement.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(["tiny", "small", "large"], list.Select(m => m.GetProperty("id").GetString()));
        Assert.Equal("tiny", list[1].GetProperty("parent").GetString());
        Assert.Equal(3, list.Select(m => m.GetProperty("weights_version").GetString()).Distinct().Count());
        var other = await world.Post("v1/completions", Ask("larg"));
        Assert.Equal(404, other.Status);
        Assert.Contains("'small'", other.Body.GetRawText());
    }

    [Fact]
    public async Task Adapters_come_and_go_while_it_runs_from_below_one_folder()
    {
        var (one, two) = (Write("one", 2), Write("two", 6));
        string outside = Directory.CreateTempSubdirectory("r1-outside").FullName;
        await using var world = await ServedWorld.Open(new() { UpdatesFolder = _folder.Path });
        Assert.Equal(404, (await world.Post("v1/completions", Ask("v1"))).Status);
        Assert.Equal(200, (await world.Post("v1/load_lora_adapter", new { lora_name = "v1", lora_path = one.Folder })).Status);
        IsOf(one.Policy, await world.Post("v1/completions", Ask("v1")));
        Assert.Equal(200, (await world.Post("v1/load_lora_adapter", new { lora_name = "v2", lora_path = "two" })).Status);
        // One that is unloaded in the middle of a request is there until its end.
        var last = world.Post("v1/completions", Ask("v1"));
        var unloaded = await world.Post("v1/unload_lora_adapter", new { lora_name = "v1" });
        Assert.Equal(200, unloaded.Status);
        if (await last is { Status: 200 } answer)
            IsOf(one.Policy, answer);
        Assert.Equal(404, (await world.Post("v1/completions", Ask("v1"))).Status);
        Assert.Equal(404, (await world.Post("v1/unload_lora_adapter", new { lora_name = "v1" })).Status);
        IsOf(two.Policy, await world.Post("v1/completions", Ask("v2")));
        Assert.Equal(400, (await world.Post("v1/load_lora_adapter", new { lora_name = "v2", lora_path = "two" })).Status);
        Assert.Equal(400, (await world.Post("v1/load_lora_adapter", new { lora_name = "tiny", lora_path = "two" })).Status);
        Assert.Equal(404, (await world.Post("v1/load_lora_adapter", new { lora_name = "v3", lora_path = "three" })).Status);
        foreach (string path in (string[])[outside, "../", _folder.Path, "/etc"])
            Assert.Equal(403, (await world.Post("v1/load_lora_adapter", new { lora_name = "v3", lora_path = path })).Status);
        Directory.Delete(outside);
    }

    [Fact]
    public async Task The_network_is_exchanged_when_what_is_on_its_way_is_answered()
    {
        using var next = _engine.Create(ServedWorld.Shape, 8);
        using var plain = _engine.CreateForSampling(ServedWorld.Shape, 7);
        string folder = Path.Combine(_folder.Path, "next");
        Directory.CreateDirectory(folder);
        next.Save(folder);
        BigramNetwork.Tokenizer.Save(folder);
        await using var world = await ServedWorld.Open(new() { UpdatesFolder = _folder.Path },
            reload: directory => new ServedModel(LoadedModel.Read(directory, _engine, "chat", NetworkUse.Sampling), "tiny", directory));
        var before = Enumerable.Range(0, 8).Select(_ => world.Post("v1/completions", Ask(null))).ToArray();
        while (world.Server.InProgress < 4 && !before.All(b => b.IsCompleted))
            await Task.Yield();
        var exchange = world.Post("update_weights_from_disk", new { model_path = folder, flush_cache = true });
        foreach (var answer in before)
            Assert.Equal(200, (await answer).Status);
        Assert.True((await exchange).Body.GetProperty("success").GetBoolean());
        IsOf(next, await world.Post("v1/completions", Ask(null)));
        Assert.Equal((await exchange).Body.GetProperty("system_fingerprint").GetString(),
            (await world.Post("v1/completions", Ask(null))).Body.GetProperty("system_fingerprint").GetString());
        // A broken one leaves all as it is.
        File.WriteAllText(Path.Combine(folder, "config.json"), "{");
        Assert.Equal(400, (await world.Post("update_weights_from_disk", new { model_path = folder })).Status);
        IsOf(next, await world.Post("v1/completions", Ask(null)));
    }

    [Fact]
    public async Task Without_the_option_nothing_is_loaded_and_an_open_address_needs_a_key()
    {
        var (folder, _) = Write("one", 2);
        await using var world = await ServedWorld.Open();
        foreach (var (path, body) in new (string, object)[] { ("v1/load_lora_adapter", new { lora_name = "x", lora_path = folder }), ("v1/unload_lora_adapter", new { lora_name = "x" }), ("update_weights_from_disk", new { model_path = folder }) })
            Assert.Equal(403, (await world.Post(path, body)).Status);
        var error = await Assert.ThrowsAsync<UserErrorException>(() => ServedWorld.Open(new() { UpdatesFolder = _folder.Path, Host = IPAddress.Any }));
        Assert.Contains("--api-key", error.Message);
        Assert.Contains("one", (await Assert.ThrowsAsync<UserErrorException>(() => ServedWorld.Open(new() { Adapters = [("a", folder + "-not")] }))).Message);
    }
}
