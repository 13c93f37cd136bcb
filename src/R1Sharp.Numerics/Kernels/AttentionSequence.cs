// What attention over one sequence works on: panels and rows of one key and value head, blocks of queries and their scores,
// and the products between them. All of it lies in the scratch of one worker.

using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <content>One sequence's memory and products.</content>
public static unsafe partial class Attention
{
    /// <summary>One sequence's rows of qkv with the scratch blocks of the worker that handles it.</summary>
    readonly struct Sequence
    {
        readonly Matrix _qkv, _prefix;
        readonly int _window;
        readonly float* _keyRows, _valueRows;

        public Sequence(AttentionShape shape, Matrix qkv, Workspace workspace)
            : this(shape, qkv, new PrefixedRows(0, qkv.Rows, 0, 0), workspace) { }

        public Sequence(AttentionShape shape, Matrix qkv, PrefixedRows rows, Workspace workspace)
            : this(shape, qkv.RowRange(rows.Start, rows.Length), qkv.RowRange(rows.PrefixStart, rows.PrefixLength), workspace,
                workspace.Take(Scratch.KeyPanels, PanelFloats(shape, rows)), workspace.Take(Scratch.ValuePanels, PanelFloats(shape, rows)))
        {
            RowStride = (shape.HeadSize + Tiles.Columns - 1) / Tiles.Columns * Tiles.Columns;
            long floats = (long)Length * RowStride + Tiles.Columns;
            _keyRows = workspace.Take(Scratch.KeyRows, floats);
            _valueRows = workspace.Take(Scratch.ValueRows, floats);
            KeyGradients = workspace.Take(Scratch.KeyGradients, floats);
            ValueGradients = workspace.Take(Scratch.ValueGradients, floats);
        }

        /// <param name="shape">The heads.</param>
        /// <param name="qkv">The sequence's own rows.</param>
        /// <param name="prefix">The rows before them, which it shares with others; none where it begins with its own.</param>
        /// <param name="workspace">The worker's scratch.</param>
        /// <param name="keys">Memory for panels of keys.</param>
        /// <param name="values">Memory for panels of values.</param>
        public Sequence(AttentionShape shape, Matrix qkv, Matrix prefix, Workspace workspace, float* keys, float* values)
        {
            Shape = shape;
            HeadSize = shape.HeadSize;
            Scale = shape.Scale;
            _window = shape.Window ?? int.MaxValue;
            (_qkv, _prefix) = (qkv, prefix);
            RowStride = qkv.Stride;
            int chunks = (Length + KeyChunk - 1) / KeyChunk;
            Keys = keys;
            ValuePanels = values;
            Queries = workspace.Take(Scratch.QueryRows, ChunkFloats);
            OutputGradients = workspace.Take(Scratch.OutputGradientRows, ChunkFloats);
            Scores = workspace.Take(Scratch.Scores, (long)chunks * ChunkFloats);
            ScoreGradients = workspace.Take(Scratch.ScoreGradients, (long)chunks * ChunkFloats);
        }

        public AttentionShape Shape { get; }

        /// <summary>Positions of the sequence, its prefix included.</summary>
        public int Length => PrefixLength + _qkv.Rows;

        /// <summary>Positions before its own rows: query q is its own row q − this.</summary>
        public int PrefixLength => _prefix.Rows;

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

        /// <summary>
        /// Floats from one row of keys or values to the next. A thread that works alone copies those of a head to rows of their own: in qkv
        /// they are a power of two apart, so that they drive one another out of the caches.
        /// </summary>
        public int RowStride { get; }

        public float* KeyRows(int kv) => _keyRows != null ? _keyRows : KeysOf(kv);

        public float* ValueRows(int kv) => _valueRows != null ? _valueRows : ValuesOf(kv);

        /// <summary>Of one head, where a thread works alone.</summary>
        public float* KeyGradients { get; }

        public float* ValueGradients { get; }

        float* KeysOf(int kv) => _qkv.Data + Shape.KeyColumn(kv);

        float* ValuesOf(int kv) => _qkv.Data + Shape.ValueColumn(kv);

        public float* QueryRows(int head) => _qkv.Data + head * HeadSize;

        public float* ScoreRow(int key, int row) => Scores + (nint)(key / KeyChunk) * ChunkFloats + (nint)row * ChunkStride;

        public float* ScoreGradientRow(int key, int row) => ScoreGradients + (nint)(key / KeyChunk) * ChunkFloats + (nint)row * ChunkStride;

        public void PackKeys(int kv) => PackPanels(KeysOf(kv), Stride, Keys);

        public void PackValues(int kv) => PackPanels(ValuesOf(kv), Stride, ValuePanels);

        public void PackCopiedKeys() => PackPanels(_keyRows, RowStride, Keys);

        public void PackCopiedValues() => PackPanels(_valueRows, RowStride, ValuePanels);

        public void CopyKeys(int kv) => CopyAll(Shape.KeyColumn(kv), _keyRows);

        public void CopyValues(int kv) => CopyAll(Shape.ValueColumn(kv), _valueRows);

        public void ClearGradients()
        {
            new Span<float>(KeyGradients, Length * RowStride).Clear();
            new Span<float>(ValueGradients, Length * RowStride).Clear();
        }

        /// <summary>To the gradient of its own rows.</summary>
        public void CopyGradients(int kv, Matrix dQkv)
        {
            nint own = (nint)PrefixLength * RowStride;
            Copy(KeyGradients + own, RowStride, dQkv.Data + Shape.KeyColumn(kv), dQkv.Stride, dQkv.Rows);
            Copy(ValueGradients + own, RowStride, dQkv.Data + Shape.ValueColumn(kv), dQkv.Stride, dQkv.Rows);
        }

        /// <summary>To the gradient of its prefix.</summary>
        public void AddGradients(int kv, Matrix dPrefix)
        {
            for (int row = 0; row < dPrefix.Rows; row++)
            {
                Elementwise.Add(dPrefix.Row(row).Slice(Shape.KeyColumn(kv), HeadSize), new(KeyGradients + (nint)row * RowStride, HeadSize));
                Elementwise.Add(dPrefix.Row(row).Slice(Shape.ValueColumn(kv), HeadSize), new(ValueGradients + (nint)row * RowStride, HeadSize));
            }
        }

        void CopyAll(int column, float* to)
        {
            if (PrefixLength > 0)
                Copy(_prefix.Data + column, _prefix.Stride, to, RowStride, PrefixLength);
            Copy(_qkv.Data + column, Stride, to + (nint)PrefixLength * RowStride, RowStride, _qkv.Rows);
        }

        void Copy(float* from, nint fromStride, float* to, nint toStride, int rows)
        {
            for (int row = 0; row < rows; row++)
                Elementwise.Copy(from + row * fromStride, to + row * toStride, HeadSize);
        }

        static long PanelFloats(AttentionShape shape, PrefixedRows rows) =>
            (rows.PrefixLength + rows.Length + Tiles.Columns - 1L) / Tiles.Columns * Tiles.Columns * shape.HeadSize;

        void PackPanels(float* from, nint stride, float* to)
        {
            for (int key = 0; key < Length; key += Tiles.Columns)
                Transpose.Copy(from + key * stride, stride, to + (nint)key * HeadSize, Tiles.Columns, Math.Min(Tiles.Columns, Length - key), HeadSize);
        }

        public void CopyQueries(int head, int query, int rows) =>
            MatMul.CopyRows(QueryRows(head) + (nint)(query - PrefixLength) * Stride, Stride, rows, HeadSize, Queries);

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
        public void TimesRows(float* weights, int row, int height, int chunk, int keyEnd, float* rows, nint rowStride, float* to, nint toStride)
        {
            for (int key = chunk; key < keyEnd; key += KeyChunk)
                for (int column = 0; column < HeadSize; column += Tiles.Columns)
                    Tiles.Multiply<BlockedRows>(weights + (nint)(key / KeyChunk) * ChunkFloats + (nint)row * ChunkStride, 1,
                        rows + key * rowStride + column, rowStride, Math.Min(KeyChunk, keyEnd - key), to + column, toStride, height,
                        Math.Min(Tiles.Columns, HeadSize - column), key > chunk);
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
