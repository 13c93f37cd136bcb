// Vector arithmetic on spans, and sums in one fixed shape.

using System.Runtime.CompilerServices;
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
    public static unsafe void Add(Span<float> to, ReadOnlySpan<float> from)
    {
        fixed (float* t = to, f = from)
            if (Lanes.AreWide)
                Add<WideLanes>(t, f, to.Length);
            else if (Lanes.AreNarrow)
                Add<NarrowLanes>(t, f, to.Length);
            else
                Add<QuarterLanes>(t, f, to.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe void Add<TLanes>(float* to, float* from, int count) where TLanes : struct, ILanes<TLanes>
    {
        int i = 0;
        for (; i + Lanes.Count <= count; i += Lanes.Count)
            (TLanes.Load(to + i) + TLanes.Load(from + i)).Store(to + i);
        for (; i < count; i++)
            to[i] += from[i];
    }

    /// <summary>Copies a short row: for some dozens of floats a call to the runtime costs more than the copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Copy(float* from, float* to, int count)
    {
        int i = 0;
        for (; i + Lanes.Count <= count; i += Lanes.Count)
            CopySixteen(from + i, to + i);
        for (; i < count; i++)
            to[i] = from[i];
    }

    /// <summary>Copies sixteen floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void CopySixteen(float* from, float* to)
    {
        if (Lanes.AreWide)
            WideLanes.Load(from).Store(to);
        else if (Lanes.AreNarrow)
            NarrowLanes.Load(from).Store(to);
        else
            QuarterLanes.Load(from).Store(to);
    }

    /// <summary>data *= factor.</summary>
    public static unsafe void Scale(float* data, int count, float factor)
    {
        if (Lanes.AreWide)
            Scale<WideLanes>(data, count, factor);
        else if (Lanes.AreNarrow)
            Scale<NarrowLanes>(data, count, factor);
        else
            Scale<QuarterLanes>(data, count, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe void Scale<TLanes>(float* data, int count, float factor) where TLanes : struct, ILanes<TLanes>
    {
        var by = TLanes.Create(factor);
        int i = 0;
        for (; i + Lanes.Count <= count; i += Lanes.Count)
            (TLanes.Load(data + i) * by).Store(data + i);
        for (; i < count; i++)
            data[i] *= factor;
    }

    /// <summary>Σ a·b over a fixed 16-lane shape: lane i sums elements i, i + 16, …; the rest past the last full vector joins its lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe float Dot<TLanes>(float* a, float* b, int length) where TLanes : struct, ILanes<TLanes>
    {
        var sum = TLanes.Zero;
        int i = 0;
        for (; i + Lanes.Count <= length; i += Lanes.Count)
            sum = TLanes.FusedMultiplyAdd(TLanes.Load(a + i), TLanes.Load(b + i), sum);
        if (i < length)
        {
            var mask = TLanes.FirstLanes(length - i);
            sum = TLanes.Select(mask, TLanes.FusedMultiplyAdd(TLanes.Load(a + i), TLanes.Load(b + i), sum), sum);
        }
        return sum.Sum();
    }
}
