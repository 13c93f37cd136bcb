using System.Net.Http.Json;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using R1Sharp.App.Runs;
using R1Sharp.App.Serving;
using R1Sharp.App.Watching;

namespace R1Sharp.Tests.Watching;

/// <summary>A temporary folder with runs, and a server that shows them on a free port of this machine.</summary>
sealed class WatchedWorld : IAsyncDisposable
{
    public const string Recipe = """
        name: watched
        template: miniature
        evaluation: {problems: [{miniature: {family: countdown, split: held-out, count: 4}}]}
        stages:
          - pretrain: {corpus: {miniature: {}}, steps: 40}
          - name: "rl"
            grpo: {problems: [{miniature: {family: countdown, count: 20}}], rewards: [accuracy, {name: format, weight: 0.1}], steps: 30}
          - evaluate: {}
        """;

    static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Root { get; } = Directory.CreateTempSubdirectory("r1-watch-").FullName;

    public WatchServer Server { get; private set; } = null!;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    public static async Task<WatchedWorld> Open(ListenOptions? options = null)
    {
        var world = new WatchedWorld();
        world.Server = await WatchServer.Start(world.Root, (options ?? new()) with { Port = 0 });
        world.Client.BaseAddress = world.Server.Url;
        return world;
    }

    public async Task<JsonElement> Ask(string question)
    {
        using var response = await Client.GetAsync("api/" + question);
        Xunit.Assert.True(response.IsSuccessStatusCode, $"{question}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A run of the recipe whose first stages have begun.</summary>
    public string Run(string name, string recipe = Recipe, bool isRunning = false)
    {
        string root = Path.Combine(Root, name);
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "recipe.yaml"), recipe);
        if (isRunning)
            File.WriteAllText(Path.Combine(root, "lock"), "");
        return root;
    }

    /// <summary>A stage of a run.</summary>
    public StageFolder Stage(string run, string name, string kind, int index, bool isFinished, string? start = null)
    {
        var folder = new StageFolder(Path.Combine(Root, run, "stages", name));
        new StageRecord { Name = name, Kind = kind, Index = index, Key = name, Start = start, Parents = start is null ? [] : new Dictionary<string, string> { [start] = start }, Inputs = new Dictionary<string, string>(), Code = "test", IsFinished = isFinished, Seconds = 12.5 }.Write(folder);
        return folder;
    }

    /// <summary>Steps of a stage of reinforcement, appended to what is there.</summary>
    public static void Steps(StageFolder stage, int first, int count) => File.AppendAllLines(stage.Metrics, Enumerable.Range(first, count).Select(step => Line(new
    {
        stage = stage.Name,
        kind = "train",
        step,
        seconds = 2.5,
        wall_seconds = 2.5 * (step + 1),
        rollouts = 64,
        reward = 0.2 + 0.6 * (1 - Math.Exp(-step / 60.0)) + 0.05 * Math.Sin(step * 1.7),
        reward_parts = new { accuracy = 0.15 + 0.6 * (1 - Math.Exp(-step / 60.0)) + 0.05 * Math.Sin(step * 1.7), format = 0.9 + 0.05 * Math.Sin(step) },
        accuracy = 0.15 + 0.6 * (1 - Math.Exp(-step / 60.0)),
        accuracy_by_family = new { countdown = 0.3 + 0.4 * (1 - Math.Exp(-step / 60.0)) },
        completion_tokens = 60 + step / 4.0,
        min_completion_tokens = 20 + step % 7,
        max_completion_tokens = 128,
        truncated_share = 0.1,
        zero_variance_share = 0.3,
        clip_low_share = 0.001,
        clip_high_share = 0.002,
        entropy = 0.4 + 0.3 * Math.Exp(-step / 50.0),
        surprisal = 0.42 + 0.3 * Math.Exp(-step / 50.0),
        kl = 0.0001 * step,
        gradient_norm = 0.3 + 0.2 * Math.Abs(Math.Sin(step)),
        learning_rate = 1e-4,
    })));

    /// <summary>Completions of steps, appended to what is there.</summary>
    public static void Rollouts(StageFolder stage, int firstStep, int steps, int ofEach, string completion = "<think>3 * 9 = 27, no. 12 - 9 + 3 = 6. Wait, let me check.</think><answer>12-9+3</answer>", int groupSize = 8)
    {
        using var writer = new StreamWriter(stage.Rollouts, append: true, new UTF8Encoding(false), 1 << 20);
        for (int step = firstStep; step < firstStep + steps; step++)
            for (int i = 0; i < ofEach; i++)
                writer.Write(Line(new
                {
                    stage = stage.Name,
                    kind = "train",
                    step,
                    problem = $"countdown:{step}:{i / groupSize}",
                    family = "countdown",
                    level = 1 + i % 3,
                    language = "en",
                    question = "Use 3,9,12 to make 6.",
                    gold = "6",
                    group = i / groupSize,
                    sample = i % groupSize,
                    prompt = "<|user|>Use 3,9,12 to make 6.<|assistant|>",
                    completion,
                    tokens = 40 + i % 9,
                    finish = i % 5 == 0 ? "length" : "stop",
                    answer = "12-9+3",
                    right = i % 3 != 0,
                    reason = i % 3 == 0 ? "the answer is another number" : null,
                    reward = i % 3 == 0 ? 0.1 : 1.1,
                    rewards = new { accuracy = i % 3 == 0 ? 0 : 1, format = 1 },
                    advantage = i % 3 == 0 ? -0.7 : 0.4,
                    self_checks = 1,
                    forced = i % 4 == 0 ? new[] { new { token = 12, count = 1, text = "Wait", character = completion.IndexOf("Wait", StringComparison.Ordinal) } } : [],
                }) + "\n");
    }

    static string Line(object line) => JsonSerializer.Serialize(line, s_json);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }
}
