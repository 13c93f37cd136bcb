// Sums over gradient lanes and their norm, in an order that no number of threads changes.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Numerics.Optimizers;

/// <summary>Reductions over gradients.</summary>
static class Gradients
{
    /// <summary>to += from, and from = 0: one gradient lane is folded into another and is empty again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(Span<float> to, Span<float> from)
    {
        Elementwise.Add(to, from);
        from.Clear();
    }

    /// <summary>Σ g² of one chunk. Chunks of a fixed length, summed in order by the caller in double precision, make the norm independent of threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(ReadOnlySpan<float> gradients)
    {
        ref float g = ref MemoryMarshal.GetReference(gradients);
        var low = Vector512<double>.Zero;
        var high = Vector512<double>.Zero;
        int i = 0;
        for (; i + 16 <= gradients.Length; i += 16)
        {
            var (a, b) = Vector512.Widen(Vector512.LoadUnsafe(ref g, (nuint)i));
            low = Vector512.FusedMultiplyAdd(a, a, low);
            high = Vector512.FusedMultiplyAdd(b, b, high);
        }
        var sum = low + high;
        double total = 0;
        for (int lane = 0; lane < 8; lane++)
            total += sum[lane];
        for (; i < gradients.Length; i++)
            total += (double)gradients[i] * gradients[i];
        return total;
    }
}
