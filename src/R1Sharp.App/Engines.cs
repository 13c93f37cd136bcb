// Where the program gets its engine: the one place that names one.

using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App;

/// <summary>Opens engines.</summary>
static class Engines
{
    /// <summary>The engine that commands and runs compute with; it is its caller's.</summary>
    /// <param name="threads">Threads to use; null takes all cores.</param>
    public static IEngine Open(int? threads) => new CpuEngine(threads);
}
