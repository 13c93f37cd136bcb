using System.Text.Json.Nodes;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>A directory as any tool writes it, in BF16, through the stages of a recipe; all tokens that end a text, from all its files.</summary>
public sealed class RealCheckpointTests : IDisposable
{
    readonly SmokeRun _smoke;
    readonly string _folder = Directory.CreateTempSubdirectory("r1-real").FullName;

    public RealCheckpointTests(SmokeRun smoke)
    {
        _smoke = smoke;
        var made = Cli.Run("init", "--config", smoke.Model, "--tokenizer", smoke.Model, "--out", Model, "--dtype", "bf16");
        Assert.True(made.Code == 0, made.Error);
    }

    string Model => Path.Combine(_folder, "model");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Fine_tuning_reinforcement_and_evaluation_begin_from_a_directory()
    {
        File.WriteAllText(At("examples.jsonl"), string.Concat(Enumerable.Range(0, 20).Select(i => $"{{\"question\":\"{i}+1?\",\"answer\":\"{i + 1}\"}}\n")));
        File.WriteAllText(At("recipe.yaml"), $$"""
            name: real
            template: plain
            model: {from: {{Model}}}
            policy: {bfloat16: true, activation_checkpointing: true, gradient_lanes: 1, micro_batch_tokens: 64}
            evaluation: {sample_count: 2, max_completion_tokens: 4, problems: [file: {path: {{At("examples.jsonl")}}}]}
            stages:
              - sft: {examples: [file: {path: {{At("examples.jsonl")}}, completion: "{answer}"}], steps: 2, tokens_per_step: 100}
              - grpo:
                  steps: 2
                  prompts_per_step: 2
                  group_size: 4
                  max_completion_tokens: 8
                  kl_weight: 0.01
                  rewards: [{name: random}]
                  problems: [file: {path: {{At("examples.jsonl")}}}]
                  watchdogs: {no_right_answer_steps: null, rare_right_answer_steps: null}
              - evaluate: {}
            """.Replace("{name: random}", "{name: accuracy}, {name: language_consistency}"));
        var run = Cli.Run("run", At("recipe.yaml"), "--out", At("run"));
        Assert.True(run.Code == 0, run.Error);
        var metrics = ((string[])["sft", "grpo", "evaluate"]).SelectMany(stage => File.ReadLines(At($"run/stages/{stage}/metrics.jsonl"))).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal(["sft", "sft", "grpo", "grpo", "evaluate"], metrics.Select(m => (string)m["stage"]!));
        Assert.All(metrics.Where(m => m["sampler_difference"] is not null), m => Assert.Equal(0, (double)m["sampler_difference"]!));
        var policy = File.ReadAllText(At("run/recipe.yaml"));
        Assert.Contains("bfloat16: true", policy);
        Assert.Equal(0, Cli.Run("inspect", At("run/model")).Code);
        Assert.Contains("'policy' has no key 'bf16'", Cli.Run("run", At("recipe.yaml"), "--out", At("other"), "--set", "policy.bf16=true").Error);
        Assert.Contains("gradient_lanes", Cli.Run("run", At("recipe.yaml"), "--out", At("other"), "--set", "policy.gradient_lanes=0").Error);
    }

    [Fact]
    public void Every_token_that_generation_config_names_ends_a_text()
    {
        JsonNode generate() => JsonNode.Parse(Cli.Run("generate", "--model", Model, "--prompt", "1+1?", "--max-tokens", "9").Output)!;
        Assert.Equal(("length", 9), ((string)generate()["finish"]!, (int)generate()["tokens"]!));
        File.WriteAllText(Path.Combine(Model, "generation_config.json"), $"{{\"eos_token_id\": [{string.Join(',', Enumerable.Range(0, 400))}]}}");
        Assert.Equal(("stop", 1), ((string)generate()["finish"]!, (int)generate()["tokens"]!));
        File.WriteAllText(Path.Combine(Model, "generation_config.json"), "{\"eos_token_id\": [1,");
        var refused = Cli.Run("generate", "--model", Model, "--prompt", "1+1?");
        Assert.Equal(2, refused.Code);
        Assert.Contains("generation_config.json is malformed", refused.Error);
    }

    string At(string name) => Path.Combine(_folder, name);
}
