// Drawing a token from logits by inversion of the cumulative distribution.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Choice of a token from one row of logits.</summary>
public static unsafe class Sampling
{
    /// <summary>weights[j] = exp(logits[j] − max): unnormalised probabilities. Returns the maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Weights(ReadOnlySpan<float> logits, Span<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, logits.Length, nameof(weights));
        fixed (float* l = logits, w = weights)
        {
            float largest = Max(logits);
            var max = Vector512.Create(largest);
            int j = 0;
            for (; j + 16 <= logits.Length; j += 16)
                Exponential.Exp(Vector512.Load(l + j) - max).Store(w + j);
            for (; j < logits.Length; j++)
                w[j] = Exponential.Exp(Vector512.Create(l[j]) - max)[0];
            return largest;
        }
    }

    /// <summary>The largest of some numbers.</summary>
    public static float Max(ReadOnlySpan<float> values)
    {
        fixed (float* v = values)
            return Elementwise.Max(AttentionSoftmax.Max(v, values.Length, Vector512.Create(float.NegativeInfinity)));
    }

    /// <summary>log Σ weights, in the order of the sum that the trainer takes (<see cref="RowStatistics"/>): the same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float LogSum(ReadOnlySpan<float> weights)
    {
        var sum = Vector512<float>.Zero;
        int j = 0;
        for (; j + 16 <= weights.Length; j += 16)
            sum += Vector512.Create(weights.Slice(j, 16));
        Span<float> rest = stackalloc float[16];
        rest.Clear();
        weights[j..].CopyTo(rest);
        sum += Vector512.Create<float>(rest);
        return (float)Math.Log(Elementwise.Sum(sum));
    }

    /// <summary>The first index whose cumulative weight exceeds uniform · total; zero weights are never chosen.</summary>
    /// <param name="weights">Non-negative, at least one positive.</param>
    /// <param name="uniform">In [0, 1).</param>
    public static int Draw(ReadOnlySpan<float> weights, double uniform)
    {
        double total = 0;
        for (int block = 0; block < weights.Length; block += 16)
            total += BlockSum(weights, block);
        double threshold = uniform * total, before = 0;
        for (int block = 0; block < weights.Length; block += 16)
        {
            double sum = BlockSum(weights, block);
            if (before + sum > threshold)
                return InBlock(weights, block, threshold - before);
            before += sum;
        }
        return LastPositive(weights, weights.Length);
    }

    /// <summary>Index of the largest value; the first of equals.</summary>
    public static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    static float BlockSum(ReadOnlySpan<float> weights, int block)
    {
        if (block + 16 <= weights.Length)
            return Elementwise.Sum(Vector512.Create(weights[block..]));
        float sum = 0;
        foreach (float weight in weights[block..])
            sum += weight;
        return sum;
    }

    static int InBlock(ReadOnlySpan<float> weights, int block, double threshold)
    {
        int end = Math.Min(block + 16, weights.Length);
        double sum = 0;
        for (int j = block; j < end; j++)
        {
            sum += weights[j];
            if (sum > threshold && weights[j] > 0)
                return j;
        }
        return LastPositive(weights, end);
    }

    static int LastPositive(ReadOnlySpan<float> weights, int end)
    {
        int j = end - 1;
        while (j > 0 && weights[j] <= 0)
            j--;
        return j;
    }
}
