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
    static readonly (int Words, double Most)[] s_top = [(2, 0.20), (3, 0.18), (4, 0.16)];

    static readonly (int Words, double Most)[] s_again = [(5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)];

    readonly HashCounts _counts = new();
    ulong[] _words = [], _rows = [];
    int[] _lengths = [], _candidates = [], _places = [];

    /// <inheritdoc/>
    public string Name => "repetition";

    /// <inheritdoc/>
    public string? Edit(RuledDocument document, List<RuleVerdict> verdicts) => null;

    /// <inheritdoc/>
    public void Judge(RuledDocument document, List<RuleVerdict> verdicts)
    {
        Again(document, document.Lines, "line", 0.3, 0.2, verdicts);
        Again(document, document.Paragraphs, "paragraph", 0.3, 0.2, verdicts);
        int count = Hash(document);
        double letters = Math.Max(1, document.Text.Length);
        for (int n = 2, candidates = count; n <= s_again[^1].Words; n++)
        {
            candidates = Rows(candidates, count, n);
            if (n <= s_top[^1].Words)
                verdicts.Add(RuleVerdict.AtMost($"repetition.top_{n}_words", Top(candidates, n) / letters, s_top[n - 2].Most));
            else
                verdicts.Add(RuleVerdict.AtMost($"repetition.again_{n}_words", AgainLetters(candidates, n) / letters, s_again[n - 5].Most));
        }
    }

    void Again(RuledDocument document, List<Range> parts, string what, double mostParts, double mostLetters, List<RuleVerdict> verdicts)
    {
        _counts.Clear(parts.Count);
        int again = 0;
        long letters = 0;
        foreach (var part in parts)
        {
            var text = document.Text.AsSpan(part);
            if (_counts.Add((ulong)HashMix.Of(text)) > 1)
                (again, letters) = (again + 1, letters + text.Length);
        }
        verdicts.Add(RuleVerdict.AtMost($"repetition.{what}s", again / Math.Max(1.0, parts.Count), mostParts));
        verdicts.Add(RuleVerdict.AtMost($"repetition.{what}_letters", letters / Math.Max(1.0, document.Text.Length), mostLetters));
    }

    // At first every word may begin a row that stands there again.
    int Hash(RuledDocument document)
    {
        int count = document.Words.Count;
        if (_words.Length < count)
        {
            (_words, _rows) = (new ulong[2 * count], new ulong[2 * count]);
            (_lengths, _candidates, _places) = (new int[2 * count], new int[2 * count], new int[2 * count]);
        }
        var bytes = MemoryMarshal.AsBytes(document.Text.AsSpan());
        for (int i = 0; i < count; i++)
        {
            var (start, length) = document.Words[i].GetOffsetAndLength(document.Text.Length);
            _rows[i] = _words[i] = WordHash(bytes.Slice(2 * start, 2 * length));
            (_lengths[i], _candidates[i]) = (length, i);
        }
        return count;
    }

    static ulong WordHash(ReadOnlySpan<byte> word)
    {
        ulong hash = (ulong)word.Length;
        for (; word.Length >= 8; word = word[8..])
            hash = (hash ^ MemoryMarshal.Read<ulong>(word)) * 0xD6E8FEB86659FD93UL + (hash >> 29);
        if (word.Length >= 4)
        {
            hash = (hash ^ MemoryMarshal.Read<uint>(word)) * 0xD6E8FEB86659FD93UL + (hash >> 29);
            word = word[4..];
        }
        if (word.Length >= 2)
            hash = (hash ^ MemoryMarshal.Read<ushort>(word)) * 0xD6E8FEB86659FD93UL + (hash >> 29);
        return HashMix.Of(hash);
    }

    // A row of n words stands there again only where both rows of n − 1 words in it do: all others are not looked at any more. Each is counted, and keeps its
    // place among the counts.
    int Rows(int before, int count, int n)
    {
        int candidates = 0;
        for (int c = 0; c < before; c++)
        {
            int i = _candidates[c];
            if (i + n <= count && (n == 2 || (c + 1 < before && _candidates[c + 1] == i + 1)))
                (_rows[i], _candidates[candidates++]) = (HashMix.Next(_rows[i], _words[i + n - 1]), i);
        }
        _counts.Clear(candidates);
        for (int c = 0; c < candidates; c++)
            _places[c] = _counts.Count(_rows[_candidates[c]]);
        return Often(candidates);
    }

    int Often(int candidates)
    {
        int often = 0;
        for (int c = 0; c < candidates; c++)
            if (_counts.At(_places[c]) > 1)
                (_candidates[often], _places[often++]) = (_candidates[c], _places[c]);
        return often;
    }

    // Of rows that stand there most often, the one that had come so often first: whose last place is the earliest.
    double Top(int candidates, int n)
    {
        int most = 0, first = 0;
        for (int c = 0; c < candidates; c++)
            most = Math.Max(most, _counts.At(_places[c]));
        for (int c = candidates - 1; c >= 0; c--)
            if (_counts.At(_places[c]) == most && _counts.See(_places[c]))
                first = _candidates[c];
        return most < 2 ? 0 : (double)most * (Letters(first, n) + n - 1);
    }

    long AgainLetters(int candidates, int n)
    {
        long letters = 0;
        int next = 0;
        for (int c = 0; c < candidates; c++)
        {
            int i = _candidates[c];
            if (i < next || _counts.See(_places[c]))
                continue;
            letters += Letters(i, n);
            next = i + n;
        }
        return letters;
    }

    int Letters(int from, int n)
    {
        int sum = 0;
        for (int i = from; i < from + n; i++)
            sum += _lengths[i];
        return sum;
    }
}
