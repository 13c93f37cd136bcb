// Causal grouped-query attention over packed sequences of any lengths, in the flash manner: scores exist for one block of
// queries at a time; the backward computes them again from the saved maximum and sum of each row (Dao et al., arXiv
// 2205.14135; here with the maximum known before the exponentials, so that no partial sum is ever rescaled).
//
//   S = Q·Kᵀ,  P = softmax(S / √D) under the causal mask,  O = P·V
//   dV = Pᵀ·dO,  dP = dO·Vᵀ,  δ = rowsum(dO ∘ O),  dS = P ∘ (dP − δ) / √D,  dQ = dS·K,  dK = dSᵀ·Q
//
// Keys are taken in ascending order from position 0 of their sequence, for every query alike: a query's result depends
// neither on the other rows nor on the block it falls into. Sequences never see each other: nothing is padded. Under a
// sliding window the keys before a query's window have probability exactly zero; chunks of keys that lie before it for all
// queries of a block are not computed at all.

using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Attention for training: whole sequences at once.</summary>
public static unsafe partial class Attention
{
    const int QueryBlock = 4 * Tiles.Rows;
    const int KeyChunk = BlockedRows.Depth;
    const int ChunkStride = BlockedRows.Stride;
    const int ChunkFloats = QueryBlock * ChunkStride;

    /// <summary>
    /// output = attention(qkv). qkv is T x (H + 2 KV)·D after the rotary embedding; sequenceStarts holds the first row of each
    /// sequence and at the end T; output is T x H·D; rowMax and rowSum (T x H) receive what the backward needs.
    /// </summary>
    public static void Forward(AttentionShape shape, Matrix qkv, ReadOnlySpan<int> sequenceStarts, Matrix output, Matrix rowMax, Matrix rowSum,
        Workspace workspace)
    {
        Shape.Require(qkv.Columns == shape.QkvColumns && output.Columns == shape.OutputColumns && output.Rows == qkv.Rows, "attention", qkv, output);
        if (Lanes.AreWide)
            Forward<WideLanes>(shape, qkv, sequenceStarts, output, rowMax, rowSum, workspace);
        else if (Lanes.AreNarrow)
            Forward<NarrowLanes>(shape, qkv, sequenceStarts, output, rowMax, rowSum, workspace);
        else
            Forward<QuarterLanes>(shape, qkv, sequenceStarts, output, rowMax, rowSum, workspace);
    }

    static void Forward<TLanes>(AttentionShape shape, Matrix qkv, ReadOnlySpan<int> sequenceStarts, Matrix output, Matrix rowMax, Matrix rowSum,
        Workspace workspace)
        where TLanes : struct, ILanes<TLanes>
    {
        if (!workspace.IsAlone(Flops(shape, sequenceStarts, ForwardProducts), out int pieces))
        {
            ForwardTogether<TLanes>(shape, qkv, sequenceStarts.ToArray(), output, rowMax, rowSum, pieces, workspace);
            return;
        }
        for (int s = 0; s + 1 < sequenceStarts.Length; s++)
        {
            int start = sequenceStarts[s], length = sequenceStarts[s + 1] - start;
            var sequence = new Sequence(shape, qkv.RowRange(start, length), workspace);
            for (int kv = 0; kv < shape.KeyValueHeadCount; kv++)
            {
                sequence.PackKeys(kv);
                sequence.CopyValues(kv);
                for (int head = kv * shape.GroupSize; head < (kv + 1) * shape.GroupSize; head++)
                    for (int query = 0; query < length; query += QueryBlock)
                        ForwardBlock<TLanes>(sequence, kv, head, query, QueryBlock, output.RowRange(start, length), rowMax.RowRange(start, length),
                            rowSum.RowRange(start, length));
            }
        }
    }

    static void ForwardBlock<TLanes>(in Sequence sequence, int kv, int head, int query, int most, Matrix output, Matrix rowMax, Matrix rowSum)
        where TLanes : struct, ILanes<TLanes>
    {
        int rows = Math.Min(most, sequence.Length - query), own = query - sequence.PrefixLength;
        sequence.CopyQueries(head, query, rows);
        float* values = sequence.ValueRows(kv);
        for (int row = 0; row < rows; row += Tiles.Rows)
        {
            int height = Math.Min(Tiles.Rows, rows - row), keyEnd = query + row + height, firstKey = sequence.FirstKey(query + row);
            sequence.ScoreTile(sequence.Queries + (nint)row * ChunkStride, sequence.Keys, sequence.Scores, row, height, firstKey, keyEnd);
            for (int i = row; i < row + height; i++)
                SoftmaxRow<TLanes>(sequence, i, ChunkOf(firstKey), sequence.FirstKey(query + i), query + i + 1, keyEnd, out rowMax[own + i, head],
                    out rowSum[own + i, head]);
            float* to = output.Data + (nint)(own + row) * output.Stride + head * sequence.HeadSize;
            sequence.TimesRows(sequence.Scores, row, height, ChunkOf(firstKey), keyEnd, values, sequence.RowStride, to, output.Stride);
            for (int i = 0; i < height; i++)
                Elementwise.Scale(to + i * output.Stride, sequence.HeadSize, 1 / rowSum[own + row + i, head]);
        }
    }

    static void SoftmaxRow<TLanes>(in Sequence sequence, int row, int chunk, int first, int valid, int keyEnd, out float max, out float sum)
        where TLanes : struct, ILanes<TLanes>
    {
        var lanes = TLanes.Create(float.NegativeInfinity);
        for (int key = chunk; key < valid; key += KeyChunk)
            lanes = WindowSoftmax.Max(sequence.ScoreRow(key, row), InChunk(first - key), InChunk(valid - key), lanes);
        max = lanes.Largest();
        var total = TLanes.Zero;
        for (int key = chunk; key < keyEnd; key += KeyChunk)
            total = WindowSoftmax.Exponentiate(sequence.ScoreRow(key, row), InChunk(first - key), InChunk(valid - key), PaddedChunk(keyEnd - key), max,
                sequence.Scale, 1, total);
        sum = total.Sum();
    }

    static int InChunk(int keys) => Math.Clamp(keys, 0, KeyChunk);

    /// <summary>Where the chunk that holds a key begins.</summary>
    static int ChunkOf(int key) => key / KeyChunk * KeyChunk;

    static int PaddedChunk(int keys) => Math.Min(KeyChunk, (keys + 15) & ~15);

    /// <summary>
    /// dQkv = the gradient towards qkv (overwritten) from dOutput, with output, rowMax and rowSum as the forward left them.
    /// </summary>
    public static void Backward(AttentionShape shape, Matrix dOutput, Matrix qkv, ReadOnlySpan<int> sequenceStarts, Matrix output, Matrix rowMax, Matrix rowSum,
        Matrix dQkv, Workspace workspace)
    {
        Shape.Require(dQkv.Columns == shape.QkvColumns && dQkv.Rows == qkv.Rows && dOutput.Columns == shape.OutputColumns, "attention backward", dOutput, qkv,
            dQkv);
        var saved = new SavedRows(dOutput, output, rowMax, rowSum, dQkv);
        if (Lanes.AreWide)
            Backward<WideLanes>(shape, saved, qkv, sequenceStarts, workspace);
        else if (Lanes.AreNarrow)
            Backward<NarrowLanes>(shape, saved, qkv, sequenceStarts, workspace);
        else
            Backward<QuarterLanes>(shape, saved, qkv, sequenceStarts, workspace);
    }

    static void Backward<TLanes>(AttentionShape shape, in SavedRows saved, Matrix qkv, ReadOnlySpan<int> sequenceStarts, Workspace workspace)
        where TLanes : struct, ILanes<TLanes>
    {
        if (!workspace.IsAlone(Flops(shape, sequenceStarts, ScoreProducts + KeyProducts), out int pieces))
        {
            BackwardTogether<TLanes>(shape, saved, qkv, sequenceStarts.ToArray(), pieces, workspace);
            return;
        }
        for (int s = 0; s + 1 < sequenceStarts.Length; s++)
        {
            int start = sequenceStarts[s], length = sequenceStarts[s + 1] - start;
            var sequence = new Sequence(shape, qkv.RowRange(start, length), workspace);
            var rows = saved.Of(start, length);
            for (int kv = 0; kv < shape.KeyValueHeadCount; kv++)
            {
                sequence.PackKeys(kv);
                sequence.PackValues(kv);
                sequence.CopyKeys(kv);
                sequence.ClearGradients();
                for (int head = kv * shape.GroupSize; head < (kv + 1) * shape.GroupSize; head++)
                    for (int query = 0; query < length; query += QueryBlock)
                        BackwardBlock<TLanes>(sequence, rows, kv, head, query);
                sequence.CopyGradients(kv, rows.DQkv);
            }
        }
    }

    readonly record struct SavedRows(Matrix DOutput, Matrix Output, Matrix RowMax, Matrix RowSum, Matrix DQkv)
    {
        public SavedRows Of(int start, int length) => new(DOutput.RowRange(start, length), Output.RowRange(start, length), RowMax.RowRange(start, length),
            RowSum.RowRange(start, length), DQkv.RowRange(start, length));

        public SavedRows Of(int[] starts, int sequence) => Of(starts[sequence], starts[sequence + 1] - starts[sequence]);
    }

    static void BackwardBlock<TLanes>(in Sequence sequence, in SavedRows saved, int kv, int head, int query)
        where TLanes : struct, ILanes<TLanes>
    {
        int rows = Math.Min(QueryBlock, sequence.Length - query), firstKey = sequence.FirstKey(query);
        BackwardScores<TLanes>(sequence, saved, kv, head, query, 0, rows);
        nint before = (nint)query * ChunkStride;
        sequence.AddTransposedTimes(sequence.ScoreGradients, query, rows, firstKey, sequence.Queries - before, ChunkStride,
            sequence.KeyGradients, sequence.RowStride);
        sequence.AddTransposedTimes(sequence.Scores, query, rows, firstKey, sequence.OutputGradients - before, ChunkStride,
            sequence.ValueGradients, sequence.RowStride);
    }

    /// <summary>Of rows from … to of a block of queries: P and dS, left in the sequence's scratch, and dQ.</summary>
    static void BackwardScores<TLanes>(in Sequence sequence, in SavedRows saved, int kv, int head, int query, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        int blockEnd = Math.Min(query + QueryBlock, sequence.Length), firstKey = sequence.FirstKey(query), size = sequence.HeadSize;
        int own = query - sequence.PrefixLength;
        sequence.CopyQueries(head, query + from, to - from);
        float* dOutput = saved.DOutput.Data + (nint)own * saved.DOutput.Stride + head * size;
        float* output = saved.Output.Data + (nint)own * saved.Output.Stride + head * size;
        MatMul.CopyRows(dOutput + (nint)from * saved.DOutput.Stride, saved.DOutput.Stride, to - from, size, sequence.OutputGradients);
        Matrix dQkv = saved.DQkv;
        for (int row = from; row < to; row += Tiles.Rows)
        {
            int height = Math.Min(Tiles.Rows, to - row), keyEnd = query + row + height, tileFirst = sequence.FirstKey(query + row);
            nint copied = (nint)(row - from) * ChunkStride;
            sequence.ScoreTile(sequence.Queries + copied, sequence.Keys, sequence.Scores, row, height, tileFirst, keyEnd);
            sequence.ScoreTile(sequence.OutputGradients + copied, sequence.ValuePanels, sequence.ScoreGradients, row, height, tileFirst, keyEnd);
            for (int i = row; i < row + height; i++)
            {
                float delta = Elementwise.Dot<TLanes>(dOutput + (nint)i * saved.DOutput.Stride, output + (nint)i * saved.Output.Stride, size);
                ScoreGradientRow<TLanes>(sequence, i, ChunkOf(firstKey), sequence.FirstKey(query + i), query + i + 1, blockEnd, saved.RowMax[own + i, head],
                    saved.RowSum[own + i, head], delta);
            }
            sequence.TimesRows(sequence.ScoreGradients, row, height, ChunkOf(tileFirst), keyEnd, sequence.KeyRows(kv), sequence.RowStride,
                dQkv.Data + (nint)(own + row) * dQkv.Stride + head * size, dQkv.Stride);
        }
    }

    static void ScoreGradientRow<TLanes>(in Sequence sequence, int row, int chunk, int first, int valid, int blockEnd, float max, float sum,
        float delta)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int key = chunk; key < blockEnd; key += KeyChunk)
        {
            int before = InChunk(first - key), here = InChunk(valid - key), padded = PaddedChunk(blockEnd - key);
            WindowSoftmax.Exponentiate(sequence.ScoreRow(key, row), before, here, padded, max, sequence.Scale, 1 / sum, TLanes.Zero);
            WindowSoftmax.Backward<TLanes>(sequence.ScoreRow(key, row), sequence.ScoreGradientRow(key, row), before, here, padded, delta, sequence.Scale);
        }
    }
}
