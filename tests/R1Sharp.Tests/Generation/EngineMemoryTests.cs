using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;
using Xunit;

namespace R1Sharp.Tests.Generation;

/// <summary>What is counted for the whole process is measured while no other test runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessMemory
{
    public const string Name = "memory of the process";
}

/// <summary>The engine's memory against that of the process.</summary>
[Collection(ProcessMemory.Name)]
public sealed class EngineMemoryTests
{
    /// <summary>Half of all tokens end a completion, but every one might have gone on to the last position: 25 GB of cache for all together.</summary>
    [Fact]
    public void A_long_limit_costs_nothing_until_it_is_used()
    {
        long before = GC.GetTotalAllocatedBytes(), pressure = Environment.WorkingSet;
        var completions = EngineTests.Generate(new SchedulerOptions(), 1, 131_072, stops: [.. Enumerable.Range(0, 48).Select(i => 2 * i)]);
        Assert.All(completions, c => Assert.Equal(FinishReason.Stop, c.Finish));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 20_000_000);
        Assert.InRange(Environment.WorkingSet - pressure, long.MinValue, 200_000_000);
    }
}
