// Which scores the backward pass of attention keeps at once when threads share it, and where.

using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <content>The memory of the shared backward pass.</content>
public static unsafe partial class Attention
{
    /// <summary>
    /// What is worked on between two points where all threads wait: some sequences; of every group of heads those from one to another;
    /// of their blocks of queries those from one to another. Rounds follow one another as the sums towards the keys go: heads, then blocks.
    /// </summary>
    readonly record struct BackwardRound(int FirstSequence, int EndSequence, int FirstHead, int EndHead, int FirstBlock, int EndBlock)
    {
        // Scores and their gradients: 64 MB.
        const long MostFloats = 16 << 20;

        public static IEnumerable<BackwardRound> All(AttentionShape shape, int[] starts)
        {
            for (int s = 0; s + 1 < starts.Length;)
            {
                int end = s;
                for (long floats = 0; end + 1 < starts.Length && (floats += shape.HeadCount * Floats(Length(end))) <= MostFloats;)
                    end++;
                if (end > s)
                    yield return new(s, end, 0, shape.GroupSize, 0, int.MaxValue);
                else
                    foreach (var round in OfLong(shape, end++, Length(s)))
                        yield return round;
                s = end;
            }
            int Length(int s) => starts[s + 1] - starts[s];
        }

        public static int BlocksOf(int length) => (length + QueryBlock - 1) / QueryBlock;

        /// <summary>Floats of the scores, or of their gradients, of one block.</summary>
        public static long BlockFloats(int length) => (long)(length + KeyChunk - 1) / KeyChunk * ChunkFloats;

        static long Floats(int length) => 2 * BlockFloats(length) * BlocksOf(length);

        static IEnumerable<BackwardRound> OfLong(AttentionShape shape, int s, int length)
        {
            int step = (int)Math.Max(1, MostFloats / (2 * BlockFloats(length) * shape.KeyValueHeadCount));
            for (int head = 0; head < shape.GroupSize; head++)
                for (int block = 0; block < BlocksOf(length); block += step)
                    yield return new(s, s + 1, head, head + 1, block, block + step);
        }
    }

    /// <summary>The blocks of a round and the memory of their scores.</summary>
    sealed class KeptBlocks
    {
        readonly List<QueryRows> _blocks = [];
        readonly List<long> _places = [];
        readonly Dictionary<(int, int), (int, int)> _of = [];
        readonly AttentionShape _shape;
        readonly BackwardRound _round;
        readonly int[] _starts;
        readonly float* _scores, _gradients;

        public KeptBlocks(AttentionShape shape, BackwardRound round, int[] starts, Workspace workspace)
        {
            (_shape, _round, _starts) = (shape, round, starts);
            long floats = 0;
            for (int s = round.FirstSequence; s < round.EndSequence; s++)
                for (int kv = 0; kv < shape.KeyValueHeadCount; kv++)
                    floats = Add(s, kv, floats);
            _scores = workspace.Take(Scratch.Scores, floats);
            _gradients = workspace.Take(Scratch.ScoreGradients, floats);
        }

        public int Count => _blocks.Count;

        public QueryRows this[int block] => _blocks[block];

        /// <summary>The blocks that look at a key and value head, in the order of their sums.</summary>
        public (int First, int End) Of(int s, int kv) => _of[(s, kv)];

        /// <summary>A sequence with the scores of a block instead of a thread's scratch.</summary>
        public Sequence Scores(in Sequence sequence, int block) =>
            sequence with { Scores = _scores + _places[block], ScoreGradients = _gradients + _places[block] };

        /// <summary>The tiles of keys that the blocks look at; the first keys, which most queries see, come first.</summary>
        public (int Sequence, int KeyValueHead, int Key)[] KeyTiles()
        {
            var tiles = new List<(int, int, int)>();
            foreach (var (s, kv) in _of.Keys)
                for (int chunk = 0, end = EndOf(s); chunk < end; chunk += KeyChunk)
                    for (int key = chunk; key < Math.Min(chunk + KeyChunk, end); key += Tiles.Rows)
                        tiles.Add((s, kv, key));
            return [.. tiles];
        }

        /// <summary>Rows of all blocks that look at a tile of keys, about.</summary>
        public double RowsThatSee((int Sequence, int KeyValueHead, int Key) tile)
        {
            var (first, end) = Of(tile.Sequence, tile.KeyValueHead);
            double rows = 0;
            for (int b = first; b < end; b++)
                rows += Math.Clamp(_blocks[b].Query + _blocks[b].Rows - tile.Key, 0, _blocks[b].Rows);
            return rows;
        }

        int EndOf(int s) => (int)Math.Min(_starts[s + 1] - _starts[s], (long)_round.EndBlock * QueryBlock);

        long Add(int s, int kv, long floats)
        {
            int length = _starts[s + 1] - _starts[s], first = Count, end = Math.Min(_round.EndBlock, BackwardRound.BlocksOf(length));
            for (int head = kv * _shape.GroupSize + _round.FirstHead; head < kv * _shape.GroupSize + _round.EndHead; head++)
                for (int block = _round.FirstBlock; block < end; block++, floats += BackwardRound.BlockFloats(length))
                {
                    _blocks.Add(new(s, head, block * QueryBlock, Math.Min(QueryBlock, length - block * QueryBlock)));
                    _places.Add(floats);
                }
            _of.Add((s, kv), (first, Count));
            return floats;
        }
    }
}
