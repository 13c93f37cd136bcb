using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Rewards;
using R1Sharp.Tests.Generation;
using R1Sharp.Tests.Serving;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Runs whose rollouts a server of this program samples: they end in the bits of a run in one process.</summary>
public sealed class OutsideRunTests : IDisposable
{
    const string Recipe = """
        name: outside
        template: plain
        model: {from: BASE}
        policy: {gradient_lanes: 2 ADAPTER}
        evaluation: {problems: [{miniature: {family: countdown, split: held-out, count: 2}}], sample_count: 1, max_completion_tokens: 8}
        stages:
          - KIND: {problems: [{miniature: {family: countdown, split: train, count: 20}}], max_completion_tokens: 12, steps: 3, prompts_per_step: 3, group_size: 4,
              stop: ["qz"], rewards: [{name: coin}], learning_rate: {peak: 1e-2}, SETTINGS
              watchdogs: {all_rewards_equal_steps: null, all_truncated_steps: null, no_right_answer_steps: null, rare_right_answer_steps: null,
              zero_gradient_updates: null}}
        """;

    const string Adapter = ", adapter: {rank: 4, alpha: 8}";

    readonly TemporaryDirectory _folder = new();

    public OutsideRunTests()
    {
        using var engine = new CpuEngine(1);
        using var policy = engine.Create(ServedWorld.Shape, 7);
        Directory.CreateDirectory(At("base"));
        Directory.CreateDirectory(At("weights"));
        policy.Save(At("base"));
        BigramNetwork.Tokenizer.Save(At("base"));
    }

    public void Dispose() => _folder.Dispose();

    string At(string name) => Path.Combine(_folder.Path, name);

    Recipe Read(string settings, string adapter, string kind = "grpo")
    {
        File.WriteAllText(At("recipe.yaml"), Recipe.Replace("BASE", At("base")).Replace("ADAPTER", adapter).Replace("KIND", kind).Replace("SETTINGS", settings));
        return RecipeFile.Load(At("recipe.yaml"), ["threads=1"]);
    }

    // What a run leaves: the weights and the completions, without what only rollouts from outside have.
    (string Weights, string Rollouts, JsonObject[] Metrics) Run(string name, Recipe recipe)
    {
        using var folder = RunFolder.Open(At(name), RecipeFile.Resolved(recipe), RunUse.None);
        using var engine = App.Engines.Open(1);
        using var run = new RecipeRun(recipe, folder, new PlainDisplay(TextWriter.Null), engine, RewardHost.None, _ => 1e9);
        run.Execute(TestContext.Current.CancellationToken);
        string stage = Directory.GetDirectories(Path.Combine(At(name), "stages")).Single();
        // Without the head of the file, in which the stage's key stands: that of a run with a server is another.
        byte[] file = File.ReadAllBytes(Directory.GetFiles(Path.Combine(stage, "model"), "*.safetensors").Single());
        string weights = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file.AsSpan(8 + BitConverter.ToInt32(file))));
        var rollouts = File.ReadLines(Path.Combine(stage, "rollouts.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        foreach (var rollout in rollouts)
        {
            rollout.Remove("weights_step");
            rollout.Remove("masked");
        }
        return (weights, string.Join('\n', rollouts.Select(r => r.ToJsonString())), [.. File.ReadLines(Path.Combine(stage, "metrics.jsonl")).Select(l => JsonNode.Parse(l)!.AsObject())]);
    }

    sealed class Served : IAsyncDisposable
    {
        readonly CpuEngine _engine = new(2);
        readonly ServedModel _model;
        Server _server = null!;

        Served(string directory) => _model = Read(directory);

        public Uri Url => _server.Url;

        public Server Server => _server;

        public static async Task<Served> Open(string directory, string updates, int port = 0)
        {
            var served = new Served(directory);
            served._server = await Server.Start(served._model, new() { Port = port, UpdatesFolder = updates }, served.Read);
            return served;
        }

        ServedModel Read(string directory) => new(LoadedModel.Read(directory, _engine, "plain", NetworkUse.Sampling), "base", directory);

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            _model.Dispose();
            _engine.Dispose();
        }
    }

    string Rollout(Uri url, string more = "") => $"rollout: {{server: r1sharp, url: \"{url}\", adapter_dir: \"{At("weights")}\"{more}}},";

    [Theory]
    [InlineData("grpo", Adapter), InlineData("grpo", ""), InlineData("ppo", Adapter)]
    public async Task N_steps_by_a_server_equal_the_run_in_one_process_to_the_bit(string kind, string adapter)
    {
        var inside = Run("inside", Read("", adapter, kind));
        await using var served = await Served.Open(At("base"), At("weights"));
        var outside = await Task.Run(() => Run("outside", Read(Rollout(served.Url), adapter, kind)));
        Assert.Equal(inside.Rollouts, outside.Rollouts);
        Assert.Equal(inside.Weights, outside.Weights);
        Assert.All(outside.Metrics.Where(m => (string?)m["kind"] == "train"), m => Assert.Equal((0.0, 0.0, 0.0), ((double)m["sampler_difference"]!, (double)m["sampler_kl"]!, (double)m["staleness"]!)));
        Assert.True(inside.Metrics.Count(m => m["gradient_norm"] is not null) >= 2);
        Assert.Null(inside.Metrics[0]["sampler_kl"]);
        Assert.Single(Directory.GetDirectories(At("weights")));
    }

    [Fact]
    public async Task A_server_that_is_killed_and_begun_again_in_the_middle_costs_nothing_but_time()
    {
        var inside = Run("inside", Read("", Adapter));
        var served = await Served.Open(At("base"), At("weights"));
        var url = served.Url;
        var run = Task.Run(() => Run("outside", Read(Rollout(url), Adapter)));
        while (!run.IsCompleted && !(Directory.GetDirectories(At("weights"), "step-000001-*").Length > 0 && served.Server.InProgress > 0))
            await Task.Delay(1);
        Assert.False(run.IsFaulted, run.Exception?.ToString());
        await served.DisposeAsync();
        await Task.Delay(100);
        served = await Served.Open(At("base"), At("weights"), url.Port);
        var outside = await run;
        await served.DisposeAsync();
        Assert.Equal(inside.Rollouts, outside.Rollouts);
        Assert.Equal(inside.Weights, outside.Weights);
    }

    [Fact]
    public async Task Steps_are_sampled_ahead()
    {
        await using var served = await Served.Open(At("base"), At("weights"));
        var outside = await Task.Run(() => Run("outside", Read(Rollout(served.Url, ", max_staleness: 1"), Adapter)));
        var steps = outside.Metrics.Where(m => (string?)m["kind"] == "train").ToArray();
        Assert.Equal([0.0, 1, 1], steps.Select(m => (double)m["staleness"]!));
        Assert.True((double)steps[2]["sampler_difference"]! > 0);
    }

    [Theory]
    [InlineData("rollout: {server: vllm, url: \"http://x\", adapter_dir: d, top_p: 0.9},", Adapter, "without a mask")]
    [InlineData("rollout: {server: vllm, url: \"here\", adapter_dir: d},", Adapter, "address of a server")]
    [InlineData("rollout: {server: vlm, url: \"http://x\", adapter_dir: d},", Adapter, "vllm")]
    [InlineData("rollout: {server: vllm, url: \"http://x\", adapter_dir: d},", "", "set policy.adapter")]
    [InlineData("rollout: {server: r1sharp, url: \"http://x\", adapter_dir: d, max_staleness: 1},", "", "one version at a time")]
    [InlineData("rollout: {server: sglang, url: \"http://x\", adapter_dir: d, max_staleness: 1},", Adapter, "SGLang")]
    [InlineData("rollout: {server: vllm, url: \"http://x\", adapter_dir: d, max_staleness: 1}, dynamic_sampling_rounds: 2,", Adapter, "is sampled ahead")]
    [InlineData("rollout: {server: vllm, url: \"http://x\", adapter_dir: d}, thinking: {max_tokens: 3},", Adapter, "steers no thoughts")]
    public void What_cannot_be_is_refused_when_the_recipe_is_read(string settings, string adapter, string expected)
    {
        var error = Assert.Throws<UserErrorException>(() => Read(settings, adapter));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Where_the_server_is_changes_no_key_and_what_it_samples_ahead_does()
    {
        string Key(string settings)
        {
            var recipe = Read(settings, Adapter);
            return new StageKeys(recipe, "cpu").Of(StageGraph.Of(recipe.Stages)[0]).Key;
        }
        string here = Key(Rollout(new Uri("http://here:1")));
        Assert.Equal(here, Key(Rollout(new Uri("http://there:2"), ", patience_seconds: 5, server_dir: /else")));
        Assert.NotEqual(here, Key(Rollout(new Uri("http://here:1"), ", max_staleness: 1")));
        Assert.NotEqual(here, Key(""));
    }
}
