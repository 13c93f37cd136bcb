using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Policies;
using R1Sharp.Numerics.Yardsticks;
using Xunit;

namespace R1Sharp.Tests.Yardsticks;

/// <summary>The loops do the work that is counted; how long it takes is not a test's business.</summary>
public sealed class VectorUnitsTests
{
    // Every sum begins at 10⁻⁶ and grows by half of it with each operation.
    [Fact]
    public void A_burst_has_as_many_operations_as_are_counted()
    {
        const float Start = 1e-6f, MostSums = 16;
        float least = VectorUnits.Lanes * Start * 0.5f * VectorUnits.FusedPerBurst;
        Assert.InRange(VectorUnits.Fused(1), least, 1.001f * (least + VectorUnits.Lanes * Start * MostSums));
        Assert.Equal(3 * VectorUnits.Fused(1), VectorUnits.Fused(3), 1e-6);
    }

    // Two seconds of operations and one second of cycles.
    [Fact]
    public void Clock_and_ports_come_from_the_two_times()
    {
        using var engine = new CpuEngine(1);
        var times = new Queue<double>(Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 2.0 : 3.0));
        var peak = engine.MeasurePeak(5, work =>
        {
            work();
            return times.Dequeue();
        });
        double perSecond = 1000.0 * VectorUnits.CyclesPerChain;
        Assert.Equal((1, VectorUnits.Lanes, perSecond, 0.5), (peak.Threads, peak.Lanes, peak.CyclesPerSecond, peak.FusedPerCycle));
    }

    [Theory]
    [InlineData(1.96, 2)]
    [InlineData(0.3, 1)]
    [InlineData(3.9, 4)]
    public void The_peak_counts_whole_ports(double fusedPerCycle, int ports)
    {
        var peak = new MachinePeak(2, 8, 3e9, fusedPerCycle);
        Assert.Equal((ports, 2.0 * 2 * ports * 8 * 3e9), (peak.Ports, peak.Flops));
    }
}
