// The signature of a document: of each hash function hᵢ(x) = (aᵢ·x + bᵢ) mod (2⁶¹ − 1) the least value over the shingles x. Two documents agree in one of
// them with the probability of their Jaccard similarity.
//
// Departures from datatrove: 1. the product has all its 122 bits (there it wraps at 64); 2. a shingle of words is hashed by FNV-1a and SplitMix64;
// 3. a document with fewer words than a shingle is one shingle (there it is never a duplicate); 4. digits stay digits (there they become 0, which would make
// one problem of all that differ in their numbers).

namespace R1Sharp.Learning.Corpus.Duplicates;

/// <summary>Makes signatures. Not for several threads at once.</summary>
sealed class MinHash
{
    const ulong Prime = (1UL << 61) - 1;

    readonly MinHashOptions _options;
    readonly ulong[] _a, _b, _least;
    readonly List<TextWord> _words = [];
    readonly HashSet<ulong> _shingles = [];

    /// <param name="options">Shingles, bands and hashes.</param>
    public MinHash(MinHashOptions options)
    {
        _options = options;
        int count = options.Bands * options.HashesPerBand;
        (_a, _b, _least) = (new ulong[count], new ulong[count], new ulong[count]);
        ulong state = options.Seed;
        for (int i = 0; i < count; i++)
        {
            _a[i] = HashMix.Of(state += HashMix.Golden) % (Prime - 1) + 1;
            _b[i] = HashMix.Of(state += HashMix.Golden) % Prime;
        }
    }

    /// <summary>The keys of a document's bands: documents are candidates where one of them is the same.</summary>
    /// <param name="text">The document.</param>
    /// <param name="keys">One a band: 128 bits of its least hashes.</param>
    /// <returns>False where the text has no word; it is never a duplicate then.</returns>
    public bool Keys(ReadOnlySpan<char> text, Span<UInt128> keys)
    {
        if (!Signature(text))
            return false;
        for (int band = 0; band < _options.Bands; band++)
            keys[band] = Key(_least.AsSpan(band * _options.HashesPerBand, _options.HashesPerBand));
        return true;
    }

    /// <summary>The least value of each hash function; empty where the text has no word.</summary>
    public ReadOnlySpan<ulong> Least(ReadOnlySpan<char> text) => Signature(text) ? _least : [];

    bool Signature(ReadOnlySpan<char> text)
    {
        TextWords.Split(text, _words);
        if (_words.Count == 0)
            return false;
        Shingles();
        Array.Fill(_least, ulong.MaxValue);
        foreach (ulong shingle in _shingles)
            Take(shingle);
        return true;
    }

    void Shingles()
    {
        _shingles.Clear();
        int length = Math.Min(_options.WordsInRow, _words.Count);
        for (int i = 0; i + length <= _words.Count; i++)
            _shingles.Add(HashMix.Of(WordRuns.At(_words, i, length)) >> 3);
    }

    void Take(ulong shingle)
    {
        ulong x = shingle == Prime ? 0 : shingle;
        for (int i = 0; i < _least.Length; i++)
        {
            ulong high = Math.BigMul(_a[i], x, out ulong low);
            // 2⁶¹ is 1 modulo the prime: the upper bits are added to the lower ones.
            ulong sum = (low & Prime) + ((high << 3) | (low >> 61)) + _b[i];
            sum = (sum & Prime) + (sum >> 61);
            ulong value = sum >= Prime ? sum - Prime : sum;
            if (value < _least[i])
                _least[i] = value;
        }
    }

    static UInt128 Key(ReadOnlySpan<ulong> values)
    {
        ulong a = 1, b = 2;
        foreach (ulong value in values)
            (a, b) = (HashMix.Of(a ^ value), HashMix.Of(HashMix.Next(b, value)));
        return new(a, b);
    }
}
