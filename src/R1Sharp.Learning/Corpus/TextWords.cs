// The words of a text as numbers: what deduplication, filters, decontamination and recall count with. A word is a run of letters, digits and marks in
// lower case; every Chinese or Japanese character is a word of its own.

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
        bool isWithin = false;
        foreach (char c in text)
        {
            bool isIdeograph = c >= 128 && IsIdeograph(c), isPart = c < 128 ? char.IsAsciiLetterOrDigit(c) : !isIdeograph && IsPart(c);
            count += isIdeograph || (isPart && !isWithin) ? 1 : 0;
            isWithin = isPart;
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
