// Attention of one query over cached keys and values: the same chains and the same softmax as Attention.Forward, laid out
// for one row. Scores sum over d ascending for each key; the weighted values sum over keys ascending from position 0.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Attention for decoding: one new position of one sequence at a time.</summary>
public static unsafe class CachedAttention
{
    const int PageSize = PagedCache.PageSize;

    /// <summary>
    /// output row = attention of the query in qkv's row over positions 0 … keyCount − 1 of the sequence whose pages are given.
    /// The row's own key and value must already be stored.
    /// </summary>
    /// <param name="cache">The pages.</param>
    /// <param name="pages">The sequence's pages, in order of position.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="keyCount">Positions to attend to, the query's own included.</param>
    /// <param name="qkv">R x (H + 2 KV)·D.</param>
    /// <param name="output">R x H·D.</param>
    /// <param name="row">The row of both.</param>
    /// <param name="workspace">The worker's scratch.</param>
    public static void Forward(PagedCache cache, ReadOnlySpan<int> pages, int layer, int keyCount, Matrix qkv, Matrix output, int row, Workspace workspace)
    {
        var shape = cache.AttentionShape;
        int padded = (keyCount + PageSize - 1) / PageSize * PageSize, size = shape.HeadSize;
        float* scores = workspace.Take(Scratch.DecodeScores, (long)shape.HeadCount * padded);
        float* query = qkv.Data + (nint)row * qkv.Stride, to = output.Data + (nint)row * output.Stride;
        for (int page = 0; page * PageSize < keyCount; page++)
            for (int head = 0; head < shape.HeadCount; head++)
                PageScores(query + head * size, cache.Keys(pages[page], layer, head / shape.GroupSize), size, scores + (nint)head * padded + page * PageSize);
        float* sums = stackalloc float[shape.HeadCount];
        for (int head = 0; head < shape.HeadCount; head++)
            sums[head] = Softmax(scores + (nint)head * padded, keyCount, shape.Scale);
        new Span<float>(to, shape.OutputColumns).Clear();
        for (int page = 0; page * PageSize < keyCount; page++)
            for (int head = 0; head < shape.HeadCount; head++)
                AddPageValues(scores + (nint)head * padded + page * PageSize, cache.Values(pages[page], layer, head / shape.GroupSize), Math.Min(PageSize, keyCount - page * PageSize), size, to + head * size);
        for (int head = 0; head < shape.HeadCount; head++)
            Elementwise.Scale(to + head * size, size, 1 / sums[head]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void PageScores(float* query, float* keys, int size, float* to)
    {
        Vector512<float> low = default, high = default;
        for (int d = 0; d < size; d++, keys += PageSize)
        {
            var q = Vector512.Create(query[d]);
            low = Vector512.FusedMultiplyAdd(q, Vector512.Load(keys), low);
            high = Vector512.FusedMultiplyAdd(q, Vector512.Load(keys + 16), high);
        }
        low.Store(to);
        high.Store(to + 16);
    }

    static float Softmax(float* scores, int keyCount, float scale)
    {
        float max = Elementwise.Max(AttentionSoftmax.Max(scores, keyCount, Vector512.Create(float.NegativeInfinity)));
        return Elementwise.Sum(AttentionSoftmax.Exponentiate(scores, keyCount, keyCount, max, scale, 1, default));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddPageValues(float* weights, float* values, int count, int size, float* to)
    {
        int column = 0;
        for (; column + 32 <= size; column += 32)
        {
            var low = Vector512.Load(to + column);
            var high = Vector512.Load(to + column + 16);
            float* from = values + column;
            for (int key = 0; key < count; key++, from += size)
            {
                var w = Vector512.Create(weights[key]);
                low = Vector512.FusedMultiplyAdd(w, Vector512.Load(from), low);
                high = Vector512.FusedMultiplyAdd(w, Vector512.Load(from + 16), high);
            }
            low.Store(to + column);
            high.Store(to + column + 16);
        }
        for (; column < size; column++)
        {
            float sum = to[column];
            for (int key = 0; key < count; key++)
                sum = MathF.FusedMultiplyAdd(weights[key], values[(nint)key * size + column], sum);
            to[column] = sum;
        }
    }
}
