// The rate of the engine's own matrix product: what a training step is measured against.

using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Matrix products on all threads at once, each thread with its own left operand and result, as in training.</summary>
static class BenchMatMul
{
    /// <summary>GFLOPS of the best size, each the best of some runs.</summary>
    public static double Peak(IEngine engine, int runs = 5) => engine.MeasureFlops(BenchTimes.BestOf(runs)) / 1e9;
}
