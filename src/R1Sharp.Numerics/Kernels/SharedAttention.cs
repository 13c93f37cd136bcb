// Attention with its work shared out among threads: the blocks and chains of Attention.cs, cut so that no element is written by two.
// Forward, blocks of queries are independent. Backward, scores and their gradients are computed and kept for as many blocks as
// memory is given for; then every tile of keys adds up what they give it, in the order of heads, then of blocks, as one thread would.

using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <content>Attention for training by several threads.</content>
public static unsafe partial class Attention
{
    const int ForwardProducts = 2, ScoreProducts = 3, KeyProducts = 2;

    /// <summary>Floating-point operations of so many products of queries by keys over all heads.</summary>
    static double Flops(AttentionShape shape, ReadOnlySpan<int> sequenceStarts, int products)
    {
        double pairs = 0;
        for (int s = 0; s + 1 < sequenceStarts.Length; s++)
            pairs += Pairs(shape, 0, sequenceStarts[s + 1] - sequenceStarts[s]);
        return 2.0 * products * shape.OutputColumns * pairs;
    }

    /// <summary>Keys that some queries in a row see, all together.</summary>
    static double Pairs(AttentionShape shape, int query, int rows) => (double)rows * Math.Min(query + (rows + 1) / 2.0, shape.Window ?? double.MaxValue);

    static void ForwardTogether<TLanes>(AttentionShape shape, Matrix qkv, int[] sequenceStarts, Matrix output, Matrix rowMax, Matrix rowSum, int pieces,
        Workspace workspace)
        where TLanes : struct, ILanes<TLanes>
    {
        var sequences = new SharedSequences(shape, qkv, sequenceStarts, workspace, withValues: false);
        var blocks = sequences.Blocks(pieces);
        workspace.ShareUnits(blocks.Length, pieces, b => 2.0 * ForwardProducts * shape.HeadSize * Pairs(shape, blocks[b].Query, blocks[b].Rows), (b, scratch) =>
        {
            var (s, head, query, rows) = blocks[b];
            int start = sequenceStarts[s], length = sequenceStarts[s + 1] - start, kv = head / shape.GroupSize;
            ForwardBlock<TLanes>(sequences.Of(s, kv, scratch), kv, head, query, rows, output.RowRange(start, length),
                rowMax.RowRange(start, length), rowSum.RowRange(start, length));
        });
    }

    static void BackwardTogether<TLanes>(AttentionShape shape, SavedRows saved, Matrix qkv, int[] sequenceStarts, int pieces, Workspace workspace)
        where TLanes : struct, ILanes<TLanes>
    {
        Matrix dQkv = saved.DQkv;
        workspace.ShareRows(dQkv.Rows, dQkv.Columns, (first, count, _) => dQkv.RowRange(first, count).Clear());
        var sequences = new SharedSequences(shape, qkv, sequenceStarts, workspace, withValues: true);
        foreach (var round in BackwardRound.All(shape, sequenceStarts))
            BackwardTogether<TLanes>(shape, saved, sequences, sequenceStarts, new KeptBlocks(shape, round, sequenceStarts, workspace), pieces, workspace);
    }

    static void BackwardTogether<TLanes>(AttentionShape shape, SavedRows saved, SharedSequences sequences, int[] sequenceStarts, KeptBlocks blocks, int pieces,
        Workspace workspace)
        where TLanes : struct, ILanes<TLanes>
    {
        int tiles = blocks.Count < pieces ? QueryBlock / Tiles.Rows : 1, rowsOfUnit = QueryBlock / tiles;
        workspace.ShareUnits(blocks.Count * tiles, pieces,
            unit => 2.0 * ScoreProducts * shape.HeadSize * Pairs(shape, blocks[unit / tiles].Query + unit % tiles * rowsOfUnit, rowsOfUnit), (unit, scratch) =>
            {
                var block = blocks[unit / tiles];
                int from = unit % tiles * rowsOfUnit;
                int kv = block.Head / shape.GroupSize;
                BackwardScores<TLanes>(blocks.Scores(sequences.Of(block.Sequence, kv, scratch), unit / tiles), saved.Of(sequenceStarts, block.Sequence), kv,
                    block.Head, block.Query, from, Math.Min(from + rowsOfUnit, block.Rows));
            });
        var keys = blocks.KeyTiles();
        workspace.ShareUnits(keys.Length, pieces, unit => 2.0 * KeyProducts * shape.HeadSize * Tiles.Rows * blocks.RowsThatSee(keys[unit]), (unit, scratch) =>
        {
            var (s, kv, key) = keys[unit];
            var sequence = sequences.Of(s, kv, scratch);
            var (first, end) = blocks.Of(s, kv);
            for (int b = first; b < end; b++)
                AddToKeys(blocks.Scores(sequence, b), saved.Of(sequenceStarts, s), kv, blocks[b], key);
        });
    }

    static void AddToKeys(in Sequence sequence, in SavedRows saved, int kv, in QueryRows block, int key)
    {
        int firstKey = sequence.FirstKey(block.Query), chunk = ChunkOf(firstKey), size = sequence.HeadSize;
        if (key >= block.Query + block.Rows || key < chunk + (firstKey - chunk) / Tiles.Rows * Tiles.Rows)
            return;
        Matrix dQkv = saved.DQkv;
        sequence.AddTransposedTile(sequence.ScoreGradients, block.Query, block.Rows, key, sequence.QueryRows(block.Head), sequence.Stride,
            dQkv.Data + sequence.Shape.KeyColumn(kv), dQkv.Stride);
        sequence.AddTransposedTile(sequence.Scores, block.Query, block.Rows, key, saved.DOutput.Data + block.Head * size, saved.DOutput.Stride,
            dQkv.Data + sequence.Shape.ValueColumn(kv), dQkv.Stride);
    }

    /// <summary>Some queries of one head of a sequence.</summary>
    readonly record struct QueryRows(int Sequence, int Head, int Query, int Rows);

    /// <summary>The sequences of a call, with keys (and values) in panels that all threads read.</summary>
    sealed class SharedSequences
    {
        readonly AttentionShape _shape;
        readonly Matrix _qkv;
        readonly int[] _starts;
        readonly long[] _panels;
        readonly float* _keys, _values;

        public SharedSequences(AttentionShape shape, Matrix qkv, int[] starts, Workspace workspace, bool withValues)
        {
            (_shape, _qkv, _starts) = (shape, qkv, starts);
            _panels = new long[starts.Length];
            for (int s = 0; s < Count; s++)
                _panels[s + 1] = _panels[s] + (long)shape.KeyValueHeadCount * PanelFloats(s);
            _keys = workspace.Take(Scratch.KeyPanels, _panels[^1]);
            _values = withValues ? workspace.Take(Scratch.ValuePanels, _panels[^1]) : null;
            workspace.ShareRows(Count * shape.KeyValueHeadCount, (double)qkv.Rows * shape.HeadSize / Count, (first, count, scratch) =>
            {
                for (int unit = first; unit < first + count; unit++)
                    Pack(unit / _shape.KeyValueHeadCount, unit % _shape.KeyValueHeadCount, scratch);
            });
        }

        int Count => _starts.Length - 1;

        public Sequence Of(int s, int kv, Workspace scratch)
        {
            long at = _panels[s] + kv * PanelFloats(s);
            return new(_shape, _qkv.RowRange(_starts[s], _starts[s + 1] - _starts[s]), _qkv.RowRange(0, 0), scratch, _keys + at, _values + at);
        }

        /// <summary>All queries of all heads, the last of each head first, which see most keys; in small blocks where there would be too few.</summary>
        public QueryRows[] Blocks(int pieces)
        {
            int rows = (long)_shape.HeadCount * _qkv.Rows / QueryBlock < pieces ? Tiles.Rows : QueryBlock;
            var blocks = new List<QueryRows>();
            for (int s = 0; s < Count; s++)
                for (int head = 0, length = _starts[s + 1] - _starts[s]; head < _shape.HeadCount; head++)
                    for (int query = (length - 1) / rows * rows; query >= 0; query -= rows)
                        blocks.Add(new(s, head, query, Math.Min(rows, length - query)));
            return [.. blocks];
        }

        void Pack(int s, int kv, Workspace scratch)
        {
            var sequence = Of(s, kv, scratch);
            sequence.PackKeys(kv);
            if (_values != null)
                sequence.PackValues(kv);
        }

        long PanelFloats(int s) => (long)(_starts[s + 1] - _starts[s] + Tiles.Columns - 1) / Tiles.Columns * Tiles.Columns * _shape.HeadSize;
    }
}
