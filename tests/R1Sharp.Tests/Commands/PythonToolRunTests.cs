using System.Text.Json.Nodes;
using R1Sharp.Tests.Sandbox;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>recipes/python-tool.yaml, with fewer steps: the tool is called in training, in evaluation and from the command line.</summary>
public sealed class PythonToolRunTests
{
    [Fact]
    public void A_model_that_learned_to_call_the_tool_calculates_with_it_and_not_without()
    {
        _ = SandboxHost.Sandbox;
        using var folder = new TemporaryDirectory();
        string run = Path.Combine(folder.Path, "run"), model = Path.Combine(run, "model");
        var done = Cli.RunIn(Cli.Home, "run", "recipes/python-tool.yaml", "--out", run, "--set", "stages.pretrain.steps=250", "--set", "stages.grpo.steps=1",
            "--set", "stages.grpo.prompts_per_step=2", "--set", "stages.grpo.watchdogs.no_right_answer_steps=null", "--set", "stages.grpo.watchdogs.rare_right_answer_steps=null");
        Assert.Equal((0, ""), (done.Code, done.Error));
        var rollout = JsonNode.Parse(File.ReadLines(Path.Combine(run, "stages", "grpo", "rollouts.jsonl")).First())!;
        Assert.Contains("```output\n", (string)rollout["completion"]!, StringComparison.Ordinal);

        string with = Completion(model, "--python-tool"), without = Completion(model);
        Assert.Contains("```output\n", with, StringComparison.Ordinal);
        Assert.NotEqual(with, without);
        string program = with.Split("```python\n")[1].Split("\n```")[0], output = with.Split("```output\n")[1].Split("\n```")[0];
        long[] factors = [.. program["print(".Length..^1].Split(" * ").Select(long.Parse)];
        Assert.Equal(factors[0] * factors[1], long.Parse(output));
        Assert.Contains("```output\n", Cli.RunWith("345 * 678 = ?\n", "chat", "--model", model, "--temperature", "0", "--max-tokens", "120", "--python-tool").Output, StringComparison.Ordinal);
    }

    static string Completion(string model, params string[] more)
    {
        var result = Cli.Run(["generate", "--model", model, "--prompt", "345 * 678 = ?", "--temperature", "0", "--max-tokens", "120", .. more]);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return (string)JsonNode.Parse(result.Output)!["completion"]!;
    }
}
