// Exact substrings that stand in a text more than once (Lee et al., "Deduplicating training data makes language models better", 2107.06499): every run of n
// symbols that stood before is a copy; what the copies cover is removed, the first stays.

namespace R1Sharp.Learning.Corpus.Duplicates;

/// <summary>A range of symbols.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">Behind the last.</param>
readonly record struct SymbolRange(int Start, int End);

/// <summary>Finds copies.</summary>
static class RepeatedRanges
{
    /// <summary>The ranges that copies cover, ascending and apart.</summary>
    /// <param name="text">Documents one after the other, each ended by the separator.</param>
    /// <param name="symbolCount">Every symbol is below it.</param>
    /// <param name="length">Symbols of a run.</param>
    /// <param name="separator">Stands between documents and nowhere else; no run reaches over it.</param>
    public static IReadOnlyList<SymbolRange> Of<T>(T text, int symbolCount, int length, int separator) where T : struct, ISymbolText
    {
        int[] sorted = SuffixArray.Of(text, symbolCount);
        return Joined(Copies(text, sorted, length, separator), text.Length, length);
    }

    // Bit i: the run at i stood before. Runs that are the same lie side by side among the sorted suffixes.
    static ulong[] Copies<T>(T text, int[] sorted, int length, int separator) where T : struct, ISymbolText
    {
        ulong[] copies = new ulong[(text.Length >> 6) + 1];
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            int first = sorted[from];
            for (to = from + 1; to < sorted.Length && text.Agree(sorted[to - 1], sorted[to], length); to++)
                first = Math.Min(first, sorted[to]);
            if (to == from + 1 || text.Holds(separator, first, length))
                continue;
            for (int i = from; i < to; i++)
                if (sorted[i] != first)
                    copies[sorted[i] >> 6] |= 1UL << (sorted[i] & 63);
        }
        return copies;
    }

    static List<SymbolRange> Joined(ulong[] copies, int count, int length)
    {
        var ranges = new List<SymbolRange>();
        for (int i = 0; i < count; i++)
        {
            if (copies[i >> 6] == 0)
                i |= 63;
            else if ((copies[i >> 6] >> (i & 63) & 1) != 0)
            {
                if (ranges.Count > 0 && ranges[^1].End >= i)
                    ranges[^1] = ranges[^1] with { End = i + length };
                else
                    ranges.Add(new(i, i + length));
            }
        }
        return ranges;
    }
}
