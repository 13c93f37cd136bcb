// Run folders with invented numbers, in the format of a real run.

using System.Text.Encodings.Web;
using System.Text.Json;
using R1Sharp.App.Runs;
using R1Sharp.Numerics;

namespace R1Sharp.Tests.Reports;

/// <summary>A run folder in the temporary folder with invented numbers; it is deleted at the end.</summary>
public sealed class SyntheticRun : IDisposable
{
    /// <summary>The families of problems it pretends to have been evaluated on.</summary>
    public static readonly string[] Families = ["countdown", "arithmetic", "digits", "logic"];

    static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    readonly ulong _seed;
    readonly int _steps;
    readonly Dictionary<string, List<string>> _metrics = [], _samples = [];

    /// <param name="seed">Names the run and moves its numbers a little.</param>
    /// <param name="steps">Reinforcement steps.</param>
    public SyntheticRun(ulong seed = 1, int steps = 120)
    {
        (_seed, _steps) = (seed, steps);
        Root = Path.Combine(Directory.CreateTempSubdirectory("r1-report-").FullName, $"r1-zero-{seed}");
        Pretraining();
        Evaluation("evaluate", 0, 0);
        for (int step = 0; step <= steps; step++)
        {
            if ((step % 20 == 0 && step > 0) || step is 5 or 10)
                Evaluation("grpo", step, step);
            if (step < steps)
                Reinforcement(step);
        }
        Evaluation("evaluate-2", 0, steps);
        int index = 0;
        Directory.CreateDirectory(Root);
        File.WriteAllText(Path.Combine(Root, "recipe.yaml"), $"# The resolved recipe.\nseed: {seed}\nstages:\n  - name: pretrain & <more>\n");
        string? before = null;
        foreach (var (stage, lines) in _metrics)
        {
            var folder = new StageFolder(Path.Combine(Root, "stages", stage));
            new StageRecord { Name = stage, Kind = stage, Index = index++, Key = stage, Start = before, Parents = before is null ? [] : new Dictionary<string, string> { [before] = before }, Inputs = new Dictionary<string, string>(), Code = "test", IsFinished = true }.Write(folder);
            if (stage != "evaluate")
                before = stage;
            File.WriteAllLines(folder.Metrics, lines);
            if (_samples.TryGetValue(stage, out var samples))
                File.WriteAllLines(folder.Rollouts, samples);
        }
        Dictionary<string, object> Accuracy(double share) => new() { ["countdown"] = new { pass_at_1 = share } };
        File.WriteAllText(Path.Combine(Root, "summary.json"), JsonSerializer.Serialize(new { seed, wall_seconds = 790.5, @base = Accuracy(0.15), final = Accuracy(0.8) }));
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The metrics of a stage.</summary>
    public string Metrics(string stage) => new StageFolder(Path.Combine(Root, "stages", stage)).Metrics;

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(Root)!, recursive: true);

    void Pretraining()
    {
        for (int step = 0; step < 200; step++)
            Line(Of(_metrics, "pretrain"), new { stage = "pretrain", kind = "train", step, seconds = 1.5, wall_seconds = 1.5 * (step + 1), loss = 0.6 + 5 * Math.Exp(-step / 25.0) + Noise(step, 0) * 0.05, gradient_norm = 1.0, tokens = 100_000, targets = 100_000 });
    }

    void Reinforcement(int step)
    {
        double learned = 1 - Math.Exp(-step / 20.0);
        Line(Of(_metrics, "grpo"), new
        {
            stage = "grpo",
            kind = "train",
            step,
            seconds = 3.1,
            wall_seconds = 300 + 3.1 * (step + 1),
            reward = 0.2 + 0.8 * learned + Noise(step, 1) * 0.05,
            reward_parts = new { accuracy = 0.15 + 0.65 * learned + Noise(step, 2) * 0.05, format = 0.8 + 0.19 * learned },
            accuracy_by_family = new { countdown = 0.15 + 0.6 * learned + Noise(step, 3) * 0.08, arithmetic = 0.12 + 0.75 * learned + Noise(step, 4) * 0.08 },
            completion_tokens = 40 + 100 * learned + Noise(step, 5) * 4,
            entropy = 0.3 * Math.Exp(-step / 50.0) + 0.08 + Noise(step, 6) * 0.01,
            surprisal = 0.3 * Math.Exp(-step / 50.0) + 0.08,
            kl = (double?)null,
            gradient_norm = 0.4 * Math.Exp(Noise(step, 7)),
            truncated_share = 0.1 * learned,
            zero_variance_share = 0.2 + 0.3 * learned + Noise(step, 8) * 0.05,
            prompt_tokens = 1000,
            sampled_tokens = 140_000 + 4_000 * Noise(step, 9),
            updated_tokens = 90_000,
        });
    }

    void Evaluation(string stage, int step, int learnedSteps)
    {
        double learned = 1 - Math.Exp(-learnedSteps / 20.0), soon = 1 - Math.Exp(-learnedSteps / 9.0);
        Dictionary<string, object> families = [], levels = [];
        for (int f = 0; f < Families.Length; f++)
        {
            double single = 0.1 + 0.03 * f + (0.7 - 0.03 * f) * learned + 0.02 * Noise(learnedSteps, 20 + f);
            families[Families[f]] = new Dictionary<string, object>
            {
                ["pass_at_1"] = single,
                ["pass_at_1_low"] = single - 0.03,
                ["pass_at_1_high"] = single + 0.03,
                ["cons_at_16"] = 0.3 + 0.65 * soon,
                ["pass_at_16"] = 0.7 + 0.29 * soon,
                ["format"] = 0.8 + 0.19 * learned,
                ["mean_completion_tokens"] = 35 + (f < 2 ? 100 - 20 * f : 8) * learned,
                ["self_checks"] = f < 2 ? 0.8 + (6 - 3 * f) * learned : 0.1,
                ["language_purity"] = 0.9 - 0.15 * learned,
            };
            levels[Families[f] + "/1"] = new { pass_at_1 = Math.Min(1, single + 0.1) };
            levels[Families[f] + "/2"] = new { pass_at_1 = single - 0.1 };
            for (int problem = 0; problem < 3; problem++)
                Sample(stage, step, Families[f], problem, learned);
        }
        var languages = new { en = new { pass_at_1 = 0.15 + 0.65 * learned }, zh = new { pass_at_1 = 0.1 + 0.6 * learned } };
        Line(Of(_metrics, stage), new { stage, kind = "evaluation", step, wall_seconds = 300 + 3.1 * learnedSteps, families, levels, languages });
    }

    void Sample(string stage, int step, string family, int problem, double learned)
    {
        bool right = learned > 0.25 * (problem + 1);
        string tries = string.Concat(Enumerable.Repeat(" 12-9=3+3=6:6 no wait 等等 check", (int)(1 + 4 * learned)));
        Line(Of(_samples, stage), new
        {
            stage,
            kind = problem == 1 && step % 2 == 1 ? "train" : "evaluation",
            step,
            problem = $"{family}-{problem}",
            family,
            sample = 0,
            question = "use 3, 9, 12 make 6",
            gold = "3,9,12=6",
            completion = $"<think>try{tries} yes</think> <answer>{(right ? "12-9+3" : "<3 & 9>")}</answer>",
            tokens = 20 + (int)(90 * learned),
            finish = problem == 2 && !right ? "length" : "stop",
            right,
        });
    }

    double Noise(int step, int what)
    {
        var random = new RandomStream(_seed, RandomPurpose.Test, step, what);
        return random.NextNormal();
    }

    static List<string> Of(Dictionary<string, List<string>> files, string stage) => files.TryGetValue(stage, out var lines) ? lines : files[stage] = [];

    static void Line(List<string> lines, object value) => lines.Add(JsonSerializer.Serialize(value, s_json));
}
