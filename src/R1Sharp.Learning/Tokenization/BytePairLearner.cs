// Learns the merges of a byte-pair encoding from pieces and how often they occur.

using System.Runtime.InteropServices;
using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Byte-pair learning with incremental counts: a merge touches only the pieces that hold its pair, and a heap of pairs
/// is corrected when a pair comes to its top. Counts do not depend on any order, ties go to the lower pair of ids.
/// </summary>
internal sealed class BytePairLearner
{
    readonly List<(int[] Tokens, int Length, long Count)> _pieces = [];
    readonly Dictionary<ulong, long> _countOfPair = [];
    readonly Dictionary<ulong, List<int>> _piecesOfPair = [];
    readonly PriorityQueue<ulong, (long Negated, ulong Pair)> _queue = new();
    readonly List<string> _spellings = [];
    readonly Dictionary<string, int> _idOfSpelling = new(StringComparer.Ordinal);
    readonly List<Merge> _merges = [];

    /// <param name="pieces">Pieces of text, well-formed or not, and how often each occurs.</param>
    public BytePairLearner(IReadOnlyDictionary<string, long> pieces)
    {
        foreach (char c in Enumerable.Range(0, 256).Select(value => ByteAlphabet.Character((byte)value)).Order()) TokenOf(c.ToString());
        int[] tokenOfByte = [.. Enumerable.Range(0, 256).Select(value => TokenOf(ByteAlphabet.Character((byte)value).ToString()))];
        foreach (var (piece, count) in pieces)
        {
            int[] tokens = Array.ConvertAll(Encoding.UTF8.GetBytes(piece), value => tokenOfByte[value]);
            _pieces.Add((tokens, tokens.Length, count));
            for (int i = 0; i + 1 < tokens.Length; i++) Change(Pair(tokens[i], tokens[i + 1]), count, _pieces.Count - 1, _countOfPair);
        }
        foreach (var (pair, count) in _countOfPair) _queue.Enqueue(pair, (-count, pair));
    }

    /// <summary>The vocabulary in the byte alphabet, by id.</summary>
    public IReadOnlyList<string> Spellings => _spellings;

    /// <summary>First learned first.</summary>
    public IReadOnlyList<Merge> Merges => _merges;

    /// <summary>Merges the most frequent pairs until the vocabulary is full or no pair occurs often enough.</summary>
    public void Learn(int vocabularySize, long minimumCount)
    {
        while (_spellings.Count < vocabularySize && _queue.TryDequeue(out ulong pair, out var priority))
        {
            long count = _countOfPair.GetValueOrDefault(pair);
            if (count < minimumCount) continue;
            if (count != -priority.Negated) _queue.Enqueue(pair, (-count, pair));
            else MergeEverywhere(pair);
        }
    }

    void MergeEverywhere(ulong pair)
    {
        int left = (int)(pair >> 32), right = (int)pair;
        var merge = new Merge(left, right, TokenOf(_spellings[left] + _spellings[right]));
        _merges.Add(merge);
        _piecesOfPair.Remove(pair, out var pieces);
        var changes = new Dictionary<ulong, long>();
        foreach (int piece in pieces!) MergeInPiece(piece, merge, changes);
        _countOfPair.Remove(pair);
        changes.Remove(pair);
        foreach (var (changed, change) in changes)
        {
            long count = CollectionsMarshal.GetValueRefOrAddDefault(_countOfPair, changed, out _) += change;
            if (change > 0) _queue.Enqueue(changed, (-count, changed));
        }
    }

    void MergeInPiece(int piece, Merge merge, Dictionary<ulong, long> changes)
    {
        var (tokens, length, count) = _pieces[piece];
        int written = 0;
        for (int read = 0; read < length; written++)
        {
            if (tokens[read] != merge.Left || read + 1 == length || tokens[read + 1] != merge.Right)
            {
                tokens[written] = tokens[read++];
                continue;
            }
            if (written > 0)
            {
                Change(Pair(tokens[written - 1], merge.Left), -count, piece, changes);
                Change(Pair(tokens[written - 1], merge.Result), count, piece, changes);
            }
            if (read + 2 < length)
            {
                Change(Pair(merge.Right, tokens[read + 2]), -count, piece, changes);
                Change(Pair(merge.Result, tokens[read + 2]), count, piece, changes);
            }
            tokens[written] = merge.Result;
            read += 2;
        }
        _pieces[piece] = (tokens, written, count);
    }

    void Change(ulong pair, long change, int piece, Dictionary<ulong, long> counts)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(counts, pair, out _) += change;
        if (change < 0) return;
        ref var pieces = ref CollectionsMarshal.GetValueRefOrAddDefault(_piecesOfPair, pair, out _);
        pieces ??= [];
        if (pieces.Count == 0 || pieces[^1] != piece) pieces.Add(piece);
    }

    int TokenOf(string spelling)
    {
        if (_idOfSpelling.TryGetValue(spelling, out int known)) return known;
        _spellings.Add(spelling);
        return _idOfSpelling[spelling] = _spellings.Count - 1;
    }

    static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}
