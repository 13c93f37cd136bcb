using System.Text.Json.Nodes;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>recipes/reward-model.yaml with fewer steps: a reward model is trained and rewards PPO; a changed stage alone is done again.</summary>
public sealed class RewardModelRunTests
{
    static readonly string[] s_fewer = ["--set", "stages.pretrain.steps=12", "--set", "stages.pretrain.tokens_per_step=2048", "--set", "stages.ppo.steps=3"];

    [Fact]
    public void A_reward_model_is_trained_and_rewards_the_completions_of_ppo()
    {
        using var folder = new TemporaryDirectory();
        string run = Path.Combine(folder.Path, "run");
        var done = Cli.Run(["run", Cli.Recipe("reward-model.yaml"), "--out", run, .. s_fewer]);
        Assert.Equal((0, ""), (done.Code, done.Error));

        string model = Path.Combine(run, "stages", "reward_model", "model");
        var card = JsonNode.Parse(File.ReadAllText(Path.Combine(model, "reward_model.json")))!;
        Assert.Equal("response", (string)card["scope"]!);
        var last = Lines(run, "reward_model", "metrics.jsonl")[^1];
        Assert.Equal((double)card["evaluation"]!["accuracy"]!, (double)last["held_out_accuracy"]!, 1e-6);
        var chat = Cli.RunWith("1+1\n", "chat", "--model", model);
        Assert.Equal(2, chat.Code);
        Assert.Contains("a reward or value model", chat.Error, StringComparison.Ordinal);
        var inspected = Cli.Run("inspect", model, "--threads", "1");
        Assert.Equal((0, ""), (inspected.Code, inspected.Error));
        Assert.Contains("scores the response; ", inspected.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sampling", inspected.Output, StringComparison.Ordinal);

        var steps = Lines(run, "ppo", "metrics.jsonl");
        Assert.Equal([0, 1, 2], steps.Select(s => (int)s["step"]!));
        Assert.All(steps, s => Assert.Equal(0, (double)s["sampler_difference"]!));
        Assert.All(steps, s => Assert.True((double)s["value_loss"]! > 0));
        Assert.All(Lines(run, "ppo", "rollouts.jsonl"), r => Assert.InRange((double)r["rewards"]!["preferred"]!, 0, 1));

        // A changed stage of PPO is done anew from the same reward model; the stages before it are not.
        var longer = Cli.Run(["run", Cli.Recipe("reward-model.yaml"), "--out", run, .. s_fewer, "--set", "stages.ppo.lambda=0.95", "--redo"]);
        Assert.Equal(0, longer.Code);
        Assert.Contains("reward_model: done before", longer.Output, StringComparison.Ordinal);
        Assert.NotEqual((double)steps[^1]["value_loss"]!, (double)Lines(run, "ppo", "metrics.jsonl")[^1]["value_loss"]!);

        // The model's folder is a reward of any recipe: it scores as the stage's model does.
        var other = Cli.Run(["run", Cli.Recipe("reward-model.yaml"), "--out", run, .. s_fewer, "--redo", "--set", $"stages.ppo.rewards=[{{name: learned, folder: {model}, label: preferred}}]"]);
        Assert.Equal((0, ""), (other.Code, other.Error));
        Assert.Contains("reward_model: done before", other.Output, StringComparison.Ordinal);
        Assert.All(Lines(run, "ppo", "rollouts.jsonl"), r => Assert.InRange((double)r["rewards"]!["preferred"]!, 0, 1));
        Assert.Contains("not the folder of a reward model", Cli.Run(["run", Cli.Recipe("reward-model.yaml"), "--out", run, .. s_fewer, "--redo", "--set", $"stages.ppo.rewards=[{{name: learned, folder: {run}}}]"]).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stages.ppo.rewards=[{name: learned}]", "belong together")]
    [InlineData("stages.ppo.rewards=[{name: learned, stage: pretrain}]", "trains no reward model")]
    [InlineData("stages.ppo.rewards=[{name: learned, stage: reward_model, scael: raw}]", "scale")]
    [InlineData("stages.reward_model.scope=steps", "a label for each step")]
    [InlineData("stages.2.from=reward_model", "leaves no model")]
    [InlineData("stages.ppo.lambda=1.5", "lambda")]
    public void What_does_not_fit_together_is_said(string change, string said)
    {
        var result = Cli.Run("run", Cli.Recipe("reward-model.yaml"), "--set", change);
        Assert.Equal(2, result.Code);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    static List<JsonNode> Lines(string run, string stage, string file) => [.. File.ReadLines(Path.Combine(run, "stages", stage, file)).Select(l => JsonNode.Parse(l)!)];
}
