// Exact substrings that stand in a text more than once (Lee et al., "Deduplicating training data makes language models better", 2107.06499): every run of n
// symbols that stood before is a copy; what the copies cover is removed, the first stays.
//
// Departure: Lee et al. sort all suffixes of the text. Asked is only whether a run of n stood before, and that needs no order: a hash that rolls over the text
// names every run, and equal ones meet in a table, where their symbols are compared. The same ranges come out, in a tenth of the time and less memory.

using System.Collections.Concurrent;

namespace R1Sharp.Learning.Corpus.Duplicates;

/// <summary>A range of symbols.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">Behind the last.</param>
readonly record struct SymbolRange(int Start, int End);

/// <summary>Finds copies.</summary>
static class RepeatedRanges
{
    // Of a round each thread keeps the runs of one share of all hashes; 12 bytes a run. So many shares a thread that all threads keep 2 bytes a symbol.
    const int SharesPerThread = 6;

    /// <summary>The ranges that copies cover, ascending and apart.</summary>
    /// <param name="text">Documents one after the other, each ended by the separator.</param>
    /// <param name="length">Symbols of a run.</param>
    /// <param name="separator">Stands between documents and nowhere else; no run reaches over it.</param>
    /// <param name="threads">Threads; they change no result.</param>
    public static IReadOnlyList<SymbolRange> Of<T>(T text, int length, int separator, int threads) where T : struct, ISymbolText
    {
        // Bit i: the run at i stood before.
        ulong[] copies = new ulong[(text.Length >> 6) + 1];
        int shares = SharesPerThread * threads;
        var tables = new ConcurrentBag<RunTable>();
        Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = threads }, share =>
        {
            var table = tables.TryTake(out var known) ? known : new RunTable(text.Length / shares);
            Look(text, length, separator, (ulong)share, (ulong)shares, table, copies);
            tables.Add(table);
        });
        return Joined(copies, text.Length, length);
    }

    // The hash of a run is a polynomial over 64 bits; a step takes one symbol in and one out.
    static void Look<T>(T text, int length, int separator, ulong share, ulong shares, RunTable table, ulong[] copies) where T : struct, ISymbolText
    {
        const ulong Base = HashMix.Golden;
        ulong hash = 0, gone = 1;
        for (int i = 0; i < length; i++)
            gone *= Base;
        table.Clear();
        for (int end = 0, within = 0; end < text.Length; end++)
        {
            int symbol = text[end];
            if (symbol == separator)
            {
                (hash, within) = (0, 0);
                continue;
            }
            hash = hash * Base + (uint)symbol + 1;
            if (++within > length)
                hash -= ((uint)text[end - length] + 1UL) * gone;
            if (within >= length && Math.BigMul(hash, shares, out _) == share)
                table.Add(text, new(HashMix.Of(hash), end + 1 - length), length, copies);
        }
        table.Finish(text, length, copies);
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
