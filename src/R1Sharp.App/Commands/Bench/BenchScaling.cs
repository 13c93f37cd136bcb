// How the time per token grows with the length of the sequences and falls with the size of the batch.


using R1Sharp.Learning.Cpu;

namespace R1Sharp.App.Commands.Bench;

/// <summary>The measurements of `r1 bench scaling`: one line for each length and each batch.</summary>
static class BenchScaling
{
    const int TokensPerStep = 8192;

    static readonly int[] Lengths = [64, 128, 256, 512, 1024];
    static readonly int[] Batches = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    /// <summary>Training over sequences of every length, then generation with every batch.</summary>
    public static IEnumerable<BenchLine> Lines(BenchShape shape, CpuEngine engine, int runs, string? blas)
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
}
