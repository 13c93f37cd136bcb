// The suffix array of a text in linear time: SA-IS (Nong, Zhang, Chan, "Two efficient algorithms for linear time suffix array construction", 2011), without a
// sentinel. The names and the reduced text lie in the array itself: beside text and array a bit a symbol is needed, and a count for each different symbol.

namespace R1Sharp.Learning.Corpus.Duplicates;

/// <summary>Sorts the suffixes of texts.</summary>
static class SuffixArray
{
    const int Empty = -1;

    /// <summary>The places of the text in the order of the suffixes that begin there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="symbolCount">Every symbol is below it.</param>
    public static int[] Of<T>(T text, int symbolCount) where T : struct, ISymbolText
    {
        int[] sorted = new int[text.Length];
        if (text.Length > 0)
            Sort(text, sorted, symbolCount);
        return sorted;
    }

    static void Sort<T>(T text, Memory<int> sorted, int symbolCount) where T : struct, ISymbolText
    {
        int n = text.Length;
        int[] bucket = new int[symbolCount];
        ulong[] smaller = Types(text);
        SortPieces(text, sorted.Span, bucket, smaller);
        var (pieces, names) = Name(text, sorted.Span, smaller);
        var reduced = sorted[(n - pieces)..];
        if (names < pieces)
            Sort(new TokenText(reduced), sorted[..pieces], names);
        else
            for (int i = 0; i < pieces; i++)
                sorted.Span[reduced.Span[i]] = i;
        Places(text, sorted.Span, pieces, smaller);
        Induce(text, sorted.Span, bucket, pieces);
    }

    // Bit i: the suffix at i is smaller than the one after it. The last is larger than the empty one.
    static ulong[] Types<T>(T text) where T : struct, ISymbolText
    {
        ulong[] smaller = new ulong[(text.Length >> 6) + 1];
        bool is_ = false;
        for (int i = text.Length - 2; i >= 0; i--)
        {
            int here = text[i], next = text[i + 1];
            is_ = here < next || (here == next && is_);
            if (is_)
                smaller[i >> 6] |= 1UL << (i & 63);
        }
        return smaller;
    }

    static bool IsSmaller(ulong[] smaller, int i) => (smaller[i >> 6] >> (i & 63) & 1) != 0;

    // Where a piece begins: the leftmost of a row of suffixes that are smaller than the next (LMS).
    static bool IsPiece(ulong[] smaller, int i) => i > 0 && IsSmaller(smaller, i) && !IsSmaller(smaller, i - 1);

    static void SortPieces<T>(T text, Span<int> sorted, int[] bucket, ulong[] smaller) where T : struct, ISymbolText
    {
        sorted.Fill(Empty);
        Ends(text, bucket);
        for (int i = 1; i < text.Length; i++)
            if (IsPiece(smaller, i))
                sorted[--bucket[text[i]]] = i;
        Larger(text, sorted, bucket);
        Smaller(text, sorted, bucket);
    }

    // The sorted pieces get numbers, equal ones the same; these stand in the order of the text at the array's end.
    static (int Pieces, int Names) Name<T>(T text, Span<int> sorted, ulong[] smaller) where T : struct, ISymbolText
    {
        int pieces = 0, names = 0, before = Empty;
        for (int i = 0; i < sorted.Length; i++)
            if (IsPiece(smaller, sorted[i]))
                sorted[pieces++] = sorted[i];
        sorted[pieces..].Fill(Empty);
        for (int i = 0; i < pieces; i++)
        {
            int place = sorted[i];
            if (before == Empty || !SamePiece(text, smaller, before, place))
                names++;
            sorted[pieces + (place >> 1)] = names - 1;
            before = place;
        }
        int to = sorted.Length;
        for (int i = sorted.Length - 1; i >= pieces; i--)
            if (sorted[i] != Empty)
                sorted[--to] = sorted[i];
        return (pieces, names);
    }

    static bool SamePiece<T>(T text, ulong[] smaller, int a, int b) where T : struct, ISymbolText
    {
        for (int i = 0; ; i++)
        {
            if (Math.Max(a, b) + i >= text.Length || text[a + i] != text[b + i])
                return false;
            bool endsA = i > 0 && IsPiece(smaller, a + i), endsB = i > 0 && IsPiece(smaller, b + i);
            if (endsA || endsB)
                return endsA && endsB;
        }
    }

    // The order of the pieces → their places in the text.
    static void Places<T>(T text, Span<int> sorted, int pieces, ulong[] smaller) where T : struct, ISymbolText
    {
        var places = sorted[(sorted.Length - pieces)..];
        for (int i = 1, j = 0; i < text.Length; i++)
            if (IsPiece(smaller, i))
                places[j++] = i;
        for (int i = 0; i < pieces; i++)
            sorted[i] = places[sorted[i]];
        sorted[pieces..].Fill(Empty);
    }

    static void Induce<T>(T text, Span<int> sorted, int[] bucket, int pieces) where T : struct, ISymbolText
    {
        Ends(text, bucket);
        for (int i = pieces - 1; i >= 0; i--)
        {
            int place = sorted[i];
            sorted[i] = Empty;
            sorted[--bucket[text[place]]] = place;
        }
        Larger(text, sorted, bucket);
        Smaller(text, sorted, bucket);
    }

    static void Larger<T>(T text, Span<int> sorted, int[] bucket) where T : struct, ISymbolText
    {
        Starts(text, bucket);
        int last = text.Length - 1;
        sorted[bucket[text[last]]++] = last;
        for (int i = 0; i < sorted.Length; i++)
            if (sorted[i] - 1 is >= 0 and var before && text[before] is var symbol && symbol >= text[before + 1])
                sorted[bucket[symbol]++] = before;
    }

    static void Smaller<T>(T text, Span<int> sorted, int[] bucket) where T : struct, ISymbolText
    {
        Ends(text, bucket);
        for (int i = sorted.Length - 1; i >= 0; i--)
            if (sorted[i] - 1 is >= 0 and var before && text[before] is var symbol && text[before + 1] is var next
                && (symbol < next || (symbol == next && bucket[symbol] <= i)))
                sorted[--bucket[symbol]] = before;
    }

    static void Starts<T>(T text, int[] bucket) where T : struct, ISymbolText
    {
        Count(text, bucket);
        for (int i = 0, sum = 0; i < bucket.Length; i++)
            (bucket[i], sum) = (sum, sum + bucket[i]);
    }

    static void Ends<T>(T text, int[] bucket) where T : struct, ISymbolText
    {
        Count(text, bucket);
        for (int i = 1; i < bucket.Length; i++)
            bucket[i] += bucket[i - 1];
    }

    static void Count<T>(T text, int[] bucket) where T : struct, ISymbolText
    {
        Array.Clear(bucket);
        for (int i = 0; i < text.Length; i++)
            bucket[text[i]]++;
    }
}
