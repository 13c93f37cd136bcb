// Keys of rows with the number of times that each came, in few bytes: a file of a gigabyte has millions of them.

namespace R1Sharp.App.Generations;

/// <summary>Counts numbers that are hashes already; 16 to 32 bytes each.</summary>
sealed class RowKeys
{
    const int FirstSlots = 1 << 10;

    // Open addressing with a step of one; 0 is no key.
    ulong[] _slots = new ulong[FirstSlots];
    readonly Dictionary<ulong, int> _again = [];
    int _count, _zeros;

    /// <summary>Counts a key once more.</summary>
    /// <returns>How often it has come, this time included.</returns>
    public int Add(ulong key)
    {
        if (key == 0)
            return ++_zeros;
        if (2 * (_count + 1) > _slots.Length)
            Grow();
        int slot = Find(_slots, key);
        if (_slots[slot] == key)
            return _again[key] = _again.GetValueOrDefault(key, 1) + 1;
        _slots[slot] = key;
        _count++;
        return 1;
    }

    /// <summary>How often a key has come.</summary>
    public int CountOf(ulong key) => key == 0 ? _zeros : _slots[Find(_slots, key)] != key ? 0 : _again.GetValueOrDefault(key, 1);

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        (_slots, _count, _zeros) = (new ulong[FirstSlots], 0, 0);
        _again.Clear();
    }

    // Where a key is, or where it would be.
    static int Find(ulong[] slots, ulong key)
    {
        int mask = slots.Length - 1, slot = (int)(key * 0x9E3779B97F4A7C15UL >> 32) & mask;
        while (slots[slot] != 0 && slots[slot] != key)
            slot = (slot + 1) & mask;
        return slot;
    }

    void Grow()
    {
        var larger = new ulong[2 * _slots.Length];
        foreach (ulong key in _slots)
            if (key != 0)
                larger[Find(larger, key)] = key;
        _slots = larger;
    }
}
