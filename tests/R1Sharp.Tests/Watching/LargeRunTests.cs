using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace R1Sharp.Tests.Watching;

/// <summary>A run of 100,000 completions: what is read and kept of it stays small.</summary>
public sealed class LargeRunTests
{
    const int Steps = 782, OfEach = 128;

    // A process that may have less memory than the file has bytes: whoever held the file would end it.
    static Process Start(string folder, int heapMegabytes)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "r1.dll"), "watch", folder, "--port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = $"0x{heapMegabytes << 20:x}" },
        };
        return Process.Start(start)!;
    }

    [Fact]
    public async Task A_run_of_100000_completions_is_watched_in_48_megabytes()
    {
        await using var world = await WatchedWorld.Open();
        world.Run("large", isRunning: true);
        world.Stage("large", "pretrain", "pretrain", 0, isFinished: true);
        var stage = world.Stage("large", "rl", "grpo", 1, isFinished: false, start: "pretrain");
        WatchedWorld.Steps(stage, 0, Steps);
        WatchedWorld.Rollouts(stage, 0, Steps, OfEach, completion: "<think>Wait" + string.Concat(Enumerable.Repeat(" 3 * 9 = 27, no.", 50)) + "</think>");
        Assert.True(new FileInfo(stage.Rollouts).Length > 100 << 20);

        using var process = Start(world.Root, heapMegabytes: 48);
        try
        {
            string said = (await process.StandardOutput.ReadLineAsync())!;
            using var client = new HttpClient { BaseAddress = new Uri(said.Split(' ').Single(word => word.StartsWith("http", StringComparison.Ordinal))) };
            Task<JsonElement> Ask(string question) => client.GetFromJsonAsync<JsonElement>("api/" + question);

            Assert.Equal(Steps, (await Ask("runs")).GetProperty("runs")[0].GetProperty("steps_done").GetInt32());
            Assert.Equal(Steps, (await Ask("metrics?run=large&stage=rl")).GetProperty("lines").GetArrayLength());
            JsonElement page;
            do
            {
                page = await Ask("rollouts?run=large&stage=rl");
                Assert.Equal(16, page.GetProperty("rows").GetArrayLength());
            }
            while (page.GetProperty("read").GetInt64() < page.GetProperty("size").GetInt64());
            Assert.Equal(Steps * OfEach, page.GetProperty("lines").GetInt32());
            for (int i = 0; i < 50; i++)
            {
                int step = (int)(i * 7919L % Steps), first = i * 17 % OfEach;
                var row = (await Ask($"rollouts?run=large&stage=rl&step={step}&first={first}&rows=1")).GetProperty("rows")[0];
                Assert.Equal((step, first / 8, first % 8), (row.GetProperty("step").GetInt32(), row.GetProperty("group").GetInt32(), row.GetProperty("sample").GetInt32()));
            }
            Assert.Equal(JsonValueKind.Null, (await Ask("doctor?run=large")).GetProperty("refusal").ValueKind);
        }
        finally
        {
            process.Kill();
        }
    }
}
