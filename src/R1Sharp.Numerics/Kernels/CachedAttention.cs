// Attention of one query over cached keys and values: the same chains and the same softmax as Attention.Forward, laid out
// for one row. Scores sum over d ascending for each key; the weighted values sum over keys ascending from position 0.

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Attention for decoding: one new position of one sequence at a time.</summary>
static unsafe class CachedAttention
{
    const int PageSize = PagedCache.PageSize;

    /// <summary>
    /// output row = attention of the query in qkv's row over positions firstKey … keyCount − 1 of the sequence whose pages are given.
    /// The row's own key and value must already be stored.
    /// </summary>
    /// <param name="cache">The layer's keys and values.</param>
    /// <param name="pages">The sequence's pages, in order of position.</param>
    /// <param name="keyCount">Positions to attend to, the query's own included.</param>
    /// <param name="qkv">R x (H + 2 KV)·D.</param>
    /// <param name="output">R x H·D.</param>
    /// <param name="row">The row of both.</param>
    /// <param name="workspace">The worker's scratch.</param>
    /// <param name="firstKey">First position to attend to: above 0 under a sliding window.</param>
    public static void Forward(KeyValuePages cache, ReadOnlySpan<int> pages, int keyCount, Matrix qkv, Matrix output, int row, Workspace workspace,
        int firstKey = 0) =>
        Forward(cache, pages, keyCount, qkv, output, row, workspace, firstKey, 0, cache.Shape.HeadCount);

    /// <summary>
    /// The same for the query heads [<paramref name="from"/>, <paramref name="to"/>), so that threads can share a row.
    /// </summary>
    public static void Forward(
        KeyValuePages cache, ReadOnlySpan<int> pages, int keyCount, Matrix qkv, Matrix output, int row, Workspace workspace, int firstKey, int from, int to)
    {
        if (Lanes.AreWide)
            Forward<WideLanes>(cache, pages, keyCount, qkv, output, row, workspace, firstKey, from, to);
        else if (Lanes.AreNarrow)
            Forward<NarrowLanes>(cache, pages, keyCount, qkv, output, row, workspace, firstKey, from, to);
        else
            Forward<QuarterLanes>(cache, pages, keyCount, qkv, output, row, workspace, firstKey, from, to);
    }

    static void Forward<TLanes>(
        KeyValuePages cache, ReadOnlySpan<int> pages, int keyCount, Matrix qkv, Matrix output, int row, Workspace workspace, int firstKey, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        var heads = new Heads(cache, from, to);
        var shape = cache.Shape;
        int padded = (keyCount + PageSize - 1) / PageSize * PageSize, size = shape.HeadSize, firstPage = firstKey / PageSize, skipped = firstPage * PageSize;
        float* scores = workspace.Take(Scratch.DecodeScores, (long)shape.HeadCount * padded);
        float* query = qkv.Data + (nint)row * qkv.Stride, result = output.Data + (nint)row * output.Stride;
        Scores<TLanes>(heads, pages, firstPage, keyCount, query, scores, padded);
        float* sums = stackalloc float[shape.HeadCount];
        for (int head = heads.First; head < heads.End; head++)
            sums[head] = Softmax<TLanes>(scores + (nint)head * padded + skipped, firstKey - skipped, keyCount - skipped, shape.Scale);
        new Span<float>(result + heads.First * size, (heads.End - heads.First) * size).Clear();
        AddValues<TLanes>(heads, pages, firstPage, keyCount, scores, padded, result);
        for (int head = heads.First; head < heads.End; head++)
            Elementwise.Scale(result + head * size, size, 1 / sums[head]);
    }

    /// <summary>Some query heads of a layer with the key/value heads that they look at.</summary>
    readonly ref struct Heads(KeyValuePages cache, int from, int to)
    {
        readonly int _firstKeyValueHead = from / cache.Shape.GroupSize;

        public int Count { get; } = (to + cache.Shape.GroupSize - 1) / cache.Shape.GroupSize - from / cache.Shape.GroupSize;

        public int Size => cache.Shape.HeadSize;

        public int First => from;

        public int End => to;

        /// <summary>Key/value head of a block: blocks go through the pages, and through these heads in each.</summary>
        public int Of(int block) => _firstKeyValueHead + block % Count;

        /// <summary>The query heads, of these, that look at a block.</summary>
        public (int First, int End) Queries(int block) =>
            (Math.Max(from, Of(block) * cache.Shape.GroupSize), Math.Min(to, (Of(block) + 1) * cache.Shape.GroupSize));

        public float* Keys(ReadOnlySpan<int> pages, int block) => cache.Keys(pages[block / Count], Of(block));

        public float* Values(ReadOnlySpan<int> pages, int block) => cache.Values(pages[block / Count], Of(block));
    }

    // Pages lie far apart, so that no hardware foresees the next one: each loop asks for it while it works on its own.
    static void Scores<TLanes>(in Heads heads, ReadOnlySpan<int> pages, int firstPage, int keyCount, float* query, float* scores, int padded)
        where TLanes : struct, ILanes<TLanes>
    {
        int size = heads.Size, blocks = PagedCache.PagesOf(keyCount) * heads.Count;
        for (int block = firstPage * heads.Count; block < blocks; block++)
        {
            float* keys = heads.Keys(pages, block), next = heads.Keys(pages, Math.Min(block + 1, blocks - 1));
            var (head, end) = heads.Queries(block);
            float* to = scores + (nint)head * padded + block / heads.Count * PageSize;
            for (; head + 2 <= end; head += 2, to += 2 * padded, next = keys)
                PageScoresPair<TLanes>(query + head * size, query + (head + 1) * size, keys, next, size, to, to + padded);
            if (head < end)
                PageScores<TLanes>(query + head * size, keys, size, to);
        }
    }

    static void AddValues<TLanes>(in Heads heads, ReadOnlySpan<int> pages, int firstPage, int keyCount, float* weights, int padded, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        int size = heads.Size, blocks = PagedCache.PagesOf(keyCount) * heads.Count;
        for (int block = firstPage * heads.Count; block < blocks; block++)
        {
            float* values = heads.Values(pages, block), next = heads.Values(pages, Math.Min(block + 1, blocks - 1));
            int page = block / heads.Count, count = Math.Min(PageSize, keyCount - page * PageSize);
            var (head, end) = heads.Queries(block);
            float* w = weights + (nint)head * padded + page * PageSize;
            for (; head + 2 <= end && size % 32 == 0; head += 2, w += 2 * padded, next = values)
                AddPageValuesPair<TLanes>(w, w + padded, values, next, count, size, to + head * size, to + (head + 1) * size);
            for (; head < end; head++, w += padded)
                AddPageValues<TLanes>(w, values, count, size, to + head * size);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void PageScoresPair<TLanes>(float* first, float* second, float* keys, float* next, int size, float* toFirst, float* toSecond)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes firstLow = default, firstHigh = default, secondLow = default, secondHigh = default;
        for (int d = 0; d < size; d++, keys += PageSize, next += PageSize)
        {
            Elementwise.Prefetch(next);
            Elementwise.Prefetch(next + 16);
            var low = TLanes.Load(keys);
            var high = TLanes.Load(keys + 16);
            var q = TLanes.Create(first[d]);
            firstLow = TLanes.FusedMultiplyAdd(q, low, firstLow);
            firstHigh = TLanes.FusedMultiplyAdd(q, high, firstHigh);
            q = TLanes.Create(second[d]);
            secondLow = TLanes.FusedMultiplyAdd(q, low, secondLow);
            secondHigh = TLanes.FusedMultiplyAdd(q, high, secondHigh);
        }
        firstLow.Store(toFirst);
        firstHigh.Store(toFirst + 16);
        secondLow.Store(toSecond);
        secondHigh.Store(toSecond + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void PageScores<TLanes>(float* query, float* keys, int size, float* to) where TLanes : struct, ILanes<TLanes>
    {
        TLanes low = default, high = default;
        for (int d = 0; d < size; d++, keys += PageSize)
        {
            var q = TLanes.Create(query[d]);
            low = TLanes.FusedMultiplyAdd(q, TLanes.Load(keys), low);
            high = TLanes.FusedMultiplyAdd(q, TLanes.Load(keys + 16), high);
        }
        low.Store(to);
        high.Store(to + 16);
    }

    static float Softmax<TLanes>(float* scores, int first, int keyCount, float scale) where TLanes : struct, ILanes<TLanes>
    {
        float max = WindowSoftmax.Max(scores, first, keyCount, TLanes.Create(float.NegativeInfinity)).Largest();
        return WindowSoftmax.Exponentiate(scores, first, keyCount, keyCount, max, scale, 1, TLanes.Zero).Sum();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddPageValuesPair<TLanes>(float* first, float* second, float* values, float* next, int count, int size, float* toFirst, float* toSecond)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int column = 0; column < size; column += 32)
        {
            var firstLow = TLanes.Load(toFirst + column);
            var firstHigh = TLanes.Load(toFirst + column + 16);
            var secondLow = TLanes.Load(toSecond + column);
            var secondHigh = TLanes.Load(toSecond + column + 16);
            float* from = values + column, ahead = next + column;
            for (int key = 0; key < count; key++, from += size, ahead += size)
            {
                Elementwise.Prefetch(ahead);
                Elementwise.Prefetch(ahead + 16);
                var low = TLanes.Load(from);
                var high = TLanes.Load(from + 16);
                var w = TLanes.Create(first[key]);
                firstLow = TLanes.FusedMultiplyAdd(w, low, firstLow);
                firstHigh = TLanes.FusedMultiplyAdd(w, high, firstHigh);
                w = TLanes.Create(second[key]);
                secondLow = TLanes.FusedMultiplyAdd(w, low, secondLow);
                secondHigh = TLanes.FusedMultiplyAdd(w, high, secondHigh);
            }
            firstLow.Store(toFirst + column);
            firstHigh.Store(toFirst + column + 16);
            secondLow.Store(toSecond + column);
            secondHigh.Store(toSecond + column + 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddPageValues<TLanes>(float* weights, float* values, int count, int size, float* to) where TLanes : struct, ILanes<TLanes>
    {
        int column = 0;
        for (; column + 32 <= size; column += 32)
        {
            var low = TLanes.Load(to + column);
            var high = TLanes.Load(to + column + 16);
            float* from = values + column;
            for (int key = 0; key < count; key++, from += size)
            {
                var w = TLanes.Create(weights[key]);
                low = TLanes.FusedMultiplyAdd(w, TLanes.Load(from), low);
                high = TLanes.FusedMultiplyAdd(w, TLanes.Load(from + 16), high);
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
