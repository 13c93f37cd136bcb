// The softmax of a segment whose first keys may lie before a sliding window. The vector of sixteen in which the window begins
// is masked here; what follows is AttentionSoftmax's, and so is everything where there is no window. Lanes stay index mod 16.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>As <see cref="AttentionSoftmax"/>, for the keys from <c>first</c> on; those before have probability exactly zero.</summary>
static unsafe class WindowSoftmax
{
    /// <summary>The lanes' maximum over scores[first … valid), joined with <paramref name="max"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(float* scores, int first, int valid, Vector512<float> max) =>
        first == 0 ? AttentionSoftmax.Max(scores, valid, max) : MaxFrom(scores, first, valid, max);

    /// <summary>Exponentials for first ≤ j &lt; valid and exactly 0 for all other j &lt; padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exponentiate(float* scores, int first, int valid, int padded, float max, float scale, float factor, Vector512<float> sum) =>
        first == 0 ? AttentionSoftmax.Exponentiate(scores, valid, padded, max, scale, factor, sum)
            : ExponentiateFrom(scores, first, valid, padded, max, scale, factor, sum);

    /// <summary>dS for first ≤ j &lt; valid and exactly 0 for all other j &lt; padded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Backward(float* probabilities, float* gradients, int first, int valid, int padded, float delta, float scale)
    {
        if (first == 0)
            AttentionSoftmax.Backward(probabilities, gradients, valid, padded, delta, scale);
        else
            BackwardFrom(probabilities, gradients, first, valid, padded, delta, scale);
    }

    static Vector512<float> MaxFrom(float* scores, int first, int valid, Vector512<float> max)
    {
        int edge = first & ~15, rest = (first + 15) & ~15;
        if (edge < first)
            max = Vector512.ConditionalSelect(Elementwise.LanesBetween(first - edge, valid - edge), Vector512.Max(max, Vector512.Load(scores + edge)), max);
        return AttentionSoftmax.Max(scores + rest, valid - rest, max);
    }

    static Vector512<float> ExponentiateFrom(float* scores, int first, int valid, int padded, float max, float scale, float factor, Vector512<float> sum)
    {
        int edge = first & ~15, rest = (first + 15) & ~15;
        new Span<float>(scores, edge).Clear();
        if (edge < first)
        {
            var all = Exponential.Exp((Vector512.Load(scores + edge) - Vector512.Create(max)) * Vector512.Create(scale));
            var p = Vector512.ConditionalSelect(Elementwise.LanesBetween(first - edge, valid - edge), all, Vector512<float>.Zero);
            sum += p;
            (p * Vector512.Create(factor)).Store(scores + edge);
        }
        return AttentionSoftmax.Exponentiate(scores + rest, valid - rest, padded - rest, max, scale, factor, sum);
    }

    static void BackwardFrom(float* probabilities, float* gradients, int first, int valid, int padded, float delta, float scale)
    {
        int edge = first & ~15, rest = (first + 15) & ~15;
        new Span<float>(gradients, edge).Clear();
        if (edge < first)
        {
            var all = Vector512.Load(probabilities + edge) * (Vector512.Load(gradients + edge) + Vector512.Create(-delta)) * Vector512.Create(scale);
            Vector512.ConditionalSelect(Elementwise.LanesBetween(first - edge, valid - edge), all, Vector512<float>.Zero).Store(gradients + edge);
        }
        AttentionSoftmax.Backward(probabilities + rest, gradients + rest, valid - rest, padded - rest, delta, scale);
    }
}
