// The runs of one share of all hashes. They are sorted by the upper bits of their hashes into bins, few enough that the ends of all stay within a cache; a bin
// that is full is looked through: of equal runs the first stays in it, the others are marked as copies.

using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Corpus.Duplicates;

/// <summary>A run of symbols.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Start">Its first symbol.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
readonly record struct HashedRun(ulong Hash, int Start);

/// <summary>Finds equal runs. Not for several threads at once.</summary>
/// <param name="expected">About so many runs will come.</param>
sealed class RunTable(int expected)
{
    const int BinBits = 9, Bins = 1 << BinBits, Least = 64;

    // An eighth more than a bin has on average.
    readonly HashedRun[][] _bins = [.. Enumerable.Range(0, Bins).Select(_ => new HashedRun[expected / Bins + expected / (8 * Bins) + Least])];
    readonly int[] _counts = new int[Bins];
    readonly List<(int First, int Copy)> _pairs = [];
    int[] _slots = [];

    /// <summary>Forgets all runs.</summary>
    public void Clear() => Array.Clear(_counts);

    /// <summary>Takes a run; those before it in the text were taken before.</summary>
    /// <param name="text">The text.</param>
    /// <param name="run">The run.</param>
    /// <param name="length">Symbols of every run.</param>
    /// <param name="copies">Takes a bit for each run that stood before; other threads may write there too.</param>
    public void Add<T>(T text, HashedRun run, int length, ulong[] copies) where T : struct, ISymbolText
    {
        int bin = (int)(run.Hash >> (64 - BinBits));
        var runs = _bins[bin];
        if (_counts[bin] == runs.Length)
        {
            LookThrough(text, bin, length, copies);
            // Where little was freed, the same work would soon be done again.
            if (_counts[bin] > runs.Length / 2)
                Array.Resize(ref _bins[bin], runs.Length + runs.Length / 2);
            runs = _bins[bin];
        }
        runs[_counts[bin]++] = run;
    }

    /// <summary>Looks through all bins.</summary>
    public void Finish<T>(T text, int length, ulong[] copies) where T : struct, ISymbolText
    {
        for (int bin = 0; bin < _bins.Length; bin++)
            LookThrough(text, bin, length, copies);
    }

    // First by the hashes alone, so that the texts are read side by side afterwards; where hashes are equal and texts are not, once more with both.
    void LookThrough<T>(T text, int bin, int length, ulong[] copies) where T : struct, ISymbolText
    {
        var runs = _bins[bin].AsSpan(0, _counts[bin]);
        Pair(text, runs, length, comparesTexts: false);
        foreach (var (first, copy) in _pairs)
            if (!text.Agree(first, copy, length))
            {
                Pair(text, runs, length, comparesTexts: true);
                break;
            }
        foreach (var (_, copy) in _pairs)
            Interlocked.Or(ref copies[copy >> 6], 1UL << (copy & 63));
        _counts[bin] = WithoutCopies(runs);
    }

    void Pair<T>(T text, ReadOnlySpan<HashedRun> runs, int length, bool comparesTexts) where T : struct, ISymbolText
    {
        _pairs.Clear();
        int mask = Slots(runs.Length);
        for (int i = 0; i < runs.Length; i++)
        {
            var run = runs[i];
            int at = (int)run.Hash & mask;
            for (; _slots[at] != 0; at = (at + 1) & mask)
            {
                var first = runs[_slots[at] - 1];
                if (first.Hash == run.Hash && (!comparesTexts || text.Agree(first.Start, run.Start, length)))
                    break;
            }
            if (_slots[at] == 0)
                _slots[at] = i + 1;
            else
                _pairs.Add((runs[_slots[at] - 1].Start, run.Start));
        }
    }

    // At least two slots a run; 0 is an empty one, others are the number of a run from 1.
    int Slots(int runs)
    {
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(Least, 2 * runs));
        if (_slots.Length < size)
            _slots = new int[size];
        else
            Array.Clear(_slots, 0, size);
        return size - 1;
    }

    // Copies are in the order of the bin.
    int WithoutCopies(Span<HashedRun> runs)
    {
        int left = 0, next = 0;
        foreach (var run in runs)
            if (next < _pairs.Count && _pairs[next].Copy == run.Start)
                next++;
            else
                runs[left++] = run;
        return left;
    }
}
