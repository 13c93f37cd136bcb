// What a program may use before it is ended.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Rewards;

/// <summary>Limits of one run of a program; a megabyte is 2²⁰ bytes, a kilobyte 2¹⁰.</summary>
public sealed record ProgramLimits
{
    /// <summary>Seconds of processor time of each process.</summary>
    [Range(1, 3600)] public int CpuSeconds { get; init; } = 5;

    /// <summary>Seconds from start to end, the making of the sandbox included.</summary>
    [Range(0.05, 3600.0)] public double WallSeconds { get; init; } = 15;

    /// <summary>Address space of each process and, watched from outside, resident memory of all together.</summary>
    [Range(32, 1_048_576)] public int MemoryMegabytes { get; init; } = 512;

    /// <summary>Size of /tmp, the only place that can be written; it lies in memory.</summary>
    [Range(1, 65_536)] public int ScratchMegabytes { get; init; } = 64;

    /// <summary>Size of each file.</summary>
    [Range(1, 65_536)] public int FileMegabytes { get; init; } = 16;

    /// <summary>Processes and threads together.</summary>
    [Range(1, 4096)] public int Processes { get; init; } = 16;

    /// <summary>Open files of each process.</summary>
    [Range(8, 4096)] public int OpenFiles { get; init; } = 64;

    /// <summary>Bytes written to standard output and standard error together.</summary>
    [Range(1, 1_048_576)] public int OutputKilobytes { get; init; } = 256;
}
