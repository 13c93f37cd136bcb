using System.Text.Json.Nodes;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Policies;
using R1Sharp.Tests.Engines;
using R1Sharp.Tests.Model;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>Runs whose stages learn adapters, and the commands that take them.</summary>
public sealed class AdapterRunTests : IDisposable
{
    const string Recipe = """
        name: adapters
        template: miniature
        model: {size: tiny, hidden_size: 32, intermediate_size: 64, layer_count: 1, head_count: 2, key_value_head_count: 1, max_positions: 256}
        policy: {gradient_lanes: 2, adapter: {rank: 4, alpha: 8, targets: all-linear}}
        tokenizer: {vocabulary_size: 300, sample_documents: 300}
        evaluation: {problems: [{miniature: {family: countdown, split: held-out, count: 4}}], sample_count: 2, max_completion_tokens: 24}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 10, tokens_per_step: 1024, learning_rate: {peak: 3e-3}}
          - sft: {examples: [{file: {path: EXAMPLES}}], steps: 4, tokens_per_step: 256, held_out_share: 0.2}
          - reward_model: {sampled: {PROBLEMS, judges: [language_consistency], sample_count: 4, length_balanced: false}, held_out_share: 0.2, epochs: 3, batch_size: 8}
          - grpo: {PROBLEMS, steps: 3, prompts_per_step: 4, group_size: 4, kl_weight: 0.01, ref_sync_steps: 2, rewards: [{name: format}], WATCH}
          - ppo: {PROBLEMS, steps: 4, prompts_per_step: 4, group_size: 4, kl_weight: 0.01,
              rewards: [{name: format}, {name: learned, stage: reward_model}], WATCH}
          - name: distilled
            from: pretrain
            distill: {PROBLEMS, teacher: ppo, steps: 3, prompts_per_step: 4, samples_per_prompt: 2}
          - prefer: {pairs: [{file: {path: PAIRS}}], loss: {dpo: {}}, batch_size: 4, epochs: 2}
          - evaluate: {}
        """;

    const string Problems = "problems: [{miniature: {family: countdown, split: train, count: 40}}], max_completion_tokens: 24";

    const string Watch = "watchdogs: {all_rewards_equal_steps: null, all_truncated_steps: null, no_right_answer_steps: null, rare_right_answer_steps: null, "
        + "zero_gradient_updates: null}";

    readonly InterruptedRun _run = new();

    public void Dispose() => _run.Dispose();

    string Text()
    {
        File.WriteAllLines(_run.At("pairs.jsonl"), Enumerable.Range(0, 9).Select(i =>
            $$"""{"question":"Take {{i}},+1.","chosen":"<think>{{i}}+1={{i + 1}}</think>","rejected":"<think>{{i}}+1=0 wait</think>"}"""));
        File.WriteAllLines(_run.At("examples.jsonl"), Enumerable.Range(0, 20).Select(i =>
            $$"""{"question":"Take {{i}},+1.","completion":"<think>{{i}}+1={{i + 1}}</think>\n<answer>{{i + 1}}</answer>","answer":"{{i + 1}}"}"""));
        return Recipe.Replace("PROBLEMS", Problems).Replace("WATCH", Watch).Replace("PAIRS", _run.At("pairs.jsonl")).Replace("EXAMPLES", _run.At("examples.jsonl"));
    }

    [Fact]
    public void Every_kind_of_stage_learns_adapters_and_is_resumed_in_the_same_bits()
    {
        _run.MustEndInTheSameBits(Text(), ("pretrain", 6), ("sft", 2), ("reward_model", 2), ("grpo", 1), ("ppo", 3), ("distilled", 1), ("prefer", 3));
        string stages = Path.Combine(_run.At("cut"), "stages");
        Assert.True(File.Exists(Path.Combine(stages, "pretrain", "model", "model.safetensors")));
        foreach (string stage in (string[])["sft", "grpo", "ppo", "distilled", "prefer"])
        {
            string model = Path.Combine(stages, stage, "model");
            Assert.False(File.Exists(Path.Combine(model, "model.safetensors")), stage);
            Assert.True(new FileInfo(Path.Combine(model, "adapter_model.safetensors")).Length < 20_000, stage);
            Assert.Equal(Path.Combine(stages, "pretrain", "model"), ModelFiles.Of(model).Base);
        }
        // A reward model is one network to those who ask it.
        Assert.True(File.Exists(Path.Combine(stages, "reward_model", "model", "model.safetensors")));
        string result = Path.Combine(_run.At("cut"), "model");
        using var engine = App.Engines.Open(1);
        using var loaded = LoadedModel.Read(result, engine, use: NetworkUse.Sampling);
        Assert.Equal(result, ModelFiles.Of(result).Adapters);
        Assert.Equal("miniature", loaded.TemplateName);
        var inspected = JsonNode.Parse(Cli.Run("inspect", result, "--json", "--threads", "1").Output)!;
        Assert.Equal(("rank 4 on 7 linear maps", 2.0), ((string)inspected["adapter"]!["places"]!, (double)inspected["adapter"]!["scale"]!));
        Assert.True((long)inspected["memory"]!["adapt_bytes"]! < (long)inspected["memory"]!["train_bytes"]!);
    }

    [Fact]
    public void An_engine_without_adapters_a_new_network_and_a_mixed_reference_are_refused()
    {
        const string Pretrain = "  - pretrain: {corpus: {miniature: {}}, steps: 1, tokens_per_step: 256}\n";
        string head = Text()[..Text().IndexOf("  - pretrain", StringComparison.Ordinal)];
        Assert.Contains("has no adapters", Refused(head + Pretrain + "  - evaluate: {}\n", () => new BigramEngine()));
        Assert.Contains("begin with pretrain", Refused(head + "  - evaluate: {}\n" + Pretrain, () => App.Engines.Open(1)));
        Assert.Contains("did you mean 'down_proj'", Refused(head.Replace("all-linear", "[q_proj, dwn_proj]") + Pretrain + "  - evaluate: {}\n", () => App.Engines.Open(1)));
        Assert.Contains("ref_sync_alpha must be 1", Refused(Text().Replace("ref_sync_steps: 2", "ref_sync_steps: 2, ref_sync_alpha: 0.5"), () => App.Engines.Open(1)));
    }

    string Refused(string text, Func<IEngine> open)
    {
        File.WriteAllText(_run.At("recipe.yaml"), text);
        return Assert.Throws<UserErrorException>(() =>
        {
            var recipe = RecipeFile.Load(_run.At("recipe.yaml"), []);
            using var engine = open();
            using var folder = RunFolder.Open(_run.At("refused"), RecipeFile.Resolved(recipe), RunUse.Redo);
            using var run = new RecipeRun(recipe, folder, new PlainDisplay(TextWriter.Null), engine, Learning.Rewards.RewardHost.None, _ => 1e9);
            run.Execute(TestContext.Current.CancellationToken);
        }).Message;
    }

    [Fact]
    public void Keys_of_stages_know_adapters_and_their_bases()
    {
        string key(string text, string stage)
        {
            File.WriteAllText(_run.At("recipe.yaml"), text);
            var recipe = RecipeFile.Load(_run.At("recipe.yaml"), []);
            return new StageKeys(recipe, "cpu").Of(StageGraph.Of(recipe.Stages).First(n => n.Name == stage)).Key;
        }
        string with = Text(), without = with.Replace(", adapter: {rank: 4, alpha: 8, targets: all-linear}", "");
        Assert.Equal(key(without, "pretrain"), key(with, "pretrain"));
        Assert.NotEqual(key(without, "sft"), key(with, "sft"));
        Assert.NotEqual(key(with.Replace("rank: 4", "rank: 5"), "sft"), key(with, "sft"));
    }

    [Fact]
    public void Commands_take_an_adapter_beside_a_model_alone_or_merged()
    {
        var golden = new Golden(Path.Combine("Peft", "qwen2-all"));
        string network = ModelFiles.Of(golden.Directory).Base, line = $$"""{"ids":[{{string.Join(',', golden.Expected.Sequences[0].Tokens)}}]}""";
        string own = Fine(line, "logprobs", "--model", golden.Directory, "--file", "-", "--threads", "1");
        Assert.Equal(own, Fine(line, "logprobs", "--model", network, "--adapter", golden.Directory, "--file", "-", "--threads", "1"));
        Assert.NotEqual(own, Fine(line, "logprobs", "--model", network, "--file", "-", "--threads", "1"));
        var scores = JsonNode.Parse(own)!["next_logprobs"]!.AsArray().Select(n => (double)n!).ToArray();
        var sequence = golden.Expected.Sequences[0];
        for (int i = 0; i < sequence.Targets.Length; i++)
            Assert.Equal(sequence.LogProbs[i], scores[sequence.Targets[i] - 1], 1e-5);
        Assert.Contains("holds an adapter itself", Cli.Run("logprobs", "--model", golden.Directory, "--adapter", golden.Directory, "--file", "-").Error);
        Assert.Contains("there is no adapter", Cli.Run("logprobs", "--model", network, "--adapter", network, "--file", "-").Error);
        Assert.Contains("has no adapter that could be merged", Cli.Run("export", "--model", network, "--merge", _run.At("merged")).Error);
        Assert.Contains("give one of the two", Cli.Run("export", "--model", network).Error);
    }

    [Fact]
    public void Ranks_are_drawn_against_all_weights()
    {
        string text = Text();
        int stages = text.IndexOf("  - pretrain", StringComparison.Ordinal);
        File.WriteAllText(_run.At("recipe.yaml"), text[..stages].Replace(", adapter: {rank: 4, alpha: 8, targets: all-linear}", "") + """
              - pretrain: {corpus: {miniature: {}}, steps: 3, tokens_per_step: 512, learning_rate: {peak: 3e-3}}
              - evaluate: {}
              - grpo: {PROBLEMS, steps: 1, prompts_per_step: 2, group_size: 4, rewards: [{name: format}], WATCH}
              - evaluate: {}
            """.Replace("PROBLEMS", Problems).Replace("WATCH", Watch));
        string[] words = ["ranks", "--recipe", _run.At("recipe.yaml"), "--seeds", "1", "--out", _run.At("ranks"), "--set", "threads=1", "--ranks", "1"];
        Fine("", words);
        // What is there is not done again.
        File.SetAttributes(_run.At("ranks/base/stages/pretrain/metrics.jsonl"), FileAttributes.ReadOnly);
        string output = Fine("", [.. words, "3"]);
        foreach (string line in (string[])["all weights", "rank 1", "rank 3"])
            Assert.Contains(line, output, StringComparison.Ordinal);
        Assert.Equal(3, JsonNode.Parse(File.ReadAllText(_run.At("ranks/ranks.json")))!.AsArray().Count);
        Assert.StartsWith("<svg", File.ReadAllText(_run.At("ranks/ranks.svg")), StringComparison.Ordinal);
        Assert.True(File.Exists(_run.At("ranks/rank-3-seed1/model/adapter_config.json")));
        Assert.True(File.Exists(_run.At("ranks/all-seed1/model/model.safetensors")));
    }

    static string Fine(string input, params string[] words)
    {
        var result = Cli.RunWith(input, words);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return result.Output;
    }
}
