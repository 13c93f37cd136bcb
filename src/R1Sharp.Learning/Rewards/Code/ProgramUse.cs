// What the rewards that run programs have in common.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>What each program may use.</summary>
record ProgramUse
{
    /// <summary>Processor time of each run.</summary>
    [Range(1, 3600), Description("seconds of processor time of each run")]
    public int CpuSeconds { get; init; } = new ProgramLimits().CpuSeconds;

    /// <summary>Wall-clock time of each run.</summary>
    [Range(0.05, 3600.0), Description("seconds of wall-clock time of each run")]
    public double WallSeconds { get; init; } = new ProgramLimits().WallSeconds;

    /// <summary>Memory of each run.</summary>
    [Range(32, 65_536), Description("megabytes of memory of each run")]
    public int MemoryMegabytes { get; init; } = new ProgramLimits().MemoryMegabytes;

    internal ProgramLimits Limits => new() { CpuSeconds = CpuSeconds, WallSeconds = WallSeconds, MemoryMegabytes = MemoryMegabytes };

    /// <summary>Scores each on its own, several programs at once; the scores do not depend on how many.</summary>
    internal static IReadOnlyList<RewardScore> InParallel(IReadOnlyList<RewardInput> group, Func<RewardInput, RewardScore> score)
    {
        var scores = new RewardScore[group.Count];
        Parallel.For(0, scores.Length, i => scores[i] = score(group[i]));
        return scores;
    }
}
