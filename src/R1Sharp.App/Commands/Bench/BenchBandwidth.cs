// r1 bench bandwidth: decoding against what the machine allows. One sequence reads every weight for every token, and is
// measured against a plain read of as many bytes; many sequences share each read, and are measured against the vector units.

using System.CommandLine;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Recipes;
using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Measures decoding on a network of a real shape.</summary>
static class BenchBandwidth
{
    static readonly string[] Types = ["bf16", "f32", "q8_0", "q4_0", "q4_k", "q6_k"];

    /// <summary>The shape of Qwen2.5-0.5B.</summary>
    public static ModelOptions HalfBillion { get; } = new()
    {
        VocabularySize = 151_936,
        HiddenSize = 896,
        IntermediateSize = 4864,
        LayerCount = 24,
        HeadCount = 14,
        KeyValueHeadCount = 2,
        HeadSize = 64,
        MaxPositions = 32_768,
        RopeTheta = 1e6,
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var model = new Option<string?>("--model")
        {
            Description = "A Hugging Face folder or GGUF file; otherwise random weights in the shape of Qwen2.5-0.5B.",
            HelpName = "folder",
        };
        var type = new Option<string[]>("--type")
        {
            Description = $"Where the weights are random: {string.Join(", ", Types)}, one or several; those in blocks are computed as they are stored.",
            DefaultValueFactory = _ => ["bf16"],
            AllowMultipleArgumentsPerToken = true,
        };
        var batch = new NumberOption<int[]>("--batch", 1, 4096)
        {
            Description = "Sequences together; may be repeated.",
            DefaultValueFactory = _ => [1, 32],
            AllowMultipleArgumentsPerToken = true,
        };
        var tokens = new NumberOption<int>("--tokens", 2, 100_000) { Description = "New tokens of each sequence.", DefaultValueFactory = _ => 32 };
        var runs = new NumberOption<int>("--runs", 1, 1000) { Description = "Runs, of which the median is reported.", DefaultValueFactory = _ => 3 };
        var threads = new NumberOption<int?>("--threads", 1, 1024) { Description = "Threads; all cores otherwise." };
        var json = new Option<bool>("--json") { Description = "Print lines of JSON." };
        var command = new Command("bandwidth", "Decoding against a plain read of the weights, and against the vector units.") { model, type, batch, tokens,
            runs, threads, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(type)!.FirstOrDefault(t => !Types.Contains(t)) is { } unknown)
                result.AddError($"--type {unknown} is unknown: give {string.Join(", ", Types.SkipLast(1))} or {Types[^1]}");
        });
        command.SetAction(parsed =>
        {
            using var engine = new CpuEngine(parsed.GetValue(threads));
            foreach (string kind in parsed.GetValue(model) is null ? parsed.GetValue(type)! : [""])
            {
                using var weights = parsed.GetValue(model) is { } path ? WeightSources.Open(RecipeVariables.Expand(path)) : Random(kind);
                bool isHalf = kind == "bf16" || weights.HasBfloat16Matrices;
                using var policy = engine.Policy(weights, NetworkUse.Sampling, new() { Bfloat16 = kind == "bf16", AsStored = true });
                var estimate = engine.Estimate(weights.Shape, new() { Bfloat16 = isHalf });
                var measured = new Measured(policy, weights.Shape, estimate.Parameters, (long)(estimate.BytesPerStep * ShareOfBytes(weights)),
                    kind == "" ? TypeOf(weights, isHalf) : kind);
                foreach (int sequences in parsed.GetValue(batch)!)
                    Line(measured, engine, new DecodeCase(sequences, 64, parsed.GetValue(tokens)), parsed.GetValue(runs)).Print(parsed.GetValue(json));
            }
            return ExitCode.Fine;
        });
        return command;
    }

    static IWeightSource Random(string kind)
    {
        var fresh = WeightSources.Fresh(HalfBillion, 1);
        var type = Array.Find(Enum.GetValues<GgufTensorType>(), t => GgufTensorTypes.NameOf((uint)t) == kind);
        return type.IsInBlocks() ? WeightSources.InBlocks(fresh, type) : fresh;
    }

    // What most of the weights are held in.
    static string TypeOf(IWeightSource weights, bool isHalf)
    {
        var largest = new ParameterLayout(weights.Shape).Tensors.Where(t => t.IsMatrix).GroupBy(weights.BlocksOf).MaxBy(group => group.Sum(t => t.Length))!;
        return largest.Key is { } blocks ? GgufTensorTypes.NameOf((uint)blocks) : isHalf ? "bf16" : "f32";
    }

    // Matrices in blocks take less than the floats that the estimate knows of.
    static double ShareOfBytes(IWeightSource weights)
    {
        var matrices = new ParameterLayout(weights.Shape).Tensors.Where(t => t.IsMatrix).ToArray();
        return matrices.Sum(t => weights.BlocksOf(t) is { } blocks ? blocks.ByteCount(t.Length) / 4.0 : t.Length) / matrices.Sum(t => (double)t.Length);
    }

    sealed record Measured(IPolicy Policy, ModelOptions Shape, long Parameters, long BytesPerStep, string Type);

    /// <summary>One measurement: the reads before and after the decoding, so that both see the same machine.</summary>
    static BenchLine Line(Measured network, CpuEngine engine, DecodeCase what, int runs)
    {
        long parameters = network.Parameters, bytes = network.BytesPerStep;
        double before = BenchDecode.ReadGigabytesPerSecond(engine, bytes, runs);
        double rate = BenchDecode.Measure(network.Policy, network.Shape.VocabularySize, what, runs, given: false).Decode;
        double read = Math.Max(before, BenchDecode.ReadGigabytesPerSecond(engine, bytes, runs));
        double gflops = 2 * parameters * rate / 1e9, gigabytes = rate / what.Batch * bytes / 1e9;
        return Yardstick.Measure(engine, runs: runs).Beside(new BenchLine
        {
            Case = "bandwidth",
            Params = parameters,
            Type = network.Type,
            Batch = what.Batch,
            TokensPerSecond = Math.Round(rate, 2),
            BytesPerStep = bytes,
            GigabytesPerSecond = Math.Round(gigabytes, 2),
            ReadGigabytesPerSecond = Math.Round(read, 2),
            ShareOfRead = Math.Round(gigabytes / read, 3),
            Gflops = Math.Round(gflops, 1),
            Threads = engine.Workers,
            Simd = BenchLine.SimdName,
            Runs = runs,
        });
    }
}
