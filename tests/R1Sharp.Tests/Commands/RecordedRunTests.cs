using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Serving;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Tests.Generation;
using R1Sharp.Tests.Serving;
using Xunit;

namespace R1Sharp.Tests.Commands;

/// <summary>A model is served and used, what it said is rewarded later, and it learns from that.</summary>
public sealed class RecordedRunTests : IAsyncLifetime
{
    const string Recipe = """
        name: recorded
        template: plain
        model: {from: BASE}
        policy: {gradient_lanes: 2}
        evaluation: {problems: [{miniature: {family: countdown, split: held-out, count: 2}}], sample_count: 1, max_completion_tokens: 8}
        stages:
          - recorded: {rollouts: RECORDS, rewards: REWARDS, epochs: 2, groups_per_step: 3, kl_weight: 0.01, learning_rate: {peak: 1e-3} MORE}
        """;

    readonly InterruptedRun _run = new();

    public async ValueTask InitializeAsync()
    {
        using (var engine = new CpuEngine(1))
        using (var policy = engine.Create(ServedWorld.Shape, 7))
        {
            Directory.CreateDirectory(_run.At("base"));
            policy.Save(_run.At("base"));
            BigramNetwork.Tokenizer.Save(_run.At("base"));
        }
        await using var world = await ServedWorld.Open(new() { RecordFolder = _run.At("records") });
        var lines = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            var answer = await world.Post(i % 2 == 0 ? "v1/completions" : "v1/chat/completions",
                i % 2 == 0 ? (object)new { prompt = $"abc {i}", n = 3, seed = i, max_tokens = 8 } : new { messages = new[] { new { role = "user", content = "hi" } }, n = 3, seed = i, max_tokens = 8 });
            string id = answer.Body.GetProperty("id").GetString()!;
            for (int choice = 0; choice < 3; choice++)
                if (i == 4)
                    await world.Post("rewards", new { id, choice, reward = choice });
                else
                    lines.Add(JsonSerializer.Serialize(new { id, choice, reward = (choice + i) % 3 }));
        }
        // One more that nobody has rewarded yet.
        await world.Post("v1/completions", new { prompt = "later", seed = 9, max_tokens = 4 });
        File.WriteAllLines(_run.At("rewards.jsonl"), lines);
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    string Text(string more = "") => Recipe.Replace("BASE", _run.At("base")).Replace("RECORDS", _run.At("records")).Replace("REWARDS", _run.At("rewards.jsonl")).Replace("MORE", more);

    [Fact]
    public void It_learns_from_the_tokens_that_were_recorded_and_is_resumed_in_the_same_bits()
    {
        _run.MustEndInTheSameBits(Text(), ("recorded", 2));
        string stage = Path.Combine(_run.At("whole"), "stages", "recorded");
        var steps = File.ReadLines(Path.Combine(stage, "metrics.jsonl")).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal(4, steps.Length);
        // The server had the same weights: its log-probabilities are the trainer's in every bit.
        Assert.Equal(0, (double)steps[0]["sampler_difference"]!);
        Assert.Equal(1.0, (double)steps[0]["reward"]!, 6);
        Assert.True((double)steps[0]["gradient_norm"]! > 0);
        var rollouts = File.ReadLines(Path.Combine(stage, "rollouts.jsonl")).Select(l => JsonNode.Parse(l)!).ToArray();
        Assert.Equal(2 * 15, rollouts.Length);
        Assert.DoesNotContain(rollouts, r => ((string)r["prompt"]!).Contains("later", StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_learned_from_is_said_before_anything_runs()
    {
        string records = Path.Combine(_run.At("records"), RecordedRollout.RolloutsFile), good = File.ReadAllText(records);
        string Refused(string text)
        {
            File.WriteAllText(records, text);
            string message = Assert.Throws<UserErrorException>(() => _run.MustEndInTheSameBits(Text())).Message;
            if (Directory.Exists(_run.At("whole")))
                Directory.Delete(_run.At("whole"), recursive: true);
            return message;
        }
        Assert.Contains("drawn with a cut", Refused(good.Replace("\"is_whole_distribution\":true", "\"is_whole_distribution\":false")));
        Assert.Contains("does not fit to the model", Refused(good.Replace("\"prompt_tokens\":[", "\"prompt_tokens\":[99999,")));
        Assert.Contains("temperatures", Refused(good.Replace("\"temperature\":1,", "\"temperature\":0.5,").Insert(0, good.Split('\n')[0] + "\n")));
        Assert.Contains("the line is no record", Refused(good.Replace("\"mask\":[1,", "\"mask\":[")));
        Assert.Contains("no rollout has a reward yet", Refused(good.Replace("cmpl-", "other-")));
    }
}
