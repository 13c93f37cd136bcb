// The softmax of one row of scores, in segments. Training and cached decoding call these same functions, so that the
// order of the sum (lane = key index mod 16, keys ascending) is the same for both.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Row softmax in segments that start at multiples of 16 keys; WindowSoftmax has the same behind a window's edge.</summary>
static unsafe class AttentionSoftmax
{
    /// <summary>The lanes' maximum over scores[0 … valid), joined with <paramref name="max"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Max(float* scores, int valid, Vector512<float> max)
    {
        int j = 0;
        for (; j + 16 <= valid; j += 16)
            max = Vector512.Max(max, Vector512.Load(scores + j));
        if (j < valid)
            max = Vector512.ConditionalSelect(Elementwise.FirstLanes(valid - j), Vector512.Max(max, Vector512.Load(scores + j)), max);
        return max;
    }

    /// <summary>
    /// scores[j] = exp((scores[j] − max) · scale) · factor for j &lt; valid and exactly 0 for valid ≤ j &lt; padded (a multiple of
    /// 16); returns <paramref name="sum"/> with the values before the factor added lane by lane.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<float> Exponentiate(float* scores, int valid, int padded, float max, float scale, float factor, Vector512<float> sum)
    {
        var shift = Vector512.Create(max);
        var by = Vector512.Create(scale);
        var times = Vector512.Create(factor);
        int j = 0;
        for (; j + 16 <= valid; j += 16)
        {
            var p = Exponential.Exp((Vector512.Load(scores + j) - shift) * by);
            sum += p;
            (p * times).Store(scores + j);
        }
        if (j < valid)
        {
            var mask = Elementwise.FirstLanes(valid - j);
            var p = Vector512.ConditionalSelect(mask, Exponential.Exp((Vector512.Load(scores + j) - shift) * by), Vector512<float>.Zero);
            sum += p;
            (p * times).Store(scores + j);
            j += 16;
        }
        for (; j < padded; j += 16)
            Vector512<float>.Zero.Store(scores + j);
        return sum;
    }

    /// <summary>dS = P ∘ (dP − delta) · scale for j &lt; valid and exactly 0 up to padded; dP is overwritten by dS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(float* probabilities, float* gradients, int valid, int padded, float delta, float scale)
    {
        var minusDelta = Vector512.Create(-delta);
        var by = Vector512.Create(scale);
        int j = 0;
        for (; j + 16 <= valid; j += 16)
            (Vector512.Load(probabilities + j) * (Vector512.Load(gradients + j) + minusDelta) * by).Store(gradients + j);
        if (j < valid)
        {
            var gradient = Vector512.Load(probabilities + j) * (Vector512.Load(gradients + j) + minusDelta) * by;
            Vector512.ConditionalSelect(Elementwise.FirstLanes(valid - j), gradient, Vector512<float>.Zero).Store(gradients + j);
            j += 16;
        }
        for (; j < padded; j += 16)
            Vector512<float>.Zero.Store(gradients + j);
    }
}
