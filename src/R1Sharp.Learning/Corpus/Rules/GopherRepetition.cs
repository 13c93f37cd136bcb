// Gopher's rules of repetition (2112.11446, table A1), with their thresholds: lines and paragraphs that stand there again, the most frequent run of 2 to 4
// words, and all runs of 5 to 10 words that stand there again, as shares of characters.
//
// As datatrove counts them: a run of 2 to 4 words by its letters with a space between words; of 5 to 10 words without; behind a run that stood before, the
// search goes on after it. Lines and paragraphs are compared without the white space at their ends.

using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Corpus.Rules;

/// <summary>Does it repeat itself?</summary>
sealed class GopherRepetition : IRuleSet
{
    static readonly (string Rule, double Most)[] s_rows = [("repetition.top_2_words", 0.20), ("repetition.top_3_words", 0.18), ("repetition.top_4_words", 0.16),
        ("repetition.again_5_words", 0.15), ("repetition.again_6_words", 0.14), ("repetition.again_7_words", 0.13), ("repetition.again_8_words", 0.12),
        ("repetition.again_9_words", 0.11), ("repetition.again_10_words", 0.10)];

    const int LeastWords = 2, MostTopWords = 4;

    // Letters of a word that are hashed in one step.
    const int Window = 8;

    readonly HashCounts _counts = new();
    ulong[] _words = [], _rows = [];
    int[] _candidates = [], _places = [];

    /// <inheritdoc/>
    public string Name => "repetition";

    /// <inheritdoc/>
    public string? Edit(RuledDocument document, List<RuleVerdict> verdicts) => null;

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts)
    {
        Again(document, document.Lines, "repetition.lines", "repetition.line_letters", verdicts);
        Again(document, document.Paragraphs, "repetition.paragraphs", "repetition.paragraph_letters", verdicts);
        int count = document.WordCount;
        Hash(document);
        double letters = Math.Max(1, document.Text.Length);
        for (int n = LeastWords, candidates = count; n - LeastWords < s_rows.Length; n++)
        {
            candidates = Rows(candidates, count, n);
            double again = n <= MostTopWords ? Top(document, candidates, n) : AgainLetters(document, candidates, n);
            verdicts.Add(RuleVerdict.AtMost(s_rows[n - LeastWords].Rule, again / letters, s_rows[n - LeastWords].Most));
        }
    }

    void Again(RuledDocument document, ReadOnlySpan<TextPiece> parts, string count, string share, List<RuleVerdict> verdicts)
    {
        _counts.Clear(parts.Length);
        int again = 0;
        long letters = 0;
        foreach (var part in parts)
            if (_counts.Add(HashMix.Quick(part.Of(document.Text))) > 1)
                (again, letters) = (again + 1, letters + part.Length);
        verdicts.Add(RuleVerdict.AtMost(count, again / Math.Max(1.0, parts.Length), 0.3));
        verdicts.Add(RuleVerdict.AtMost(share, letters / Math.Max(1.0, document.Text.Length), 0.2));
    }

    // At first every word may begin a row that stands there again.
    void Hash(RuledDocument document)
    {
        int count = document.WordCount;
        if (_words.Length < count)
        {
            int room = count + count / 4;
            (_words, _rows, _candidates, _places) = (new ulong[room], new ulong[room], new int[room], new int[room]);
        }
        for (int i = 0; i < count; i++)
            (_rows[i], _candidates[i]) = (_words[i] = WordHash(document.Text, document.Word(i)), i);
    }

    // A word of up to eight letters is one step: what is read behind it is masked. Of the last words of a text nothing is read behind them.
    static ulong WordHash(string text, TextPiece word) => word.Length > Window ? HashMix.Quick(word.Of(text))
        : word.Start + Window <= text.Length ? ShortHash(text.AsSpan(word.Start, Window), word.Length) : LastHash(word.Of(text));

    static ulong LastHash(ReadOnlySpan<char> word)
    {
        Span<char> padded = stackalloc char[Window];
        word.CopyTo(padded);
        return ShortHash(padded, word.Length);
    }

    static ulong ShortHash(ReadOnlySpan<char> window, int length)
    {
        var bytes = MemoryMarshal.AsBytes(window);
        ulong first = MemoryMarshal.Read<ulong>(bytes), second = MemoryMarshal.Read<ulong>(bytes[sizeof(ulong)..]);
        return HashMix.Fold(first & s_first[length], second & s_second[length], (ulong)length);
    }

    // By the letters of a word: the bits of its first four, and of the others.
    static readonly ulong[] s_first = [.. Enumerable.Range(0, Window + 1).Select(n => Mask(Math.Min(n, 4)))],
        s_second = [.. Enumerable.Range(0, Window + 1).Select(n => Mask(Math.Max(n, 4) - 4))];

    static ulong Mask(int letters) => letters == 0 ? 0 : ulong.MaxValue >> (64 - 16 * letters);

    // A row of n words stands there again only where both rows of n − 1 words in it do: all others are not looked at any more. Each is counted, and keeps its
    // place among the counts.
    int Rows(int before, int count, int n)
    {
        int left = 0;
        var (words, rows, candidates, places) = (_words, _rows, _candidates, _places);
        for (int c = 0; c < before; c++)
        {
            int i = candidates[c];
            if (i + n <= count && (n == LeastWords || (c + 1 < before && candidates[c + 1] == i + 1)))
                (rows[i], candidates[left++]) = (HashMix.Next(rows[i], words[i + n - 1]), i);
        }
        _counts.Clear(left);
        for (int c = 0; c < left; c++)
            places[c] = _counts.Count(rows[candidates[c]]);
        return Often(candidates.AsSpan(0, left), places.AsSpan(0, left));
    }

    // Without a jump, which would be guessed wrong every other time.
    int Often(Span<int> candidates, Span<int> places)
    {
        int often = 0;
        for (int c = 0; c < candidates.Length && c < places.Length; c++)
        {
            int place = places[c];
            (candidates[often], places[often]) = (candidates[c], place);
            often += _counts.At(place) > 1 ? 1 : 0;
        }
        return often;
    }

    // Of rows that stand there most often, the one that had come so often first: whose last place is the earliest.
    double Top(RuledDocument document, int candidates, int n)
    {
        int most = 0, first = 0;
        for (int c = 0; c < candidates; c++)
            most = Math.Max(most, _counts.At(_places[c]));
        for (int c = candidates - 1; c >= 0; c--)
            if (_counts.At(_places[c]) == most && _counts.See(_places[c]))
                first = _candidates[c];
        return most < 2 ? 0 : (double)most * (Letters(document, first, n) + n - 1);
    }

    long AgainLetters(RuledDocument document, int candidates, int n)
    {
        long letters = 0;
        int next = 0;
        for (int c = 0; c < candidates; c++)
        {
            int i = _candidates[c];
            if (i < next || _counts.See(_places[c]))
                continue;
            letters += Letters(document, i, n);
            next = i + n;
        }
        return letters;
    }

    static int Letters(RuledDocument document, int from, int n)
    {
        int sum = 0;
        for (int i = from; i < from + n; i++)
            sum += document.Word(i).Length;
        return sum;
    }
}
