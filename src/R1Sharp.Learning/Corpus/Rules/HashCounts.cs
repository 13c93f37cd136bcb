// How often each of many hashes came: an open table for millions of words a second. A slot has 8 bytes, so that twice as many stay in a cache as would with
// the whole hash: 36 bits of it, and the count. Where a slot lies tells the upper bits; that one of 10⁹ hashes is taken for another has a chance of some 1 %.

using System.Numerics;

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Counts hashes.</summary>
sealed class HashCounts
{
    const int LeastBits = 6, Least = 1 << LeastBits, CountBits = 28;

    // The count is in the lower bits; the highest of them is the mark. An empty slot is 0.
    const ulong Mark = 1UL << (CountBits - 1), Odd = 0xD6E8FEB86659FD93UL;

    ulong[] _slots = new ulong[Least];
    int _mask = Least - 1, _shift = 64 - LeastBits;

    /// <summary>Forgets all, and makes room for so many.</summary>
    public void Clear(int most)
    {
        int size = Math.Max(Least, (int)BitOperations.RoundUpToPowerOf2((uint)most * 2));
        if (size > _slots.Length)
            _slots = new ulong[size];
        else
            Array.Clear(_slots, 0, size);
        // A small document stays within a small part of a large table.
        (_mask, _shift) = (size - 1, 64 - BitOperations.Log2((uint)size));
    }

    /// <summary>Counts one.</summary>
    /// <returns>How often it came so far.</returns>
    public int Add(ulong key) => At(Count(key));

    /// <summary>Counts one.</summary>
    /// <returns>Its place among the counts.</returns>
    public int Count(ulong key)
    {
        var slots = _slots;
        ulong hash = (key ^ (key >> 32)) * Odd, tag = hash << CountBits;
        int at = (int)(hash >> _shift);
        for (; ; at = (at + 1) & _mask)
        {
            ulong slot = slots[at];
            if (slot == 0)
                slots[at] = tag | 1;
            else if ((slot ^ tag) >> CountBits == 0)
                slots[at] = slot + 1;
            else
                continue;
            return at;
        }
    }

    /// <summary>How often what stands at a place came.</summary>
    public int At(int place) => (int)(_slots[place] & (Mark - 1));

    /// <summary>Marks what stands at a place.</summary>
    /// <returns>Whether it was not marked yet.</returns>
    public bool See(int place)
    {
        ref ulong slot = ref _slots[place];
        bool isNew = (slot & Mark) == 0;
        slot |= Mark;
        return isNew;
    }
}
