// Drawing a token from logits by inversion of the cumulative distribution.

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Choice of a token from one row of logits.</summary>
static unsafe class Sampling
{
    // The polynomial and what surrounds it.
    const double ExponentialFlops = 20;

    /// <summary>weights[j] = exp(logits[j] − max): unnormalised probabilities. Returns the maximum.</summary>
    public static float Weights(ReadOnlySpan<float> logits, Span<float> weights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, logits.Length, nameof(weights));
        fixed (float* l = logits, w = weights)
        {
            float largest = Max(logits);
            Weights(l, largest, w, logits.Length);
            return largest;
        }
    }

    /// <summary>The same, with a large vocabulary's exponentials shared out.</summary>
    public static float Weights(ReadOnlySpan<float> logits, Span<float> weights, Workspace workspace)
    {
        if (workspace.IsAlone(ExponentialFlops * logits.Length, out _))
            return Weights(logits, weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(weights.Length, logits.Length, nameof(weights));
        fixed (float* l = logits, w = weights)
        {
            float largest = Max(logits);
            ShareWeights(l, largest, w, logits.Length, workspace);
            return largest;
        }
    }

    static void ShareWeights(float* logits, float largest, float* weights, int length, Workspace workspace) =>
        workspace.ShareRows(length, ExponentialFlops, (first, count, _) => Weights(logits + first, largest, weights + first, count), Lanes.Count);

    static void Weights(float* logits, float largest, float* weights, int count)
    {
        if (Lanes.AreWide)
            Weights<WideLanes>(logits, largest, weights, count);
        else if (Lanes.AreNarrow)
            Weights<NarrowLanes>(logits, largest, weights, count);
        else
            Weights<QuarterLanes>(logits, largest, weights, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Weights<TLanes>(float* logits, float largest, float* weights, int count) where TLanes : struct, ILanes<TLanes>
    {
        var max = TLanes.Create(largest);
        int j = 0;
        for (; j + Lanes.Count <= count; j += Lanes.Count)
            Exponential.Exp(TLanes.Load(logits + j) - max).Store(weights + j);
        float* rest = stackalloc float[Lanes.Count];
        for (; j < count; j++)
        {
            Exponential.Exp(TLanes.Create(logits[j]) - max).Store(rest);
            weights[j] = rest[0];
        }
    }

    /// <summary>The largest of some numbers.</summary>
    public static float Max(ReadOnlySpan<float> values)
    {
        fixed (float* v = values)
            return Lanes.AreWide ? Max<WideLanes>(v, values.Length)
                : Lanes.AreNarrow ? Max<NarrowLanes>(v, values.Length)
                : Max<QuarterLanes>(v, values.Length);
    }

    /// <summary>log Σ weights, in the order of the sum that the trainer takes (<see cref="RowStatistics"/>): the same bits.</summary>
    public static float LogSum(ReadOnlySpan<float> weights)
    {
        fixed (float* w = weights)
            return (float)Math.Log(Lanes.AreWide ? Sum<WideLanes>(w, weights.Length)
                : Lanes.AreNarrow ? Sum<NarrowLanes>(w, weights.Length)
                : Sum<QuarterLanes>(w, weights.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float Sum<TLanes>(float* weights, int count) where TLanes : struct, ILanes<TLanes>
    {
        var sum = TLanes.Zero;
        int j = 0;
        for (; j + Lanes.Count <= count; j += Lanes.Count)
            sum += TLanes.Load(weights + j);
        float* rest = stackalloc float[Lanes.Count];
        new Span<float>(rest, Lanes.Count).Clear();
        Elementwise.Copy(weights + j, rest, count - j);
        return (sum + TLanes.Load(rest)).Sum();
    }

    static float Max<TLanes>(float* values, int count) where TLanes : struct, ILanes<TLanes> =>
        AttentionSoftmax.Max(values, count, TLanes.Create(float.NegativeInfinity)).Largest();

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
        if (block + Lanes.Count <= weights.Length)
            fixed (float* w = weights)
                return Lanes.AreWide ? WideLanes.Load(w + block).Sum()
                    : Lanes.AreNarrow ? NarrowLanes.Load(w + block).Sum()
                    : QuarterLanes.Load(w + block).Sum();
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
