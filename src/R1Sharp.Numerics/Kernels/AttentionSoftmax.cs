// The softmax of one row of scores, in segments. Training and cached decoding call these same functions, so that the
// order of the sum (lane = key index mod 16, keys ascending) is the same for both.

using System.Runtime.CompilerServices;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Row softmax in segments that start at multiples of 16 keys; WindowSoftmax has the same behind a window's edge.</summary>
static unsafe class AttentionSoftmax
{
    /// <summary>The lanes' maximum over scores[0 … valid), joined with <paramref name="max"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes Max<TLanes>(float* scores, int valid, TLanes max) where TLanes : struct, ILanes<TLanes>
    {
        int j = 0;
        for (; j + 16 <= valid; j += 16)
            max = TLanes.Max(max, TLanes.Load(scores + j));
        if (j < valid)
            max = TLanes.Select(TLanes.FirstLanes(valid - j), TLanes.Max(max, TLanes.Load(scores + j)), max);
        return max;
    }

    /// <summary>
    /// scores[j] = exp((scores[j] − max) · scale) · factor for j &lt; valid and exactly 0 for valid ≤ j &lt; padded (a multiple of
    /// 16); returns <paramref name="sum"/> with the values before the factor added lane by lane.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes Exponentiate<TLanes>(float* scores, int valid, int padded, float max, float scale, float factor, TLanes sum)
        where TLanes : struct, ILanes<TLanes>
    {
        var shift = TLanes.Create(max);
        var by = TLanes.Create(scale);
        var times = TLanes.Create(factor);
        int j = 0;
        for (; j + 16 <= valid; j += 16)
        {
            var p = Exponential.Exp((TLanes.Load(scores + j) - shift) * by);
            sum += p;
            (p * times).Store(scores + j);
        }
        if (j < valid)
        {
            var mask = TLanes.FirstLanes(valid - j);
            var p = TLanes.Select(mask, Exponential.Exp((TLanes.Load(scores + j) - shift) * by), TLanes.Zero);
            sum += p;
            (p * times).Store(scores + j);
            j += 16;
        }
        for (; j < padded; j += 16)
            TLanes.Zero.Store(scores + j);
        return sum;
    }

    /// <summary>dS = P ∘ (dP − delta) · scale for j &lt; valid and exactly 0 up to padded; dP is overwritten by dS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<TLanes>(float* probabilities, float* gradients, int valid, int padded, float delta, float scale)
        where TLanes : struct, ILanes<TLanes>
    {
        var minusDelta = TLanes.Create(-delta);
        var by = TLanes.Create(scale);
        int j = 0;
        for (; j + 16 <= valid; j += 16)
            (TLanes.Load(probabilities + j) * (TLanes.Load(gradients + j) + minusDelta) * by).Store(gradients + j);
        if (j < valid)
        {
            var gradient = TLanes.Load(probabilities + j) * (TLanes.Load(gradients + j) + minusDelta) * by;
            TLanes.Select(TLanes.FirstLanes(valid - j), gradient, TLanes.Zero).Store(gradients + j);
            j += 16;
        }
        for (; j < padded; j += 16)
            TLanes.Zero.Store(gradients + j);
    }
}
