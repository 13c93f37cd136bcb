// How often each of many hashes came: an open table that is emptied in no time, for millions of words a second.

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Counts hashes.</summary>
public sealed class HashCounts
{
    const int Least = 64;

    ulong[] _keys = new ulong[Least];
    int[] _counts = new int[Least], _rounds = new int[Least];
    int _round, _mask = Least - 1;

    /// <summary>Forgets all, and makes room for so many.</summary>
    public void Clear(int most)
    {
        int size = Least;
        while (size < 2 * most)
            size *= 2;
        if (size > _keys.Length)
            (_keys, _counts, _rounds, _round) = (new ulong[size], new int[size], new int[size], 0);
        // A small document stays within a small part of a large table.
        _mask = size - 1;
        _round++;
    }

    /// <summary>Counts one.</summary>
    /// <returns>How often it came so far.</returns>
    public int Add(ulong key)
    {
        int at = Find(key);
        if (_rounds[at] != _round)
            (_rounds[at], _keys[at], _counts[at]) = (_round, key, 0);
        return ++_counts[at];
    }

    /// <summary>Whether it came.</summary>
    public bool Has(ulong key) => _rounds[Find(key)] == _round;

    int Find(ulong key)
    {
        int at = (int)(key ^ (key >> 32)) & _mask;
        while (_rounds[at] == _round && _keys[at] != key)
            at = (at + 1) & _mask;
        return at;
    }
}
