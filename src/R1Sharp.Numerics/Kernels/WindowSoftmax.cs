// The softmax of a segment whose first keys may lie before a sliding window. The vector of sixteen in which the window begins
// is masked here; what follows is AttentionSoftmax's, and so is everything where there is no window. Lanes stay index mod 16.

using System.Runtime.CompilerServices;

namespace R1Sharp.Numerics.Kernels;

/// <summary>As <see cref="AttentionSoftmax"/>, for the keys from <c>first</c> on; those before have probability exactly zero.</summary>
static unsafe class WindowSoftmax
{
    /// <summary>The lanes' maximum over scores[first … valid), joined with <paramref name="max"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Max<TLanes>(float* scores, int first, int valid, TLanes max) where TLanes : struct, ILanes<TLanes> =>
        first == 0 ? AttentionSoftmax.Max(scores, valid, max) : MaxFrom(scores, first, valid, max);

    /// <summary>Exponentials for first ≤ j &lt; valid and exactly 0 for all other j &lt; padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exponentiate<TLanes>(float* scores, int first, int valid, int padded, float max, float scale, float factor, TLanes sum)
        where TLanes : struct, ILanes<TLanes> =>
        first == 0 ? AttentionSoftmax.Exponentiate(scores, valid, padded, max, scale, factor, sum)
            : ExponentiateFrom(scores, first, valid, padded, max, scale, factor, sum);

    /// <summary>dS for first ≤ j &lt; valid and exactly 0 for all other j &lt; padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward<TLanes>(float* probabilities, float* gradients, int first, int valid, int padded, float delta, float scale)
        where TLanes : struct, ILanes<TLanes>
    {
        if (first == 0)
            AttentionSoftmax.Backward<TLanes>(probabilities, gradients, valid, padded, delta, scale);
        else
            BackwardFrom<TLanes>(probabilities, gradients, first, valid, padded, delta, scale);
    }

    static TLanes MaxFrom<TLanes>(float* scores, int first, int valid, TLanes max) where TLanes : struct, ILanes<TLanes>
    {
        int edge = first & ~15, rest = (first + 15) & ~15;
        if (edge < first)
            max = TLanes.Select(Between<TLanes>(first - edge, valid - edge), TLanes.Max(max, TLanes.Load(scores + edge)), max);
        return AttentionSoftmax.Max(scores + rest, valid - rest, max);
    }

    static TLanes ExponentiateFrom<TLanes>(float* scores, int first, int valid, int padded, float max, float scale, float factor, TLanes sum)
        where TLanes : struct, ILanes<TLanes>
    {
        int edge = first & ~15, rest = (first + 15) & ~15;
        new Span<float>(scores, edge).Clear();
        if (edge < first)
        {
            var all = Exponential.Exp((TLanes.Load(scores + edge) - TLanes.Create(max)) * TLanes.Create(scale));
            var p = TLanes.Select(Between<TLanes>(first - edge, valid - edge), all, TLanes.Zero);
            sum += p;
            (p * TLanes.Create(factor)).Store(scores + edge);
        }
        return AttentionSoftmax.Exponentiate(scores + rest, valid - rest, padded - rest, max, scale, factor, sum);
    }

    static void BackwardFrom<TLanes>(float* probabilities, float* gradients, int first, int valid, int padded, float delta, float scale)
        where TLanes : struct, ILanes<TLanes>
    {
        int edge = first & ~15, rest = (first + 15) & ~15;
        new Span<float>(gradients, edge).Clear();
        if (edge < first)
        {
            var all = TLanes.Load(probabilities + edge) * (TLanes.Load(gradients + edge) + TLanes.Create(-delta)) * TLanes.Create(scale);
            TLanes.Select(Between<TLanes>(first - edge, valid - edge), all, TLanes.Zero).Store(gradients + edge);
        }
        AttentionSoftmax.Backward<TLanes>(probabilities + rest, gradients + rest, valid - rest, padded - rest, delta, scale);
    }

    // All bits set in the lanes from first on and before end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TLanes Between<TLanes>(int first, int end) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Select(TLanes.FirstLanes(first), TLanes.Zero, TLanes.FirstLanes(end));
}
