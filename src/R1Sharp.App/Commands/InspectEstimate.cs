// What a network would take on this machine: memory from its shape, speed from a short measurement. Estimates, both.

using R1Sharp.App.Commands.Bench;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Model.SafeTensors;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>Bytes that the engine takes as it works now.</summary>
sealed record InspectMemory
{
    /// <summary>
    /// Panels in the files' own format where that is BF16, else in 32 bits, and the cache of <see cref="Sequences"/> sequences of <see cref="Tokens"/> tokens.
    /// </summary>
    public required long SampleBytes { get; init; }

    /// <summary>
    /// In 32 bits weights, panels in both directions, the gradient, both moments of AdamW, the activations of a micro-batch, and the cache.
    /// </summary>
    public required long TrainBytes { get; init; }

    /// <summary>
    /// The same where an adapter learns, the one that is looked into or one as recipes have it by default: the base frozen in its files' own format
    /// where that is BF16, and activation checkpointing.
    /// </summary>
    public required long AdaptBytes { get; init; }

    /// <summary>Sequences that the cache is counted for.</summary>
    public required int Sequences { get; init; }

    /// <summary>Tokens of each.</summary>
    public required int Tokens { get; init; }

    /// <summary>What this machine, or this process's limit, has.</summary>
    public required long AvailableBytes { get; init; }
}

/// <summary>Rates measured for a moment, and what follows from them and the number of parameters.</summary>
sealed record InspectSpeed
{
    /// <summary>What these numbers are.</summary>
    public string Note { get; init; } = "an estimate from a short measurement and the number of parameters; attention over long texts is not in it";

    /// <summary>Threads.</summary>
    public required int Threads { get; init; }

    /// <summary>The matrix product's rate.</summary>
    public required double MatmulGflops { get; init; }

    /// <summary>The rate of reading memory, in 10⁹ bytes a second.</summary>
    public required double ReadGigabytesPerSecond { get; init; }

    /// <summary>Sampling one sequence.</summary>
    public required double SampleOneTokensPerSecond { get; init; }

    /// <summary>Sampling 32 sequences together.</summary>
    public required double SampleManyTokensPerSecond { get; init; }

    /// <summary>Forward, backward and update.</summary>
    public required double TrainTokensPerSecond { get; init; }
}

/// <summary>Both.</summary>
sealed record InspectEstimate(InspectMemory Memory, InspectSpeed Speed)
{
    const int Sequences = 32, LongestCached = 2048;
    const long ReadBytesPerWorker = 1 << 27;

    /// <summary>Measures for about a second.</summary>
    /// <param name="checkpoint">The network.</param>
    /// <param name="engine">What computes.</param>
    /// <param name="adapter">The adapter beside it; null reckons with one as recipes have it by default.</param>
    public static InspectEstimate Measure(Checkpoint checkpoint, IEngine engine, AdapterShape? adapter = null)
    {
        var (options, layout) = (checkpoint.Options, checkpoint.Layout);
        bool isHalf = layout.Tensors.Where(t => t.IsMatrix).All(t => checkpoint.Find(t).Entry.Type.Weight == WeightType.BF16);
        var (training, sampling) = (engine.Estimate(options), engine.Estimate(options, new() { Bfloat16 = isHalf }));
        var adapted = engine.Estimate(options with { Adapter = adapter ?? AdapterShape.Of(new(), options) },
            new() { Bfloat16 = isHalf, ActivationCheckpointing = true });
        double flops = engine.MeasureFlops(BenchTimes.BestOf(1)), read = engine.MeasureReading(engine.Workers * ReadBytesPerWorker, BenchTimes.BestOf(3));
        var speed = new InspectSpeed
        {
            Threads = engine.Workers,
            MatmulGflops = flops / 1e9,
            ReadGigabytesPerSecond = read / 1e9,
            SampleOneTokensPerSecond = 1 / sampling.DecodingSeconds(1, flops, read),
            SampleManyTokensPerSecond = 1 / sampling.SamplingSeconds(1, flops),
            TrainTokensPerSecond = 1 / training.TrainingSeconds(1, flops),
        };
        int tokens = Math.Min(options.MaxPositions, LongestCached);
        long cache = training.CacheBytes(Sequences, tokens);
        var memory = new InspectMemory
        {
            SampleBytes = sampling.ScoringBytes + cache,
            TrainBytes = training.TrainingBytes + cache,
            AdaptBytes = adapted.TrainingBytes + cache,
            Sequences = Sequences,
            Tokens = tokens,
            AvailableBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        };
        return new InspectEstimate(memory, speed);
    }
}
