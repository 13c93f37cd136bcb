// r1 bench scaling: what more threads bring, counted for any number of them or measured on this machine's, and how the time per token
// grows with the length of the sequences and falls with the size of the batch.

using System.CommandLine;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model.Adapters;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The measurements and counts of `r1 bench scaling`.</summary>
static class BenchScaling
{
    const int TokensPerStep = 8192, Qwen2Tokens = 400, Qwen2Sequences = 16, AdaptedGroups = 8, AdaptedPrompt = 100, AdaptedTokens = 200;

    static readonly int[] Lengths = [64, 128, 256, 512, 1024];
    static readonly int[] Batches = [1, 2, 4, 8, 16, 32, 64, 128, 256];
    static readonly int[] SimulatedThreads = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Declares the command.</summary>
    /// <param name="blas">The option that names a BLAS to measure beside the engine.</param>
    public static Command Create(Option<string?> blas)
    {
        var shape = new Option<string?>("--shape")
        {
            Description = "Time per token against length and batch on one network: S, M or L; otherwise speed against threads.",
        };
        var simulate = new Option<bool>("--simulate") { Description = "Count the work of a step instead of doing it: speed-ups for any number of threads." };
        var threads = new NumberOption<int[]>("--threads", 1, 1024)
        {
            Description = "Numbers of threads, e.g. 1,2,4; with a shape the first is taken. Otherwise 1 up to all cores, and 1 to 64 where work is counted.",
            AllowMultipleArgumentsPerToken = true,
        };
        var runs = new NumberOption<int>("--runs", 1, 1000) { Description = "Runs, of which the median is reported.", DefaultValueFactory = _ => 5 };
        var json = new Option<bool>("--json") { Description = "Print lines of JSON." };
        var command = new Command("scaling", "What more threads, longer sequences and larger batches cost and bring.")
        {
            shape, simulate, threads, runs, blas, json,
        };
        command.SetAction(parsed =>
        {
            int[]? counts = parsed.GetValue(threads) is { Length: > 0 } given ? given : null;
            bool asJson = parsed.GetValue(json);
            if (parsed.GetValue(blas) is { } library)
                CpuEngine.RequireBlas(library);
            if (parsed.GetValue(simulate))
                Print(Counted(counts ?? SimulatedThreads), asJson);
            else if (parsed.GetValue(shape) is { } name)
                PrintLengthsAndBatches(BenchShape.Find(name), counts?[0], parsed.GetValue(runs), parsed.GetValue(blas), asJson);
            else
                Print(Measured(counts ?? [.. Enumerable.Range(1, Environment.ProcessorCount)], parsed.GetValue(runs)), asJson);
            return ExitCode.Fine;
        });
        return command;
    }

    static void PrintLengthsAndBatches(BenchShape shape, int? threads, int runs, string? blas, bool asJson)
    {
        using var engine = new CpuEngine(threads);
        foreach (var line in Lines(shape, engine, runs, blas))
            line.Print(asJson);
    }

    /// <summary>Training over sequences of every length, then generation with every batch.</summary>
    static IEnumerable<BenchLine> Lines(BenchShape shape, CpuEngine engine, int runs, string? blas)
    {
        using var steps = new BenchSteps(shape, engine);
        var yardstick = Yardstick.Measure(engine, blas);
        foreach (int length in Lengths)
        {
            int rows = TokensPerStep / length;
            var times = BenchTimes.Measure(steps.Training(rows, length), runs, warmups: 2);
            yield return BenchLine.Of($"train, sequences of {length}", shape, times, TokensPerStep, 6, yardstick, engine.Workers);
        }
        foreach (int batch in Batches)
        {
            var times = BenchTimes.Measure(steps.Generation(batch, shape.PromptTokens, shape.NewTokens), runs, warmups: 1);
            yield return BenchLine.Of("generate", shape, times, (long)batch * shape.NewTokens, 2, yardstick, engine.Workers) with { Batch = batch };
        }
    }

    static IEnumerable<JsonObject> Counted(int[] threads)
    {
        var (large, small, qwen2) = (BenchShape.Find("L"), BenchShape.Find("S").Model, BenchBandwidth.HalfBillion);
        var adapter = new AdapterOptions();
        var adapted = qwen2 with { Adapter = AdapterShape.Of(adapter, qwen2) };
        (string Name, Func<int, SimulatedWork> Of)[] cases =
        [
            ($"train L, {large.TrainRows} x {large.TrainTokens} tokens", t => SimulatedWork.Training(large.Model, large.TrainRows, large.TrainTokens, t)),
            ($"train Qwen2.5-0.5B, {Qwen2Sequences} x {Qwen2Tokens} tokens", t => SimulatedWork.Training(qwen2, Qwen2Sequences, Qwen2Tokens, t)),
            ("decode Qwen2.5-0.5B, batch 1", t => SimulatedWork.Decoding(qwen2, 1, Qwen2Tokens, t)),
            ("decode Qwen2.5-0.5B, batch 64", t => SimulatedWork.Decoding(qwen2, 64, Qwen2Tokens, t)),
            ("grpo S, 64 x 16", t => SimulatedWork.Grpo(small, BenchCommand.GrpoPrompts, BenchCommand.GrpoSamples, BenchCommand.GrpoPromptTokens,
                BenchCommand.GrpoNewTokens, t)),
            ($"train Qwen2.5-0.5B, adapters of rank {adapter.Rank}, {Qwen2Sequences} x {Qwen2Tokens} tokens",
                t => SimulatedWork.Training(adapted, Qwen2Sequences, Qwen2Tokens, t)),
            ($"grpo Qwen2.5-0.5B, adapters of rank {adapter.Rank}, {AdaptedGroups} x {AdaptedGroups} of {AdaptedPrompt} + {AdaptedTokens} tokens",
                t => SimulatedWork.Grpo(adapted, AdaptedGroups, AdaptedGroups, AdaptedPrompt, AdaptedTokens, t)),
        ];
        foreach (var (name, of) in cases)
            foreach (int count in threads)
            {
                var work = of(count);
                yield return new JsonObject
                {
                    ["case"] = name,
                    ["threads"] = count,
                    ["speedup"] = Math.Round(work.Speedup, 2),
                    ["barriers"] = work.Barriers,
                    ["bytes"] = work.Bytes,
                };
            }
    }

    static IEnumerable<JsonObject> Measured(int[] threads, int runs)
    {
        foreach (string name in BenchShape.Names)
            foreach (bool training in new[] { true, false })
            {
                double? one = null;
                foreach (int count in threads)
                {
                    double rate = Rate(BenchShape.Find(name), training, count, runs);
                    one ??= rate;
                    yield return new JsonObject
                    {
                        ["case"] = $"{(training ? "train" : "generate")} {name}",
                        ["threads"] = count,
                        ["tokens_per_second"] = Math.Round(rate, 1),
                        ["speedup"] = Math.Round(rate / one.Value, 3),
                    };
                }
            }
    }

    static double Rate(BenchShape shape, bool training, int threads, int runs)
    {
        using var engine = new CpuEngine(threads);
        using var steps = new BenchSteps(shape, engine);
        var work = training ? steps.Training(shape.TrainRows, shape.TrainTokens) : steps.Generation(shape.Rows, shape.PromptTokens, shape.NewTokens);
        return (training ? (double)shape.TrainRows * shape.TrainTokens : (double)shape.Rows * shape.NewTokens) / BenchTimes.Measure(work, runs).Median;
    }

    static void Print(IEnumerable<JsonObject> lines, bool asJson)
    {
        foreach (var line in lines)
            Console.WriteLine(asJson ? line.ToJsonString() : string.Join(", ", line.Select(p => p.Key == "case" ? $"{p.Value}" : $"{p.Key} {p.Value}")));
    }
}
