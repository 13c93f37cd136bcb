// r1 bench profile: where the time of a training step or of a rollout goes, by kernel.

using System.CommandLine;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning.Cpu;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Times the parts of training steps, or of rollouts, on every worker.</summary>
static class BenchProfile
{
    const string Optimizer = "clipping, adamw, packing", Waiting = "waiting for other workers";

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var shape = new Option<string>("--shape") { Description = "The network: S, M or L.", Required = true };
        var runs = new NumberOption<int>("--runs", 1, 1000) { Description = "Steps or rounds that are measured.", DefaultValueFactory = _ => 5 };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads; all cores otherwise." };
        var rollout = new Option<bool>("--rollout") { Description = "A round of generation instead of a training step." };
        var batch = new NumberOption<int?>("--batch", 1, 100_000) { Description = "Rows generated together; the shape's own number otherwise." };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON." };
        var command = new Command("profile", "Where the time of a training step, or of a rollout, goes, by kernel.")
        {
            shape, rollout, batch, runs, threads, json,
        };
        command.SetAction(parsed =>
        {
            var chosen = BenchShape.Find(parsed.GetRequiredValue(shape));
            using var engine = new CpuEngine(parsed.GetValue(threads));
            bool ofRollout = parsed.GetValue(rollout);
            using var steps = new BenchSteps(chosen, engine);
            var clocks = Enumerable.Range(0, engine.Workers).Select(_ => new StepClock()).ToArray();
            steps.Observe((worker, part) => clocks[worker].Charge(part));
            var work = ofRollout ? Rollout(chosen, steps, clocks, parsed.GetValue(batch) ?? chosen.Rows) : Training(chosen, steps, clocks);
            var parts = Measure(work, clocks, parsed.GetValue(runs));
            Print(chosen, ofRollout ? "rollout" : "training step", engine.Workers, parts, parsed.GetValue(json));
            return ExitCode.Fine;
        });
        return command;
    }

    static Action Training(BenchShape shape, BenchSteps steps, StepClock[] clocks)
    {
        var (backward, update) = steps.TrainingParts(shape.TrainRows, shape.TrainTokens);
        return () =>
        {
            Each(clocks, clock => clock.Restart());
            backward();
            Each(clocks, clock => clock.Charge(Waiting));
            update();
            Each(clocks, clock => clock.Charge(Optimizer));
        };
    }

    static Action Rollout(BenchShape shape, BenchSteps steps, StepClock[] clocks, int rows)
    {
        var generate = steps.Generation(rows, shape.PromptTokens, shape.NewTokens);
        return () =>
        {
            Each(clocks, clock => clock.Restart());
            generate();
            Each(clocks, clock => clock.Charge(Waiting));
        };
    }

    /// <summary>Milliseconds of one step by part, the mean over workers and runs; their sum is the step.</summary>
    static Dictionary<string, double> Measure(Action step, StepClock[] clocks, int runs)
    {
        step();
        Each(clocks, clock => clock.Clear());
        for (int run = 0; run < runs; run++)
            step();
        // Where threads work together on one micro-batch, one of them reports for all.
        var reporting = clocks.Where(clock => clock.Seconds.Keys.Any(part => part is not (Waiting or Optimizer))).ToArray();
        double perStep = 1000.0 / reporting.Length / runs;
        return reporting.SelectMany(clock => clock.Seconds).GroupBy(part => part.Key).ToDictionary(part => part.Key, part => part.Sum(p => p.Value) * perStep);
    }

    static void Each(StepClock[] clocks, Action<StepClock> action) => Array.ForEach(clocks, action);

    static void Print(BenchShape shape, string what, int threads, Dictionary<string, double> parts, bool asJson)
    {
        double step = parts.Values.Sum();
        var descending = parts.OrderByDescending(part => part.Value);
        if (asJson)
        {
            var milliseconds = new JsonObject(descending.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)Math.Round(part.Value, 3))));
            var line = new JsonObject
            {
                ["case"] = "profile",
                ["shape"] = shape.Name,
                ["of"] = what,
                ["threads"] = threads,
                ["simd"] = BenchLine.SimdName,
                ["step_ms"] = Math.Round(step, 3),
                ["parts_ms"] = milliseconds,
            };
            Console.WriteLine(line.ToJsonString());
            return;
        }
        Console.WriteLine(FormattableString.Invariant($"A {what} on {shape.Name} takes {step:f1} ms on {threads} threads:"));
        foreach (var (part, milliseconds) in descending)
            Console.WriteLine(FormattableString.Invariant($"{milliseconds,9:f1} ms {100 * milliseconds / step,6:f1} %  {part}"));
    }
}
