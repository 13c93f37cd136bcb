// How often each of many hashes came: an open table that is emptied in no time, for millions of words a second.

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Counts hashes.</summary>
public sealed class HashCounts
{
    const int Least = 64;

    // Together in one line of the cache: a look-up is one wait for memory.
    struct Slot
    {
        public ulong Key;
        public int Count, Round;
    }

    Slot[] _slots = new Slot[Least];
    int _round, _mask = Least - 1;

    /// <summary>Forgets all, and makes room for so many.</summary>
    public void Clear(int most)
    {
        int size = Least;
        while (size < 2 * most)
            size *= 2;
        if (size > _slots.Length)
            (_slots, _round) = (new Slot[size], 0);
        // A small document stays within a small part of a large table.
        _mask = size - 1;
        _round++;
    }

    /// <summary>Counts one.</summary>
    /// <returns>How often it came so far.</returns>
    public int Add(ulong key)
    {
        ref var slot = ref Find(key);
        if (slot.Round != _round)
            slot = new Slot { Key = key, Round = _round };
        return ++slot.Count;
    }

    /// <summary>Counts one that may be new.</summary>
    /// <returns>Whether it came before; then it is not counted.</returns>
    public bool Came(ulong key)
    {
        ref var slot = ref Find(key);
        if (slot.Round == _round)
            return true;
        slot = new Slot { Key = key, Round = _round, Count = 1 };
        return false;
    }

    ref Slot Find(ulong key)
    {
        int at = (int)(key ^ (key >> 32)) & _mask;
        while (_slots[at].Round == _round && _slots[at].Key != key)
            at = (at + 1) & _mask;
        return ref _slots[at];
    }
}
