// Reading memory and doing nothing with it: what decoding one sequence is measured against.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Memory;

/// <summary>Reads blocks from beginning to end.</summary>
static unsafe class PlainRead
{
    const int Step = 128;

    /// <summary>
    /// Sum of the floats [<paramref name="from"/>, <paramref name="to"/>) of a block, in eight sums side by side, so that only memory
    /// is waited for; up to 127 at the end are left out.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(FloatBuffer block, long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, block.Length);
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        float* end = block.Data + to - Step;
        for (float* p = block.Data + from; p <= end; p += Step)
        {
            s0 += Vector512.Load(p);
            s1 += Vector512.Load(p + 16);
            s2 += Vector512.Load(p + 32);
            s3 += Vector512.Load(p + 48);
            s4 += Vector512.Load(p + 64);
            s5 += Vector512.Load(p + 80);
            s6 += Vector512.Load(p + 96);
            s7 += Vector512.Load(p + 112);
        }
        return Vector512.Sum(((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)));
    }
}
