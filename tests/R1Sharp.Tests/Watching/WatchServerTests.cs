using System.Diagnostics;
using System.Net;
using System.Text.Json;
using R1Sharp.App.Serving;
using R1Sharp.App.Watching;
using R1Sharp.Learning;
using R1Sharp.Tests.Serving;
using Xunit;

namespace R1Sharp.Tests.Watching;

/// <summary>The server as its page sees it.</summary>
public sealed class WatchServerTests
{
    [Fact]
    public async Task A_run_appears_as_soon_as_it_begins_and_its_steps_as_they_are_made()
    {
        await using var world = await WatchedWorld.Open();
        Assert.Empty((await world.Ask("runs")).GetProperty("runs").EnumerateArray());
        var since = Stopwatch.StartNew();
        world.Run("deep/er/first", isRunning: true);
        while ((await world.Ask("runs")).GetProperty("runs").GetArrayLength() == 0)
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(10), "a new run is not seen");
        world.Stage("deep/er/first", "pretrain", "pretrain", 0, isFinished: true);
        var stage = world.Stage("deep/er/first", "rl", "grpo", 1, isFinished: false, start: "pretrain");
        WatchedWorld.Steps(stage, 0, 7);
        var run = (await world.Ask("runs")).GetProperty("runs")[0];
        Assert.Equal(("deep/er/first", "running", "rl", "grpo"), (run.GetProperty("name").GetString(), run.GetProperty("state").GetString(), run.GetProperty("stage").GetString(), run.GetProperty("kind").GetString()));
        Assert.Equal((3, 1, 7, 30), (run.GetProperty("stages").GetInt32(), run.GetProperty("stages_done").GetInt32(), run.GetProperty("steps_done").GetInt32(), run.GetProperty("steps").GetInt32()));
        Assert.InRange(run.GetProperty("numbers").GetProperty("reward").GetDouble(), 0.1, 0.5);
        WatchedWorld.Steps(stage, 7, 1);
        Assert.Equal(8, (await world.Ask("runs")).GetProperty("runs")[0].GetProperty("steps_done").GetInt32());
    }

    [Fact]
    public async Task The_graph_has_every_stage_with_what_it_builds_on()
    {
        await using var world = await WatchedWorld.Open();
        world.Run("a");
        world.Stage("a", "pretrain", "pretrain", 0, isFinished: true);
        var graph = (await world.Ask("run?run=a")).GetProperty("graph").EnumerateArray().ToArray();
        Assert.Equal([("pretrain", "finished", null), ("rl", "waiting", "pretrain"), ("evaluate", "waiting", "rl")],
            graph.Select(n => (n.GetProperty("name").GetString(), n.GetProperty("state").GetString(), n.GetProperty("start").GetString())));
        Assert.Equal(["loss", "reinforcement", "evaluation"], graph.Select(n => n.GetProperty("curves").GetString()));
    }

    [Fact]
    public async Task A_recipe_of_another_version_hides_nothing_that_has_begun()
    {
        await using var world = await WatchedWorld.Open();
        world.Run("a", "stages:\n  - from_the_future: {}\n");
        world.Stage("a", "x", "grpo", 0, isFinished: true);
        world.Stage("a", "y", "from_the_future", 1, isFinished: false, start: "x");
        var graph = (await world.Ask("run?run=a")).GetProperty("graph").EnumerateArray().ToArray();
        Assert.Equal([("x", null), ("y", "x")], graph.Select(n => (n.GetProperty("name").GetString(), n.GetProperty("start").GetString())));
        Assert.Equal(JsonValueKind.Array, (await world.Ask("doctor?run=a")).GetProperty("findings").ValueKind);
    }

    [Fact]
    public async Task States_are_those_of_the_folder()
    {
        await using var world = await WatchedWorld.Open();
        async Task<string> State() => (await world.Ask("run?run=a")).GetProperty("state").GetString()!;
        string root = world.Run("a");
        await Task.Delay(600);
        Assert.Equal("unfinished", await State());
        File.WriteAllText(Path.Combine(root, "stopped.json"), """{"stage":"rl","watchdog":"gradient-zero","explanation":"x","advice":"y"}""");
        Assert.Equal("stopped", await State());
        Assert.Equal("gradient-zero", (await world.Ask("run?run=a")).GetProperty("stopped").GetProperty("watchdog").GetString());
        File.WriteAllText(Path.Combine(root, "lock"), "");
        Assert.Equal("running", await State());
        File.Delete(Path.Combine(root, "lock"));
        File.WriteAllText(Path.Combine(root, "summary.json"), "{}");
        Assert.Equal("finished", await State());
    }

    [Fact]
    public async Task Metrics_come_in_pieces_that_make_the_whole_and_anew_where_they_were_cut_back()
    {
        await using var world = await WatchedWorld.Open();
        world.Run("a");
        var stage = world.Stage("a", "rl", "grpo", 1, isFinished: false);
        WatchedWorld.Steps(stage, 0, 3000);
        File.AppendAllText(stage.Metrics, "{damaged\n{\"stage\":\"rl\",\"kind\":\"train\",\"st");
        var steps = new List<int>();
        int damaged = 0;
        long from = 0;
        for (JsonElement page; ; from = page.GetProperty("next").GetInt64())
        {
            page = await world.Ask($"metrics?run=a&stage=rl&from={from}");
            Assert.False(page.GetProperty("restarted").GetBoolean());
            Assert.InRange(page.GetRawText().Length, 1, 1_200_000);
            if (page.GetProperty("lines").GetArrayLength() == 0)
                break;
            steps.AddRange(page.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("step").GetInt32()));
            damaged += page.GetProperty("damaged").GetInt32();
        }
        Assert.Equal(Enumerable.Range(0, 3000), steps);
        Assert.Equal(1, damaged);
        File.WriteAllLines(stage.Metrics, File.ReadLines(stage.Metrics).Take(10).ToArray());
        var again = await world.Ask($"metrics?run=a&stage=rl&from={from}");
        Assert.True(again.GetProperty("restarted").GetBoolean());
        Assert.Equal(10, again.GetProperty("lines").GetArrayLength());
    }

    [Fact]
    public async Task The_doctor_says_of_a_run_what_he_says_on_the_command_line()
    {
        await using var world = await WatchedWorld.Open();
        string root = world.Run("a");
        var stage = world.Stage("a", "rl", "grpo", 1, isFinished: true);
        File.WriteAllLines(stage.Metrics, Enumerable.Range(0, 40).Select(step =>
            $$$"""{"stage":"rl","kind":"train","step":{{{step}}},"rollouts":64,"reward":0,"accuracy":0,"accuracy_by_family":{"countdown":0},"truncated_share":1,"zero_variance_share":1,"completion_tokens":64}"""));
        var expected = App.Doctor.DoctorVisit.OfRun(root).Select(d => d.Trouble.Name);
        var found = (await world.Ask("doctor?run=a")).GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("trouble").GetString()!);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("api/run?run=..%2F..%2Fetc", 404)]
    [InlineData("api/run?run=%2Fetc", 404)]
    [InlineData("api/metrics?run=a&stage=..%2F..%2F..", 404)]
    [InlineData("api/metrics?run=a&stage=", 404)]
    [InlineData("api/metrics?run=a&stage=rl&from=-1", 400)]
    [InlineData("api/metrics?run=a&stage=rl&from=99999999999999999999", 400)]
    [InlineData("api/metrics?run=a&stage=rl&from=9223372036854775807", 200)]
    [InlineData("api/rollouts?run=a&stage=rl&step=9223372036854775807&first=9223372036854775807&rows=9223372036854775807", 200)]
    [InlineData("api/rollout?run=a&stage=rl&at=1", 404)]
    [InlineData("api/nothing", 404)]
    [InlineData("recipe.yaml", 404)]
    [InlineData("..%2Frecipe.yaml", 404)]
    public async Task Nothing_but_what_is_known_is_read(string path, int status)
    {
        await using var world = await WatchedWorld.Open();
        world.Run("a");
        WatchedWorld.Rollouts(world.Stage("a", "rl", "grpo", 1, isFinished: false), 0, 2, 5);
        await Task.Delay(550);
        using var response = await world.Client.GetAsync(path);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Nothing_is_written_and_nothing_else_can_be_asked()
    {
        await using var world = await WatchedWorld.Open();
        world.Run("a");
        var stage = world.Stage("a", "rl", "grpo", 1, isFinished: false);
        WatchedWorld.Rollouts(stage, 0, 2, 5);
        WatchedWorld.Steps(stage, 0, 3);
        string[] Files() => [.. Directory.EnumerateFileSystemEntries(world.Root, "*", SearchOption.AllDirectories).Order().Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O}")];
        string[] before = Files();
        await Task.Delay(550);
        foreach (string question in (string[])["runs", "run?run=a", "metrics?run=a&stage=rl", "rollouts?run=a&stage=rl", "rollout?run=a&stage=rl&at=0", "doctor?run=a", "recipe?run=a"])
            await world.Ask(question);
        Assert.Equal(before, Files());
        using var post = await world.Client.PostAsync("api/run?run=a", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "api/runs") { Headers = { Host = "evil.example" } };
        Assert.Equal(421, (int)(await world.Client.SendAsync(foreign)).StatusCode);
    }

    [Fact]
    public async Task The_page_is_whole_fetches_nothing_from_elsewhere_and_needs_no_key_where_the_runs_do()
    {
        await using var world = await WatchedWorld.Open(new() { ApiKey = "secret" });
        Assert.Equal(401, (int)(await world.Client.GetAsync("api/runs")).StatusCode);
        Assert.Equal(14, (await PageWhole.Of(world.Client)).Count);
        world.Client.DefaultRequestHeaders.Authorization = new("Bearer", "secret");
        Assert.Equal(200, (int)(await world.Client.GetAsync("api/runs")).StatusCode);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_sentence() =>
        Assert.Contains("there is no such folder", (await Assert.ThrowsAsync<UserErrorException>(() => WatchServer.Start("/nowhere", new() { Port = 0 }))).Message);
}
