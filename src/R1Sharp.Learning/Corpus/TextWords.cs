// The words of a text as numbers: what deduplication, filters, decontamination and recall count with. A word is a run of letters, digits and marks in
// lower case; every Chinese or Japanese character is a word of its own.

using System.Numerics;

namespace R1Sharp.Learning.Corpus;

/// <summary>A word of a text.</summary>
/// <param name="Hash">64 bits of its letters in lower case: FNV-1a over UTF-16 units.</param>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
/// <param name="Length">How long it is.</param>
readonly record struct TextWord(ulong Hash, int Start, int Length)
{
    /// <summary>Where it ends, exclusive.</summary>
    public int End => Start + Length;
}

/// <summary>Splits texts.</summary>
static class TextWords
{
    const ulong Offset = 14695981039346656037UL, Prime = 1099511628211UL;

    /// <summary>Puts the words of a text into a list that is emptied before.</summary>
    public static void Split(ReadOnlySpan<char> text, List<TextWord> words)
    {
        words.Clear();
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            if (IsIdeograph(c))
                words.Add(new(Add(Offset, c), i++, 1));
            else if (IsPart(c))
                words.Add(One(text, ref i));
            else
                i++;
        }
    }

    /// <summary>The words of a text.</summary>
    public static List<TextWord> Of(ReadOnlySpan<char> text)
    {
        var words = new List<TextWord>(text.Length / 6 + 1);
        Split(text, words);
        return words;
    }

    /// <summary>How many words a text has.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = 0;
        ulong before = 0;
        for (int from = 0; from < text.Length; from += CharBlock.Size)
        {
            var block = CharBlock.Of(text, from);
            ulong parts = block.Letters | block.Within('0', '9');
            for (ulong beyond = block.Beyond; beyond != 0; beyond &= beyond - 1)
            {
                char c = text[from + BitOperations.TrailingZeroCount(beyond)];
                if (IsIdeograph(c))
                    count++;
                else if (IsPart(c))
                    parts |= beyond & (~beyond + 1);
            }
            // A word is counted where it begins.
            count += BitOperations.PopCount(parts & ~(parts << 1 | before));
            before = parts >> 63;
        }
        return count;
    }

    /// <summary>The hash of a word that is in lower case already.</summary>
    public static ulong Hash(ReadOnlySpan<char> word)
    {
        ulong hash = Offset;
        foreach (char c in word)
            hash = Add(hash, c);
        return hash;
    }

    /// <summary>A Chinese character or Japanese kana.</summary>
    public static bool IsIdeograph(char c) => c >= '\u3040' && c is <= '\u30FF' or >= '\u3400' and <= '\u4DBF' or >= '\u4E00' and <= '\u9FFF';

    static TextWord One(ReadOnlySpan<char> text, ref int i)
    {
        int start = i;
        ulong hash = Offset;
        for (; i < text.Length && IsPart(text[i]) && !IsIdeograph(text[i]); i++)
            hash = Add(hash, Lower(text[i]));
        return new(hash, start, i - start);
    }

    static ulong Add(ulong hash, char c) => (hash ^ c) * Prime;

    static char Lower(char c) => c < 128 ? (char)(c is >= 'A' and <= 'Z' ? c | 32 : c) : char.ToLowerInvariant(c);

    // A surrogate is half of a letter or of a sign; it joins what it stands beside.
    static bool IsPart(char c) => c < 128 ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c) || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
