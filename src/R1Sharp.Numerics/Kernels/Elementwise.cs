// Vector arithmetic on spans, and sums in one fixed shape.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Elementwise operations, and reductions over sixteen lanes whatever the machine's width.</summary>
static class Elementwise
{
    /// <summary>Asks for the cache line of an address ahead of its use, where the machine knows how.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>to += from.</summary>
    public static void Add(Span<float> to, ReadOnlySpan<float> from)
    {
        ref float t = ref MemoryMarshal.GetReference(to);
        ref float f = ref MemoryMarshal.GetReference(from);
        int i = 0;
        for (; i + 16 <= to.Length; i += 16)
            (Vector512.LoadUnsafe(ref t, (nuint)i) + Vector512.LoadUnsafe(ref f, (nuint)i)).StoreUnsafe(ref t, (nuint)i);
        for (; i < to.Length; i++)
            to[i] += from[i];
    }

    /// <summary>Copies a short row: for some dozens of floats a call to the runtime costs more than the copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Copy(float* from, float* to, int count)
    {
        int i = 0;
        for (; i + 16 <= count; i += 16)
            Vector512.Load(from + i).Store(to + i);
        for (; i < count; i++)
            to[i] = from[i];
    }

    /// <summary>data *= factor.</summary>
    public static unsafe void Scale(float* data, int count, float factor)
    {
        var by = Vector512.Create(factor);
        int i = 0;
        for (; i + 16 <= count; i += 16)
            (Vector512.Load(data + i) * by).Store(data + i);
        for (; i < count; i++)
            data[i] *= factor;
    }

    /// <summary>
    /// The sum of sixteen lanes as a fixed tree: halves, quarters, eighths. Every reduction of the engine ends here, so
    /// that the order of additions is part of the contract and not of the machine.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> lanes)
    {
        var eight = lanes.GetLower() + lanes.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>The largest of sixteen lanes (exact in any order).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> lanes)
    {
        var eight = Vector256.Max(lanes.GetLower(), lanes.GetUpper());
        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        return Math.Max(Math.Max(four[0], four[2]), Math.Max(four[1], four[3]));
    }

    /// <summary>Lane numbers 0 … 15.</summary>
    public static Vector512<int> LaneNumbers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    /// <summary>All bits set in the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FirstLanes(int count) => Vector512.LessThan(LaneNumbers, Vector512.Create(count)).AsSingle();

    /// <summary>All bits set in the lanes from <paramref name="first"/> on and before <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LanesBetween(int first, int end) => Vector512.AndNot(FirstLanes(end), FirstLanes(first));

    /// <summary>Σ a·b over a fixed 16-lane shape: lane i sums elements i, i + 16, …; the rest past the last full vector joins its lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe float Dot(float* a, float* b, int length)
    {
        var sum = Vector512<float>.Zero;
        int i = 0;
        for (; i + 16 <= length; i += 16)
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sum);
        if (i < length)
        {
            var mask = FirstLanes(length - i);
            sum = Vector512.ConditionalSelect(mask, Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), sum), sum);
        }
        return Sum(sum);
    }
}
