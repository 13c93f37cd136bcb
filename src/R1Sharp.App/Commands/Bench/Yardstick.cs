// What rates are measured against, in the same run on as many threads: what the vector units can do at most, what a BLAS does,
// and the own matrix product. The last says how the rest of a step does, never how good the product is.

using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands.Bench;

/// <summary>Three rates of the machine.</summary>
/// <param name="Machine">What the vector units can do at most.</param>
/// <param name="Products">The own matrix product at some sizes.</param>
/// <param name="Blas">A BLAS at the same sizes, where there is one.</param>
sealed record Yardstick(MachinePeak Machine, IReadOnlyList<ProductRate> Products, BlasRates? Blas)
{
    /// <summary>The variable that names the file of a BLAS.</summary>
    public const string Variable = "R1SHARP_BLAS";

    /// <summary>10⁹ floating-point operations a second of the vector units at most: ports × lanes × 2 × clock × threads.</summary>
    public double PeakGflops => Machine.Flops / 1e9;

    /// <summary>The same of the own matrix product, at its best size.</summary>
    public double MatmulGflops => Products.Max(product => product.Flops) / 1e9;

    /// <summary>The same of the BLAS.</summary>
    public double? BlasGflops => Blas?.Flops / 1e9;

    /// <summary>Measures the three; the BLAS last, as its threads may spin for a while after their work.</summary>
    /// <param name="engine">The engine, with its threads.</param>
    /// <param name="blas">The file of a BLAS; null takes that of <see cref="Variable"/>, or one of the system.</param>
    /// <param name="runs">Runs of each, of which the best counts.</param>
    public static Yardstick Measure(CpuEngine engine, string? blas = null, int runs = 5)
    {
        var best = BenchTimes.BestOf(runs);
        string? path = blas ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null);
        return new Yardstick(engine.MeasurePeak(engine.Workers, best), engine.MeasureProducts(best), engine.MeasureBlas(path, best));
    }

    /// <summary>A line with these rates, and its own as a share of them.</summary>
    public BenchLine Beside(BenchLine line) => line with
    {
        PeakGflops = Math.Round(PeakGflops, 1),
        ShareOfPeak = Share(line.Gflops, PeakGflops),
        MatmulGflops = Math.Round(MatmulGflops, 1),
        Blas = Blas?.Name,
        BlasGflops = BlasGflops is { } rate ? Math.Round(rate, 1) : null,
        ShareOfBlas = BlasGflops is { } whole ? Share(line.Gflops, whole) : null,
        ClockGhz = Math.Round(Machine.CyclesPerSecond / 1e9, 3),
    };

    static double? Share(double? gflops, double whole) => gflops is { } part ? Math.Round(part / whole, 4) : null;
}
