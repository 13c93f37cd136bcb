using System.Diagnostics;
using System.Globalization;
using Deque.AxeCore.Playwright;
using R1Sharp.Tests.Watching;
using Xunit;

namespace R1Sharp.Tests.Browser;

/// <summary>The page that shows runs.</summary>
[Collection(BrowserTests.Name)]
public sealed class WatchPageTests(Chromium chromium)
{
    static void Begin(WatchedWorld world, string name, int steps = 12, string completion = "<think>3 * 9 = 27, no. 12 - 9 + 3 = 6. Wait, let me check.</think><answer>12-9+3</answer>")
    {
        world.Run(name, isRunning: true);
        var base_ = world.Stage(name, "pretrain", "pretrain", 0, isFinished: true);
        File.WriteAllLines(base_.Metrics, Enumerable.Range(0, 40).Select(step => string.Create(CultureInfo.InvariantCulture,
            $$"""{"stage":"pretrain","kind":"train","step":{{step}},"seconds":1,"wall_seconds":{{step}},"loss":{{1 + 4 * Math.Exp(-step / 9.0):F4}},"gradient_norm":0.5,"learning_rate":0.001,"tokens":2000}""")));
        var stage = world.Stage(name, "rl", "grpo", 1, isFinished: false, start: "pretrain");
        WatchedWorld.Steps(stage, 0, steps);
        WatchedWorld.Rollouts(stage, 0, steps, 24, completion);
        File.AppendAllText(stage.Metrics, """{"stage":"rl","kind":"evaluation","step":10,"seconds":2,"wall_seconds":40,"families":{"countdown":{"pass_at_1":0.41,"pass_at_1_low":0.3,"pass_at_1_high":0.5,"mean_completion_tokens":61},"digits":{"pass_at_1":0.2,"mean_completion_tokens":40}}}""" + "\n");
        File.AppendAllText(stage.Metrics, """{"stage":"rl","kind":"warning","step":11,"watchdog":"right-answers-too-rare","explanation":"in the first 20 steps 0.4 % of the completions were right","advice":"begin with a model that answers some"}""" + "\n");
    }

    [Fact]
    public async Task A_run_appears_while_one_looks_and_its_curves_grow()
    {
        await using var world = await WatchedWorld.Open();
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.querySelector('.none') && !document.querySelector('.none').hidden");
        Begin(world, "first");
        var since = Stopwatch.StartNew();
        await page.Until("document.querySelector('tbody a')?.textContent === 'first'");
        TestContext.Current.TestOutputHelper?.WriteLine($"A run appeared after {since.ElapsedMilliseconds} ms.");
        Assert.Contains("step 12 of 30", await page["tbody .progress"].InnerTextAsync());
        await page["tbody a"].ClickAsync();
        await page.Until("document.querySelectorAll('figure path.line').length > 5 && document.querySelectorAll('.sample').length === 16");
        Assert.StartsWith("rl", await page[".stage[aria-pressed=true]"].InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("at step 12", await page["figure:has-text('Reward') .chart >> nth=0"].GetAttributeAsync("aria-label"));
        Assert.Equal("11", await page[".bar input[type=number]"].InputValueAsync());
        Assert.Contains("right-answers-too-rare", await page[".findings >> nth=0"].InnerTextAsync());

        var stage = new App.Runs.StageFolder(Path.Combine(world.Root, "first", "stages", "rl"));
        WatchedWorld.Steps(stage, 12, 3);
        WatchedWorld.Rollouts(stage, 12, 3, 24);
        await page.Until("document.querySelector('.bar input[type=number]').value === '14'");
        await page.Until("[...document.querySelectorAll('.chart')].some((c) => c.getAttribute('aria-label').includes('at step 15'))");
        await page.RequireWell();
    }

    [Fact]
    public async Task Completions_are_gone_through_by_step_and_page_and_forced_tokens_are_marked()
    {
        await using var world = await WatchedWorld.Open();
        Begin(world, "a");
        await using var page = await chromium.Open(new Uri(world.Server.Url, "#/run/a"));
        await page.Until("document.querySelectorAll('.sample').length === 16");
        Assert.Equal("Wait", await page["mark.forced >> nth=0"].InnerTextAsync());
        Assert.Contains("reward 0.1", await page[".sample >> nth=0"].InnerTextAsync());
        await page["button:has-text('Page ›')"].ClickAsync();
        await page.Until("document.querySelectorAll('.sample').length === 8");
        Assert.Contains("17–24 of 24", await page[".pages"].InnerTextAsync());
        await page["button:has-text('‹ Step')"].ClickAsync();
        await page.Until("document.querySelector('.bar input[type=number]').value === '10'");
        Assert.False(await page[".bar input[type=checkbox]"].IsCheckedAsync());
        await page[".bar input[type=checkbox]"].CheckAsync();
        await page.Until("document.querySelector('.bar input[type=number]').value === '11'");
        await page[".stage >> nth=0"].ClickAsync();
        await page.Until("document.querySelector('figure h3')?.textContent === 'Loss'");
        Assert.False(await page[".rollouts"].IsVisibleAsync());
        await page.RequireWell();
    }

    [Fact]
    public async Task Charts_and_stages_are_gone_through_by_keyboard()
    {
        await using var world = await WatchedWorld.Open();
        Begin(world, "a");
        await using var page = await chromium.Open(new Uri(world.Server.Url, "#/run/a"));
        await page.Until("document.querySelectorAll('figure path.line').length > 5");
        await page["figure:has-text('Reward') .chart >> nth=0"].FocusAsync();
        await page.Page.Keyboard.PressAsync("Home");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.StartsWith("Step 2: reward", await page["figure:has-text('Reward') .readout >> nth=0"].InnerTextAsync(), StringComparison.Ordinal);
        await page[".stage >> nth=0"].FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Contains("rl", await page.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.RequireWell();
    }

    [Fact]
    public async Task Runs_are_compared()
    {
        await using var world = await WatchedWorld.Open();
        Begin(world, "a");
        Begin(world, "b", steps: 20);
        await using var page = await chromium.Open(world.Server.Url);
        await page["[aria-label='Compare a']"].CheckAsync();
        await page["[aria-label='Compare b']"].CheckAsync();
        await page["text=Compare 2 runs"].ClickAsync();
        await page.Until("document.querySelectorAll('figure').length > 5");
        Assert.Equal(["a", "b"], await page["figure:has(h3:text-is('Reward and its parts: reward')) .legend li"].EvaluateAllAsync<string[]>("(all) => all.map((one) => one.children[1].textContent)"));
        await page["select"].SelectOptionAsync("pretrain");
        await page.Until("[...document.querySelectorAll('figure h3')].some((h) => h.textContent === 'Loss')");
        await page.RequireWell();
    }

    /// <summary>How long it takes is told; a machine that has other work is only asked to be done some time.</summary>
    [Fact]
    public async Task A_run_of_100000_completions_is_painted_soon_and_the_page_keeps_little_of_it()
    {
        await using var world = await WatchedWorld.Open();
        world.Run("large", isRunning: true);
        var stage = world.Stage("large", "rl", "grpo", 1, isFinished: false);
        WatchedWorld.Steps(stage, 0, 782);
        WatchedWorld.Rollouts(stage, 0, 782, 128);
        await using var page = await chromium.Open(world.Server.Url);
        var since = Stopwatch.StartNew();
        await page.Page.GotoAsync(new Uri(world.Server.Url, "?again#/run/large").ToString());
        double painted = await page.Page.EvaluateAsync<double>("new Promise((done) => new PerformanceObserver((all) => done(all.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true }))");
        await page.Until("document.querySelectorAll('figure path.line').length > 5");
        long curves = since.ElapsedMilliseconds;
        await page.Until("document.querySelectorAll('.sample').length === 16 && document.querySelector('.bar input[type=number]').value === '781'");
        long heap = await page.Page.EvaluateAsync<long>("performance.memory.usedJSHeapSize");
        TestContext.Current.TestOutputHelper?.WriteLine($"First paint {painted:F0} ms, curves {curves} ms, completions of the last step {since.ElapsedMilliseconds} ms, heap {heap >> 20} MB.");
        Assert.InRange(painted, 0, 10_000);
        Assert.InRange(heap, 0, 64 << 20);
        await page.RequireWell();
    }

    [Fact]
    public async Task Nothing_in_a_run_folder_is_html()
    {
        const string Hostile = "<img src=x onerror='window.hit=1'><script>window.hit=1</script></pre></main>\" onfocus=\"window.hit=1";
        const string Folder = "<img src=x onerror='window.hit=1'>";
        await using var world = await WatchedWorld.Open();
        Begin(world, Folder, completion: Hostile);
        string stages = Path.Combine(world.Root, Folder, "stages", "rl");
        File.AppendAllText(Path.Combine(stages, "metrics.jsonl"), System.Text.Json.JsonSerializer.Serialize(new { stage = "rl", kind = "warning", step = 12, watchdog = Hostile, explanation = Hostile, advice = Hostile }) + "\n");
        File.AppendAllText(Path.Combine(stages, "rollouts.jsonl"), System.Text.Json.JsonSerializer.Serialize(new
        {
            stage = "rl",
            kind = "train",
            step = 20,
            problem = Hostile,
            family = Hostile,
            question = Hostile,
            gold = Hostile,
            prompt = Hostile,
            completion = Hostile,
            finish = Hostile,
            right = false,
            reason = Hostile,
            reward = 1,
            rewards = new Dictionary<string, double> { [Hostile] = 1 },
            tokens = 3,
        }) + "\n");
        await using var page = await chromium.Open(world.Server.Url);
        await page.Until("document.querySelector('tbody a') !== null");
        Assert.Equal(Folder, await page["tbody a"].TextContentAsync());
        await page["tbody a"].ClickAsync();
        await page.Until("document.querySelectorAll('.sample').length === 1");
        Assert.Equal(Hostile, await page[".sample pre"].TextContentAsync());
        Assert.Equal(0, await page["main img, main script"].CountAsync());
        Assert.False(await page.Page.EvaluateAsync<bool>("'hit' in window"));
        await page.RequireWell();
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task It_can_be_read_wide_narrow_light_and_dark(int width, bool isDark)
    {
        await using var world = await WatchedWorld.Open();
        Begin(world, "r1-zero-seed1", steps: 90);
        Begin(world, "r1-zero-seed2", steps: 60);
        Begin(world, "arms/no-format", steps: 25);
        File.Delete(Path.Combine(world.Root, "r1-zero-seed2", "lock"));
        File.WriteAllText(Path.Combine(world.Root, "r1-zero-seed2", "stopped.json"), """{"stage":"rl","watchdog":"gradient-zero","explanation":"the gradient was exactly zero in 5 updates","advice":"see whether the rewards differ"}""");
        string name = $"watch-{(width < 600 ? "phone" : "wide")}-{(isDark ? "dark" : "light")}";
        await using var page = await chromium.Open(world.Server.Url, width, isDark);
        await page.Until("document.querySelectorAll('tbody tr').length === 3");
        await Look("list");
        await page.Page.GotoAsync(new Uri(world.Server.Url, "#/run/r1-zero-seed2").ToString());
        await page.Until("document.querySelectorAll('.sample').length === 16 && document.querySelectorAll('figure path.line').length > 5");
        await Look("run");
        await page.Page.GotoAsync(new Uri(world.Server.Url, "#/compare/r1-zero-seed1/r1-zero-seed2").ToString());
        await page.Until("document.querySelectorAll('figure path.line').length > 5");
        await Look("compare");

        async Task Look(string view)
        {
            await page.Page.WaitForTimeoutAsync(300);
            await page.Picture($"{name}-{view}");
            await page.RequireWell();
            var found = await page.Page.RunAxe();
            Assert.Empty(found.Violations.Select(v => $"{view}: {v.Id}: {v.Help}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
        }
    }
}
