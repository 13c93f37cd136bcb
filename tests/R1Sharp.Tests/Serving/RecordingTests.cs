using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Serving;
using R1Sharp.Learning;
using R1Sharp.Tests.Generation;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Serving;

/// <summary>What a server records can be trained on.</summary>
public sealed class RecordingTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("r1-record").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static object Chat(int seed, bool stream) => new
    {
        messages = new[] { new { role = "user", content = "hi" } },
        seed,
        n = 3,
        max_tokens = 12,
        stream,
        thinking_max = 2,
        user = "me",
        metadata = new { step = 3 },
    };

    [Fact]
    public async Task Tokens_log_probabilities_mask_and_version_are_recorded_and_rewards_come_later()
    {
        string id;
        await using (var world = await ServedWorld.Open(new() { RecordFolder = _folder }))
        {
            id = (await world.Post("v1/chat/completions", Chat(1, stream: false))).Body.GetProperty("id").GetString()!;
            var streamed = (await world.Stream("v1/chat/completions", Chat(2, stream: true)))[0].GetProperty("id").GetString();
            await world.Post("v1/completions", new { prompt = "abc", echo = true, max_tokens = 4, seed = 5 });
            Assert.Equal(200, (await world.Post("rewards", new { id, choice = 1, reward = 0.25 })).Status);
            Assert.Equal(200, (await world.Post("rewards", new { id, choice = 1, reward = 1 })).Status);
            Assert.Equal(400, (await world.Post("rewards", new { id })).Status);
            Assert.Equal(200, (await world.Post("rewards", new { id = streamed, reward = -1 })).Status);
        }
        var rollouts = RecordedRollout.Read(_folder);
        Assert.Equal(7, rollouts.Count);
        Assert.Equal([null, 1.0, null], rollouts.Where(r => r.Id == id).OrderBy(r => r.Choice).Select(r => r.Reward));
        Assert.Equal("me", JsonDocument.Parse(File.ReadLines(Path.Combine(_folder, "rollouts.jsonl")).First()).RootElement.GetProperty("user").GetString());
        using var engine = new Learning.Cpu.CpuEngine(1);
        using var policy = engine.Create(ServedWorld.Shape, 7);
        foreach (var rollout in rollouts)
            Bits.Equal(policy.LogProbs([rollout.Sequence], rollout.Temperature)[0], rollout.Completion.SampledLogProbs);
        Assert.Equal(2, rollouts.Single(r => r.Prompt.Length == 1).Completion.ForcedTokens.Length);
        // One step of a policy gradient on the rewarded choice makes it more probable.
        var good = rollouts.Single(r => r.Reward == 1);
        policy.Backward([good.Sequence], (_, logProbs, _, d, _) => d.Fill(-1f / logProbs.Length));
        policy.Update(1e-3);
        Assert.True(policy.LogProbs([good.Sequence])[0].Sum() > good.Completion.SampledLogProbs.Sum());
    }

    [Fact]
    public async Task A_half_written_line_is_cut_off_and_a_folder_without_records_is_said_to_be_one()
    {
        Assert.Throws<UserErrorException>(() => RecordedRollout.Read(_folder));
        await using (var world = await ServedWorld.Open(new() { RecordFolder = _folder }))
            await world.Post("v1/completions", new { prompt = "abc", max_tokens = 2 });
        File.AppendAllText(Path.Combine(_folder, "rollouts.jsonl"), "{\"id\":\"cmpl-");
        await using (var world = await ServedWorld.Open(new() { RecordFolder = _folder }))
            await world.Post("v1/completions", new { prompt = "abc", max_tokens = 2 });
        Assert.Equal(2, RecordedRollout.Read(_folder).Count);
        await using var none = await ServedWorld.Open();
        Assert.Equal(400, (await none.Post("rewards", new { id = "x", reward = 1 })).Status);
    }
}
