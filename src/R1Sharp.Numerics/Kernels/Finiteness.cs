// Whether numbers are numbers: one pass that costs little beside reading them.

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Finds infinities and what is no number.</summary>
static class Finiteness
{
    // The bits of the exponent: all set in an infinity and in a NaN, and in nothing else.
    const int Exponent = 0x7F80_0000;

    /// <summary>Index of the first value that is not finite; -1 where all are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstNonFinite(ReadOnlySpan<float> values)
    {
        var bits = MemoryMarshal.Cast<float, Vector<int>>(values);
        var mask = new Vector<int>(Exponent);
        int v = 0;
        while (v < bits.Length && !Vector.EqualsAny(bits[v] & mask, mask))
            v++;
        for (int i = v * Vector<int>.Count; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                return i;
        return -1;
    }
}
