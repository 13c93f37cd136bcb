// What the vector units do at most: loops of fused multiply-adds that touch no memory and wait for no result. A chain of
// integer operations, each of which takes one cycle on every processor of today and waits for the one before, counts cycles.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace R1Sharp.Numerics.Yardsticks;

/// <summary>Work for the vector units alone, in bursts of some microseconds.</summary>
static class VectorUnits
{
    /// <summary>Fused multiply-adds of vectors in a burst.</summary>
    public const int FusedPerBurst = 16 * Rounds;

    /// <summary>Cycles that the chain takes after each burst.</summary>
    public const int CyclesPerChain = 16 * Rounds;

    // Long against what a processor looks ahead (some 500 instructions), so that burst and chain do not overlap; short against
    // the time that a processor keeps the clock of wide vectors after the last of them (some 100 µs).
    const int Rounds = 480;

    const float Factor = 0.5f, Small = 1e-6f;

    static bool IsWide => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    /// <summary>Floats of one vector.</summary>
    public static int Lanes => IsWide ? Vector512<float>.Count : Vector256.IsHardwareAccelerated ? Vector256<float>.Count : Vector128<float>.Count;

    /// <summary>So many bursts. The result says nothing, but keeps the work from being left out.</summary>
    public static float Fused(int bursts)
    {
        float sum = 0;
        for (int i = 0; i < bursts; i++)
            sum += Burst();
        return sum;
    }

    /// <summary>The same with a chain after each burst: at the clock that the bursts leave, it takes <see cref="CyclesPerChain"/> longer.</summary>
    public static float FusedWithChains(int bursts)
    {
        float sum = 0;
        for (int i = 0; i < bursts; i++)
            sum += Burst() + Chain((ulong)i, 0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9);
        return sum;
    }

    static float Burst() => IsWide ? Wide(Factor, Small) : Vector256.IsHardwareAccelerated ? Half(Factor, Small) : Quarter(Factor, Small);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static ulong Chain(ulong x, ulong a, ulong b)
    {
        for (int i = 0; i < Rounds; i++)
        {
            x = (((x + a) ^ b) + a) ^ b;
            x = (((x + a) ^ b) + a) ^ b;
            x = (((x + a) ^ b) + a) ^ b;
            x = (((x + a) ^ b) + a) ^ b;
        }
        return x;
    }

    // Sixteen sums: more than ports times cycles of one operation (2 × 4 or 2 × 5 on x86, 4 × 4 on the widest Arm cores).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static float Wide(float factor, float small)
    {
        Vector512<float> x = Vector512.Create(factor), y = Vector512.Create(small);
        Vector512<float> s0 = y, s1 = y, s2 = y, s3 = y, s4 = y, s5 = y, s6 = y, s7 = y, s8 = y, s9 = y, sa = y, sb = y, sc = y, sd = y, se = y, sf = y;
        for (int i = 0; i < Rounds; i++)
        {
            s0 = Vector512.FusedMultiplyAdd(x, y, s0);
            s1 = Vector512.FusedMultiplyAdd(x, y, s1);
            s2 = Vector512.FusedMultiplyAdd(x, y, s2);
            s3 = Vector512.FusedMultiplyAdd(x, y, s3);
            s4 = Vector512.FusedMultiplyAdd(x, y, s4);
            s5 = Vector512.FusedMultiplyAdd(x, y, s5);
            s6 = Vector512.FusedMultiplyAdd(x, y, s6);
            s7 = Vector512.FusedMultiplyAdd(x, y, s7);
            s8 = Vector512.FusedMultiplyAdd(x, y, s8);
            s9 = Vector512.FusedMultiplyAdd(x, y, s9);
            sa = Vector512.FusedMultiplyAdd(x, y, sa);
            sb = Vector512.FusedMultiplyAdd(x, y, sb);
            sc = Vector512.FusedMultiplyAdd(x, y, sc);
            sd = Vector512.FusedMultiplyAdd(x, y, sd);
            se = Vector512.FusedMultiplyAdd(x, y, se);
            sf = Vector512.FusedMultiplyAdd(x, y, sf);
        }
        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + sa + sb + sc + sd + se + sf);
    }

    // Twelve sums and two operands fit 16 registers.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static float Half(float factor, float small)
    {
        Vector256<float> x = Vector256.Create(factor), y = Vector256.Create(small);
        Vector256<float> s0 = y, s1 = y, s2 = y, s3 = y, s4 = y, s5 = y, s6 = y, s7 = y, s8 = y, s9 = y, sa = y, sb = y;
        for (int i = 0; i < FusedPerBurst / 12; i++)
        {
            s0 = Vector256.FusedMultiplyAdd(x, y, s0);
            s1 = Vector256.FusedMultiplyAdd(x, y, s1);
            s2 = Vector256.FusedMultiplyAdd(x, y, s2);
            s3 = Vector256.FusedMultiplyAdd(x, y, s3);
            s4 = Vector256.FusedMultiplyAdd(x, y, s4);
            s5 = Vector256.FusedMultiplyAdd(x, y, s5);
            s6 = Vector256.FusedMultiplyAdd(x, y, s6);
            s7 = Vector256.FusedMultiplyAdd(x, y, s7);
            s8 = Vector256.FusedMultiplyAdd(x, y, s8);
            s9 = Vector256.FusedMultiplyAdd(x, y, s9);
            sa = Vector256.FusedMultiplyAdd(x, y, sa);
            sb = Vector256.FusedMultiplyAdd(x, y, sb);
        }
        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + sa + sb);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static float Quarter(float factor, float small)
    {
        Vector128<float> x = Vector128.Create(factor), y = Vector128.Create(small);
        Vector128<float> s0 = y, s1 = y, s2 = y, s3 = y, s4 = y, s5 = y, s6 = y, s7 = y, s8 = y, s9 = y, sa = y, sb = y, sc = y, sd = y, se = y, sf = y;
        for (int i = 0; i < Rounds; i++)
        {
            s0 = Vector128.FusedMultiplyAdd(x, y, s0);
            s1 = Vector128.FusedMultiplyAdd(x, y, s1);
            s2 = Vector128.FusedMultiplyAdd(x, y, s2);
            s3 = Vector128.FusedMultiplyAdd(x, y, s3);
            s4 = Vector128.FusedMultiplyAdd(x, y, s4);
            s5 = Vector128.FusedMultiplyAdd(x, y, s5);
            s6 = Vector128.FusedMultiplyAdd(x, y, s6);
            s7 = Vector128.FusedMultiplyAdd(x, y, s7);
            s8 = Vector128.FusedMultiplyAdd(x, y, s8);
            s9 = Vector128.FusedMultiplyAdd(x, y, s9);
            sa = Vector128.FusedMultiplyAdd(x, y, sa);
            sb = Vector128.FusedMultiplyAdd(x, y, sb);
            sc = Vector128.FusedMultiplyAdd(x, y, sc);
            sd = Vector128.FusedMultiplyAdd(x, y, sd);
            se = Vector128.FusedMultiplyAdd(x, y, se);
            sf = Vector128.FusedMultiplyAdd(x, y, sf);
        }
        return Vector128.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + sa + sb + sc + sd + se + sf);
    }
}
