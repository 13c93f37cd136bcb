// The memory in which a long word is merged: a linked list of its tokens and a heap of its pairs.

namespace R1Sharp.Learning.Tokenization;

/// <summary>Memory that merges use again and again; it grows to the longest word it has seen, up to a limit.</summary>
internal sealed class MergeWorkspace
{
    // Words beyond this are rare enough to pay for their memory themselves.
    const int LongestKept = 1 << 16;

    int[] _next = [], _previous = [];

    // A binary heap of rank and position in one number: the smallest rank first, and of equal ones the leftmost.
    ulong[] _heap = [];
    int _count;

    /// <summary>Begins a word: every token linked to its neighbours, the heap empty.</summary>
    public void Begin(int length, out int[] next, out int[] previous)
    {
        if (_next.Length < length)
        {
            int capacity = length <= LongestKept ? LongestKept : length;
            (_next, _previous, _heap) = (new int[capacity], new int[capacity], new ulong[capacity]);
        }
        (next, previous, _count) = (_next, _previous, 0);
        for (int i = 0; i < length; i++) (previous[i], next[i]) = (i - 1, i + 1);
        next[length - 1] = -1;
    }

    /// <summary>Gives back the memory of an extraordinarily long word.</summary>
    public void Trim()
    {
        if (_heap.Length > 2 * LongestKept) (_next, _previous, _heap) = ([], [], []);
    }

    /// <summary>Puts an entry into a heap that is not in order; <see cref="Order"/> must follow.</summary>
    public void Note(int rank, int position) => _heap[_count++] = Entry(rank, position);

    /// <summary>Brings the heap in order, in linear time.</summary>
    public void Order()
    {
        for (int i = _count / 2 - 1; i >= 0; i--) Sink(i, _heap[i]);
    }

    /// <summary>Puts an entry into the heap.</summary>
    public void Add(int rank, int position)
    {
        if (_count == _heap.Length) Array.Resize(ref _heap, 2 * _count);
        ulong entry = Entry(rank, position);
        int hole = _count++;
        for (int parent; hole > 0 && _heap[parent = (hole - 1) / 2] > entry; hole = parent) _heap[hole] = _heap[parent];
        _heap[hole] = entry;
    }

    /// <summary>Takes the first entry out of the heap.</summary>
    public bool TryTake(out int rank, out int position)
    {
        (rank, position) = (0, 0);
        if (_count == 0) return false;
        ulong first = _heap[0];
        (rank, position) = ((int)(first >> 32), (int)(uint)first);
        if (--_count > 0) Sink(0, _heap[_count]);
        return true;
    }

    void Sink(int hole, ulong entry)
    {
        for (int child; (child = 2 * hole + 1) < _count; hole = child)
        {
            if (child + 1 < _count && _heap[child + 1] < _heap[child]) child++;
            if (_heap[child] >= entry) break;
            _heap[hole] = _heap[child];
        }
        _heap[hole] = entry;
    }

    static ulong Entry(int rank, int position) => ((ulong)(uint)rank << 32) | (uint)position;
}
