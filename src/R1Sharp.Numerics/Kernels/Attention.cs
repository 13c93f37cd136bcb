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

using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Memory;

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
        if (!workspace.IsAlone(Flops(shape, sequenceStarts, ForwardProducts), out int pieces))
        {
            ForwardTogether(shape, qkv, sequenceStarts.ToArray(), output, rowMax, rowSum, pieces, workspace);
            return;
        }
        for (int s = 0; s + 1 < sequenceStarts.Length; s++)
        {
            int start = sequenceStarts[s], length = sequenceStarts[s + 1] - start;
            var sequence = new Sequence(shape, qkv.RowRange(start, length), workspace);
            for (int kv = 0; kv < shape.KeyValueHeadCount; kv++)
            {
                sequence.PackKeys(kv);
                for (int head = kv * shape.GroupSize; head < (kv + 1) * shape.GroupSize; head++)
                    for (int query = 0; query < length; query += QueryBlock)
                        ForwardBlock(sequence, kv, head, query, QueryBlock, output.RowRange(start, length), rowMax.RowRange(start, length),
                            rowSum.RowRange(start, length));
            }
        }
    }

    static void ForwardBlock(in Sequence sequence, int kv, int head, int query, int most, Matrix output, Matrix rowMax, Matrix rowSum)
    {
        int rows = Math.Min(most, sequence.Length - query);
        sequence.CopyQueries(head, query, rows);
        float* values = sequence.Values(kv);
        for (int row = 0; row < rows; row += Tiles.Rows)
        {
            int height = Math.Min(Tiles.Rows, rows - row), keyEnd = query + row + height, firstKey = sequence.FirstKey(query + row);
            sequence.ScoreTile(sequence.Queries + (nint)row * ChunkStride, sequence.Keys, sequence.Scores, row, height, firstKey, keyEnd);
            for (int i = row; i < row + height; i++)
                SoftmaxRow(sequence, i, ChunkOf(firstKey), sequence.FirstKey(query + i), query + i + 1, keyEnd, out rowMax[query + i, head],
                    out rowSum[query + i, head]);
            float* to = output.Data + (nint)(query + row) * output.Stride + head * sequence.HeadSize;
            sequence.TimesRows(sequence.Scores, row, height, ChunkOf(firstKey), keyEnd, values, to, output.Stride);
            for (int i = 0; i < height; i++)
                Elementwise.Scale(to + i * output.Stride, sequence.HeadSize, 1 / rowSum[query + row + i, head]);
        }
    }

    static void SoftmaxRow(in Sequence sequence, int row, int chunk, int first, int valid, int keyEnd, out float max, out float sum)
    {
        var lanes = Vector512.Create(float.NegativeInfinity);
        for (int key = chunk; key < valid; key += KeyChunk)
            lanes = WindowSoftmax.Max(sequence.ScoreRow(key, row), InChunk(first - key), InChunk(valid - key), lanes);
        max = Elementwise.Max(lanes);
        var total = Vector512<float>.Zero;
        for (int key = chunk; key < keyEnd; key += KeyChunk)
            total = WindowSoftmax.Exponentiate(sequence.ScoreRow(key, row), InChunk(first - key), InChunk(valid - key), PaddedChunk(keyEnd - key), max,
                sequence.Scale, 1, total);
        sum = Elementwise.Sum(total);
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
        if (!workspace.IsAlone(Flops(shape, sequenceStarts, ScoreProducts + KeyProducts), out int pieces))
        {
            BackwardTogether(shape, new SavedRows(dOutput, output, rowMax, rowSum, dQkv), qkv, sequenceStarts.ToArray(), pieces, workspace);
            return;
        }
        dQkv.Clear();
        for (int s = 0; s + 1 < sequenceStarts.Length; s++)
        {
            int start = sequenceStarts[s], length = sequenceStarts[s + 1] - start;
            var sequence = new Sequence(shape, qkv.RowRange(start, length), workspace);
            var rows = new SavedRows(dOutput, output, rowMax, rowSum, dQkv).Of(start, length);
            for (int kv = 0; kv < shape.KeyValueHeadCount; kv++)
            {
                sequence.PackKeys(kv);
                sequence.PackValues(kv);
                for (int head = kv * shape.GroupSize; head < (kv + 1) * shape.GroupSize; head++)
                    for (int query = 0; query < length; query += QueryBlock)
                        BackwardBlock(sequence, rows, kv, head, query);
            }
        }
    }

    readonly record struct SavedRows(Matrix DOutput, Matrix Output, Matrix RowMax, Matrix RowSum, Matrix DQkv)
    {
        public SavedRows Of(int start, int length) => new(DOutput.RowRange(start, length), Output.RowRange(start, length), RowMax.RowRange(start, length),
            RowSum.RowRange(start, length), DQkv.RowRange(start, length));

        public SavedRows Of(int[] starts, int sequence) => Of(starts[sequence], starts[sequence + 1] - starts[sequence]);
    }

    static void BackwardBlock(in Sequence sequence, in SavedRows saved, int kv, int head, int query)
    {
        int rows = Math.Min(QueryBlock, sequence.Length - query), firstKey = sequence.FirstKey(query);
        BackwardScores(sequence, saved, kv, head, query, 0, rows);
        Matrix dQkv = saved.DQkv;
        sequence.AddTransposedTimes(sequence.ScoreGradients, query, rows, firstKey, sequence.QueryRows(head), sequence.Stride,
            dQkv.Data + sequence.Shape.KeyColumn(kv), dQkv.Stride);
        sequence.AddTransposedTimes(sequence.Scores, query, rows, firstKey, saved.DOutput.Data + head * sequence.HeadSize, saved.DOutput.Stride,
            dQkv.Data + sequence.Shape.ValueColumn(kv), dQkv.Stride);
    }

    /// <summary>Of rows from … to of a block of queries: P and dS, left in the sequence's scratch, and dQ.</summary>
    static void BackwardScores(in Sequence sequence, in SavedRows saved, int kv, int head, int query, int from, int to)
    {
        int blockEnd = Math.Min(query + QueryBlock, sequence.Length), firstKey = sequence.FirstKey(query), size = sequence.HeadSize;
        sequence.CopyQueries(head, query + from, to - from);
        float* dOutput = saved.DOutput.Data + (nint)query * saved.DOutput.Stride + head * size;
        float* output = saved.Output.Data + (nint)query * saved.Output.Stride + head * size;
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
                float delta = Elementwise.Dot(dOutput + (nint)i * saved.DOutput.Stride, output + (nint)i * saved.Output.Stride, size);
                ScoreGradientRow(sequence, i, ChunkOf(firstKey), sequence.FirstKey(query + i), query + i + 1, blockEnd, saved.RowMax[query + i, head],
                    saved.RowSum[query + i, head], delta);
            }
            sequence.TimesRows(sequence.ScoreGradients, row, height, ChunkOf(tileFirst), keyEnd, sequence.KeyRows(kv),
                dQkv.Data + (nint)(query + row) * dQkv.Stride + head * size, dQkv.Stride);
        }
    }

    static void ScoreGradientRow(in Sequence sequence, int row, int chunk, int first, int valid, int blockEnd, float max, float sum, float delta)
    {
        for (int key = chunk; key < blockEnd; key += KeyChunk)
        {
            int before = InChunk(first - key), here = InChunk(valid - key), padded = PaddedChunk(blockEnd - key);
            WindowSoftmax.Exponentiate(sequence.ScoreRow(key, row), before, here, padded, max, sequence.Scale, 1 / sum, default);
            WindowSoftmax.Backward(sequence.ScoreRow(key, row), sequence.ScoreGradientRow(key, row), before, here, padded, delta, sequence.Scale);
        }
    }

    /// <summary>One sequence's rows of qkv with the scratch blocks of the worker that handles it.</summary>
    readonly struct Sequence
    {
        readonly Matrix _qkv;
        readonly int _window;

        public Sequence(AttentionShape shape, Matrix qkv, Workspace workspace)
            : this(shape, qkv, workspace, workspace.Take(Scratch.KeyPanels, PanelFloats(shape, qkv)),
                workspace.Take(Scratch.ValuePanels, PanelFloats(shape, qkv))) { }

        public Sequence(AttentionShape shape, Matrix qkv, Workspace workspace, float* keys, float* values)
        {
            Shape = shape;
            HeadSize = shape.HeadSize;
            Scale = shape.Scale;
            _window = shape.Window ?? int.MaxValue;
            _qkv = qkv;
            int chunks = (qkv.Rows + KeyChunk - 1) / KeyChunk;
            Keys = keys;
            ValuePanels = values;
            Queries = workspace.Take(Scratch.QueryRows, ChunkFloats);
            OutputGradients = workspace.Take(Scratch.OutputGradientRows, ChunkFloats);
            Scores = workspace.Take(Scratch.Scores, (long)chunks * ChunkFloats);
            ScoreGradients = workspace.Take(Scratch.ScoreGradients, (long)chunks * ChunkFloats);
        }

        public AttentionShape Shape { get; }

        public int Length => _qkv.Rows;

        public int HeadSize { get; }

        public float Scale { get; }

        public int Stride => _qkv.Stride;

        public float* Keys { get; }

        public float* ValuePanels { get; }

        public float* Queries { get; }

        public float* OutputGradients { get; }

        public float* Scores { get; init; }

        public float* ScoreGradients { get; init; }

        /// <summary>First key that a query sees, without the shape's null.</summary>
        public int FirstKey(int query) => Math.Max(0, query - _window + 1);

        public float* KeyRows(int kv) => _qkv.Data + Shape.KeyColumn(kv);

        public float* Values(int kv) => _qkv.Data + Shape.ValueColumn(kv);

        public float* QueryRows(int head) => _qkv.Data + head * HeadSize;

        public float* ScoreRow(int key, int row) => Scores + (nint)(key / KeyChunk) * ChunkFloats + (nint)row * ChunkStride;

        public float* ScoreGradientRow(int key, int row) => ScoreGradients + (nint)(key / KeyChunk) * ChunkFloats + (nint)row * ChunkStride;

        public void PackKeys(int kv) => PackPanels(KeyRows(kv), Keys);

        public void PackValues(int kv) => PackPanels(Values(kv), ValuePanels);

        static long PanelFloats(AttentionShape shape, Matrix qkv) => (qkv.Rows + Tiles.Columns - 1L) / Tiles.Columns * Tiles.Columns * shape.HeadSize;

        void PackPanels(float* from, float* to)
        {
            for (int key = 0; key < Length; key += Tiles.Columns)
                Transpose.Copy(from + (nint)key * Stride, Stride, to + (nint)key * HeadSize, Tiles.Columns, Math.Min(Tiles.Columns, Length - key), HeadSize);
        }

        public void CopyQueries(int head, int query, int rows) => MatMul.CopyRows(QueryRows(head) + (nint)query * Stride, Stride, rows, HeadSize, Queries);

        /// <summary>to[row …][firstKey … keyEnd) = the tile's left rows · panels: scores or their gradients.</summary>
        public void ScoreTile(float* left, float* panels, float* to, int row, int height, int firstKey, int keyEnd)
        {
            for (int key = firstKey / Tiles.Columns * Tiles.Columns; key < keyEnd; key += Tiles.Columns)
            {
                float* target = to + (nint)(key / KeyChunk) * ChunkFloats + (nint)row * ChunkStride + key % KeyChunk;
                Tiles.Multiply<BlockedRows>(left, 1, panels + (nint)key * HeadSize, Tiles.Columns, HeadSize,
                    target, ChunkStride, height, Tiles.Columns, accumulate: false);
            }
        }

        /// <summary>to = weights[row …][chunk … keyEnd) · rows: the values or keys of the sequence, weighted, from the start of a chunk.</summary>
        public void TimesRows(float* weights, int row, int height, int chunk, int keyEnd, float* rows, float* to, nint toStride)
        {
            for (int key = chunk; key < keyEnd; key += KeyChunk)
                for (int column = 0; column < HeadSize; column += Tiles.Columns)
                    Tiles.Multiply<BlockedRows>(weights + (nint)(key / KeyChunk) * ChunkFloats + (nint)row * ChunkStride, 1, rows + (nint)key * Stride + column,
                        Stride,
                        Math.Min(KeyChunk, keyEnd - key), to + column, toStride, height, Math.Min(Tiles.Columns, HeadSize - column), key > chunk);
        }

        /// <summary>to[key] += Σ queries of the block weights[query][key] · rows[query], for every key from the first one on up to the block's end.</summary>
        public void AddTransposedTimes(float* weights, int query, int count, int firstKey, float* rows, nint rowStride, float* to, nint toStride)
        {
            int end = query + count;
            for (int chunk = ChunkOf(firstKey); chunk < end; chunk += KeyChunk)
                for (int key = chunk + InChunk(firstKey - chunk) / Tiles.Rows * Tiles.Rows; key < Math.Min(chunk + KeyChunk, end); key += Tiles.Rows)
                    AddTransposedTile(weights, query, count, key, rows, rowStride, to, toStride);
        }

        /// <summary>The same for one tile of keys; it ends where the chunk or the block does.</summary>
        public void AddTransposedTile(float* weights, int query, int count, int key, float* rows, nint rowStride, float* to, nint toStride)
        {
            // Queries before the first key of the tile have weight zero for all of it.
            int chunk = ChunkOf(key), skipped = Math.Max(0, key - query), height = Math.Min(Tiles.Rows, Math.Min(chunk + KeyChunk, query + count) - key);
            float* left = weights + (nint)(chunk / KeyChunk) * ChunkFloats + (nint)skipped * ChunkStride + (key - chunk);
            for (int column = 0; column < HeadSize; column += Tiles.Columns)
                Tiles.Multiply<TransposedRows>(left, ChunkStride, rows + (query + skipped) * rowStride + column, rowStride, count - skipped,
                    to + (nint)key * toStride + column, toStride, height, Math.Min(Tiles.Columns, HeadSize - column), accumulate: true);
        }
    }
}
