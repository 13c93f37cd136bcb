// Sixteen floats side by side, whatever the width of the machine's vectors: one register of 512 bits, two of 256 or four of 128.
// Kernels are written once over ILanes; which of the three they are compiled for is known at start. Lanes never mix but in
// Sum, whose tree is fixed, so that all three give the same bits.
//
// The runtime's own Vector512 would do the same, but where the machine has no such registers it lives in memory: a kernel
// over it takes five to ten times as long as one over NarrowLanes.

using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Sixteen floats. A mask has all bits of a lane set, or none.</summary>
unsafe interface ILanes<TSelf> where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Sixteen zeros.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>Sixteen floats from memory, at any address.</summary>
    static abstract TSelf Load(float* from);

    /// <summary>The lower halves of sixteen words as bfloat16.</summary>
    static abstract TSelf LoadLowerHalves(uint* from);

    /// <summary>The upper halves of sixteen words as bfloat16.</summary>
    static abstract TSelf LoadUpperHalves(uint* from);

    /// <summary>One number in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Sums.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Differences.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>The same numbers with the other sign.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>Products.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Quotients.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The larger of two numbers; b where one of them is not a number, as the machine's own instruction has it on x64.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller of two numbers; b where one of them is not a number, as the machine's own instruction has it on x64.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>Square roots.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>2^n for whole numbers n that stand in the lowest bits of each lane.</summary>
    static abstract TSelf PowerOfTwo(TSelf bits);

    /// <summary>A mask of the lanes before <paramref name="count"/>.</summary>
    static abstract TSelf FirstLanes(int count);

    /// <summary>a where the mask is set, b elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>
    /// The sum of all lanes as a fixed tree: halves, quarters, eighths. Every reduction of the engine ends here, so that the
    /// order of additions is part of the contract and not of the machine.
    /// </summary>
    float Sum();

    /// <summary>The largest of all lanes (exact in any order).</summary>
    float Largest();

    /// <summary>Sixteen floats to memory, at any address.</summary>
    void Store(float* to);
}

/// <summary>Which lanes fit this machine. Both are constants to the compiler that runs at start.</summary>
static class Lanes
{
    /// <summary>Floats of all kinds of lanes.</summary>
    public const int Count = 16;

    /// <summary>One register of 512 bits: <see cref="WideLanes"/>.</summary>
    public static bool AreWide => Vector512.IsHardwareAccelerated;

    /// <summary>Two registers of 256 bits: <see cref="NarrowLanes"/>; four of 128, <see cref="QuarterLanes"/>, where this is false too.</summary>
    public static bool AreNarrow => !AreWide && Vector256.IsHardwareAccelerated;
}
