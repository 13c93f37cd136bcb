// r1 bench: how fast the engine is, where the time goes, and what PyTorch does on the same machine.

using System.CommandLine;
using R1Sharp.App.Commands.Options;
using R1Sharp.Learning.Cpu;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The benchmarks.</summary>
static class BenchCommand
{
    internal const int GrpoPrompts = 64, GrpoSamples = 16, GrpoPromptTokens = 16, GrpoNewTokens = 64;

    static readonly Option<string> Shape = new("--shape") { Description = "The network: S, M or L.", Required = true };
    static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON." };
    static readonly NumberOption<int?> Threads = new("--threads", 1, 1024) { Description = "Threads; all cores otherwise." };
    static readonly NumberOption<int> Runs = new("--runs", 1, 1000) { Description = "Runs, of which the median is reported.", DefaultValueFactory = _ => 5 };
    static readonly NumberOption<int?> Batch = new("--batch", 1, 100_000) { Description = "Rows generated together; the shape's own number otherwise." };

    static readonly Option<string?> Blas = new("--blas")
    {
        Description = $"The file of a BLAS to measure beside, e.g. libopenblas.so.0; otherwise that of {Yardstick.Variable}, or one of the system.",
        HelpName = "file",
    };

    /// <summary>Declares the command.</summary>
    public static Command Create() => new("bench", "Measure the engine.")
    {
        Declare("matmul", "The rate of the matrix product.", [], (parsed, engine, runs) => [MatMul(engine, runs, parsed.GetValue(Blas))]),
        Declare("train", "Training: forward, backward, clipping, AdamW.", [Shape],
            (parsed, engine, runs) => [Train(ShapeOf(parsed), engine, runs, parsed.GetValue(Blas))]),
        Declare("generate", "Sampling with a key/value cache.", [Shape, Batch],
            (parsed, engine, runs) => [Generate(ShapeOf(parsed), parsed.GetValue(Batch), engine, runs, parsed.GetValue(Blas))]),
        Declare("grpo", $"One step of GRPO on S: {GrpoPrompts} x {GrpoSamples} completions and one update.", [],
            (parsed, engine, runs) => [Grpo(engine, runs, parsed.GetValue(Blas))]),
        BenchScaling.Create(Blas),
        BenchBandwidth.Create(),
        BenchTokenize.Create(),
        BenchData.Create(),
        BenchCorpus.Create(),
        BenchStream.Create(),
        BenchServe.Create(),
        BenchAsk.Create(),
        BenchGrade.Create(),
        BenchProfile.Create(),
        BenchBits.Create(),
        BenchCompare.Create(),
        BenchLlama.Create(),
        BenchSpeculation.Create(),
        BenchPrefixes.Create(),
    };

    /// <summary>The rate of the matrix product, beside the vector units' and a BLAS's.</summary>
    internal static BenchLine MatMul(CpuEngine engine, int runs, string? blas)
    {
        var alone = engine.MeasurePeak(1, BenchTimes.BestOf(runs));
        var yardstick = Yardstick.Measure(engine, blas, runs);
        double own = Math.Round(yardstick.MatmulGflops, 1);
        return yardstick.Beside(new BenchLine { Case = "matmul", Gflops = own, Threads = engine.Workers, Simd = BenchLine.SimdName, Runs = runs }) with
        {
            FusedPerCycle = Math.Round(yardstick.Machine.FusedPerCycle, 3),
            Lanes = yardstick.Machine.Lanes,
            PeakGflopsOneThread = Math.Round(alone.Flops / 1e9, 1),
            Products =
            [
                .. yardstick.Products.Select((p, i) => new BenchProduct(p.Rows, p.Inner, p.Columns, Math.Round(p.Flops / 1e9, 1),
                    yardstick.Blas is { } other ? Math.Round(other.Products[i].Flops / 1e9, 1) : null)),
            ],
        };
    }

    /// <summary>A training step.</summary>
    internal static BenchLine Train(BenchShape shape, CpuEngine engine, int runs, string? blas = null)
    {
        using var steps = new BenchSteps(shape, engine);
        var times = BenchTimes.Measure(steps.Training(shape.TrainRows, shape.TrainTokens), runs, warmups: 2);
        return BenchLine.Of("train", shape, times, (long)shape.TrainRows * shape.TrainTokens, 6, Yardstick.Measure(engine, blas), engine.Workers);
    }

    /// <summary>A round of generation; the prompts are in the time, only new tokens in the rate.</summary>
    internal static BenchLine Generate(BenchShape shape, int? batch, CpuEngine engine, int runs, string? blas = null)
    {
        int rows = batch ?? shape.Rows;
        using var steps = new BenchSteps(shape, engine);
        var times = BenchTimes.Measure(steps.Generation(rows, shape.PromptTokens, shape.NewTokens), runs, warmups: 2);
        return BenchLine.Of("generate", shape, times, (long)rows * shape.NewTokens, 2, Yardstick.Measure(engine, blas), engine.Workers) with { Batch = rows };
    }

    /// <summary>A step of GRPO.</summary>
    internal static BenchLine Grpo(CpuEngine engine, int runs, string? blas = null)
    {
        var shape = BenchShape.Find("S");
        using var steps = new BenchSteps(shape, engine);
        var sampling = new List<double>();
        var times = BenchTimes.OfSamples(() =>
        {
            var (seconds, samplingSeconds) = steps.Grpo(GrpoPrompts, GrpoSamples, GrpoPromptTokens, GrpoNewTokens);
            sampling.Add(samplingSeconds);
            return seconds;
        }, runs);
        long tokens = (long)GrpoPrompts * GrpoSamples * GrpoNewTokens;
        return BenchLine.Of("grpo", shape, times, tokens, 2, Yardstick.Measure(engine, blas), engine.Workers) with
        {
            // Both passes over the network count here, so the share of the peak would mix two rules.
            Gflops = null,
            ShareOfPeak = null,
            ShareOfBlas = null,
            SamplingSeconds = Math.Round(sampling.Skip(1).Order().ElementAt(runs / 2), 5),
        };
    }

    static BenchShape ShapeOf(ParseResult parsed) => BenchShape.Find(parsed.GetRequiredValue(Shape));

    static Command Declare(string name, string description, Option[] options, Func<ParseResult, CpuEngine, int, IEnumerable<BenchLine>> measure)
    {
        var command = new Command(name, description);
        foreach (var option in (Option[])[.. options, Runs, Threads, Blas, Json])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(Blas) is { } library)
                CpuEngine.RequireBlas(library);
            using var engine = new CpuEngine(parsed.GetValue(Threads));
            foreach (var line in measure(parsed, engine, parsed.GetValue(Runs)))
                line.Print(parsed.GetValue(Json));
            return ExitCode.Fine;
        });
        return command;
    }
}
