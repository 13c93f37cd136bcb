// The merges of a byte-pair encoding, in the order in which they were learned, and their application.

using System.Numerics;

namespace R1Sharp.Learning.Tokenization;

/// <summary>Two neighbouring tokens and the token that replaces them.</summary>
internal readonly record struct Merge(int Left, int Right, int Result);

/// <summary>
/// Applies merges to a sequence of tokens: of all neighbouring pairs that have a merge, the one learned first; of equal
/// ones, the leftmost; until no pair has a merge. Short words scan, long ones keep a heap: O(n log n) for any word.
/// </summary>
internal sealed class BytePairMerges
{
    // Below this length scanning for the best pair beats keeping a heap.
    const int LongestScanned = 64;
    const int NoMerge = int.MaxValue;
    const ulong NoPair = ulong.MaxValue;

    // The table of an open hash: half empty, so that a pair is found, or found missing, within one or two looks.
    struct Entry
    {
        public ulong Pair;
        public int Rank;
        public int Result;
    }

    readonly Merge[] _merges;
    readonly Entry[] _table;
    readonly int _shift;

    /// <param name="merges">First learned first; of two merges of the same pair the later one counts.</param>
    public BytePairMerges(Merge[] merges)
    {
        _merges = merges;
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges.Length + merges.Length / 2));
        _shift = 64 - BitOperations.Log2((uint)size);
        _table = new Entry[size];
        Array.Fill(_table, new Entry { Pair = NoPair, Rank = NoMerge });
        for (int rank = 0; rank < merges.Length; rank++)
            Find(merges[rank].Left, merges[rank].Right) = new Entry
            {
                Pair = Key(merges[rank].Left, merges[rank].Right),
                Rank = rank,
                Result = merges[rank].Result,
            };
    }

    /// <summary>First learned first.</summary>
    public IReadOnlyList<Merge> InOrder => _merges;

    /// <summary>Merges in place and returns how many tokens remain, at the front of the span.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="workspace">Memory for long words; one thread's at a time.</param>
    public int Apply(Span<int> tokens, MergeWorkspace workspace) =>
        tokens.Length <= LongestScanned ? ApplyByScanning(tokens) : ApplyByHeap(tokens, workspace);

    int ApplyByScanning(Span<int> tokens)
    {
        Span<int> ranks = stackalloc int[LongestScanned];
        int count = tokens.Length;
        for (int i = 0; i + 1 < count; i++) ranks[i] = Rank(tokens[i], tokens[i + 1]);
        while (count > 1)
        {
            int best = 0;
            for (int i = 1; i + 1 < count; i++) if (ranks[i] < ranks[best]) best = i;
            if (ranks[best] == NoMerge) break;

            tokens[best] = _merges[ranks[best]].Result;
            tokens[(best + 2)..count].CopyTo(tokens[(best + 1)..]);
            ranks[(best + 1)..(count - 1)].CopyTo(ranks[best..]);
            count--;
            if (best > 0) ranks[best - 1] = Rank(tokens[best - 1], tokens[best]);
            if (best + 1 < count) ranks[best] = Rank(tokens[best], tokens[best + 1]);
        }
        return count;
    }

    // A linked list over the positions: a merge keeps the left position and unlinks the right one.
    int ApplyByHeap(Span<int> tokens, MergeWorkspace workspace)
    {
        const int unlinked = -1;
        workspace.Begin(tokens.Length, out var next, out var previous);
        for (int i = 0; i + 1 < tokens.Length; i++) Note(workspace, tokens, i, i + 1);
        workspace.Order();
        while (workspace.TryTake(out int rank, out int left))
        {
            // Entries of pairs that have changed since are stale: their rank is no longer the pair's.
            int right = tokens[left] == unlinked ? -1 : next[left];
            if (right < 0 || Rank(tokens[left], tokens[right]) != rank) continue;
            tokens[left] = _merges[rank].Result;
            tokens[right] = unlinked;
            next[left] = next[right];
            if (next[left] >= 0) previous[next[left]] = left;
            if (previous[left] >= 0) Push(workspace, tokens, previous[left], left);
            if (next[left] >= 0) Push(workspace, tokens, left, next[left]);
        }
        int count = 0;
        for (int i = 0; i >= 0; i = next[i]) tokens[count++] = tokens[i];
        return count;
    }

    void Note(MergeWorkspace workspace, Span<int> tokens, int left, int right)
    {
        int rank = Rank(tokens[left], tokens[right]);
        if (rank != NoMerge) workspace.Note(rank, left);
    }

    void Push(MergeWorkspace workspace, Span<int> tokens, int left, int right)
    {
        int rank = Rank(tokens[left], tokens[right]);
        if (rank != NoMerge) workspace.Add(rank, left);
    }

    int Rank(int left, int right) => Find(left, right).Rank;

    ref Entry Find(int left, int right)
    {
        ulong pair = Key(left, right);
        var table = _table;
        for (int slot = (int)((pair * 0x9E3779B97F4A7C15UL) >> _shift); ; slot = (slot + 1) & (table.Length - 1))
        {
            ref var entry = ref table[slot];
            if (entry.Pair == pair || entry.Pair == NoPair) return ref entry;
        }
    }

    static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}
