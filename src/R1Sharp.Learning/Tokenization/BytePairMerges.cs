// The merges of a byte-pair encoding, in the order in which they were learned, and their application.

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

    readonly Merge[] _merges;
    readonly Dictionary<ulong, int> _rankOfPair;

    /// <param name="merges">First learned first; of two merges of the same pair the later one counts.</param>
    public BytePairMerges(Merge[] merges)
    {
        _merges = merges;
        _rankOfPair = new Dictionary<ulong, int>(merges.Length);
        for (int rank = 0; rank < merges.Length; rank++) _rankOfPair[Key(merges[rank].Left, merges[rank].Right)] = rank;
    }

    /// <summary>First learned first.</summary>
    public IReadOnlyList<Merge> InOrder => _merges;

    /// <summary>Merges in place and returns how many tokens remain, at the front of the span.</summary>
    public int Apply(Span<int> tokens) => tokens.Length <= LongestScanned ? ApplyByScanning(tokens) : ApplyByHeap(tokens);

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

    int ApplyByHeap(Span<int> tokens)
    {
        // A linked list over the positions: a merge keeps the left position and unlinks the right one.
        var next = new int[tokens.Length];
        var previous = new int[tokens.Length];
        var queue = new PriorityQueue<int, ulong>(tokens.Length);
        for (int i = 0; i < tokens.Length; i++) (previous[i], next[i]) = (i - 1, i + 1 < tokens.Length ? i + 1 : -1);
        for (int i = 0; i + 1 < tokens.Length; i++) Push(queue, tokens, i, i + 1);

        const int unlinked = -1;
        while (queue.TryDequeue(out int left, out ulong priority))
        {
            // Entries of pairs that have changed since are stale: their rank is no longer the pair's.
            int right = tokens[left] == unlinked ? -1 : next[left];
            int rank = (int)(priority >> 32);
            if (right < 0 || Rank(tokens[left], tokens[right]) != rank) continue;
            tokens[left] = _merges[rank].Result;
            tokens[right] = unlinked;
            next[left] = next[right];
            if (next[left] >= 0) previous[next[left]] = left;
            if (previous[left] >= 0) Push(queue, tokens, previous[left], left);
            if (next[left] >= 0) Push(queue, tokens, left, next[left]);
        }
        int count = 0;
        for (int i = 0; i >= 0; i = next[i]) tokens[count++] = tokens[i];
        return count;
    }

    void Push(PriorityQueue<int, ulong> queue, Span<int> tokens, int left, int right)
    {
        int rank = Rank(tokens[left], tokens[right]);
        if (rank != NoMerge) queue.Enqueue(left, ((ulong)rank << 32) | (uint)left);
    }

    int Rank(int left, int right) => _rankOfPair.TryGetValue(Key(left, right), out int rank) ? rank : NoMerge;

    static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;
}
