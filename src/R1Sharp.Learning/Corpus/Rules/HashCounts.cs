// How often each of many hashes came: an open table that is emptied in no time, for millions of words a second.

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Counts hashes.</summary>
sealed class HashCounts
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
    public int Add(ulong key) => _slots[Count(key)].Count;

    /// <summary>Counts one.</summary>
    /// <returns>Its place among the counts.</returns>
    public int Count(ulong key)
    {
        int at = Find(key);
        if (_slots[at].Round != _round)
            _slots[at] = new Slot { Key = key, Round = _round };
        _slots[at].Count++;
        return at;
    }

    /// <summary>How often what stands at a place came.</summary>
    public int At(int place) => _slots[place].Count & int.MaxValue;

    /// <summary>Marks what stands at a place.</summary>
    /// <returns>Whether it was not marked yet.</returns>
    public bool See(int place)
    {
        ref int count = ref _slots[place].Count;
        bool isNew = count >= 0;
        count |= int.MinValue;
        return isNew;
    }

    int Find(ulong key)
    {
        var slots = _slots;
        int at = (int)(key ^ (key >> 32)) & _mask;
        while (slots[at].Round == _round && slots[at].Key != key)
            at = (at + 1) & _mask;
        return at;
    }
}
