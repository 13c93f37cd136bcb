// What a machine could do, and the rates of products that are measured against it.

namespace R1Sharp.Learning.Policies;

/// <summary>What the vector units of so many threads can do at most.</summary>
/// <param name="Threads">Threads that were at work at once; they are taken to be alike.</param>
/// <param name="Lanes">32-bit floats of one vector.</param>
/// <param name="CyclesPerSecond">The clock of one thread just after dense vector work: a chain of operations of one cycle counts it.</param>
/// <param name="FusedPerCycle">Fused multiply-adds that one thread begins in a cycle, measured without memory.</param>
sealed record MachinePeak(int Threads, int Lanes, double CyclesPerSecond, double FusedPerCycle)
{
    /// <summary>Ports that begin a fused multiply-add in each cycle: as many as were seen at work.</summary>
    public int Ports => Math.Max(1, (int)Math.Round(FusedPerCycle));

    /// <summary>Floating-point operations a second: threads × ports × lanes × 2 × clock.</summary>
    public double Flops => 2.0 * Threads * Ports * Lanes * CyclesPerSecond;
}

/// <summary>The rate of a matrix product.</summary>
/// <param name="Rows">Rows of the left operand of each thread.</param>
/// <param name="Inner">Its columns.</param>
/// <param name="Columns">Columns of the right operand.</param>
/// <param name="Flops">Floating-point operations a second, of all threads together.</param>
readonly record struct ProductRate(int Rows, int Inner, int Columns, double Flops);

/// <summary>The rates of another library's matrix product.</summary>
/// <param name="Name">The library.</param>
/// <param name="Products">As many as the engine's own.</param>
sealed record BlasRates(string Name, IReadOnlyList<ProductRate> Products)
{
    /// <summary>The best of them.</summary>
    public double Flops => Products.Max(product => product.Flops);
}
