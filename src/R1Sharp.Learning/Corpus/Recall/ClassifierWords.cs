// The words that the classifier sees: runs of letters or of digits in lower case; every other sign is a word, since markup tells much of a page's matter.

namespace R1Sharp.Learning.Corpus.Recall;

/// <summary>Splits texts.</summary>
static class ClassifierWords
{
    /// <summary>Puts the hashes of the words into a list that is emptied before.</summary>
    public static void Split(ReadOnlySpan<char> text, int most, List<ulong> words)
    {
        words.Clear();
        for (int i = 0; i < text.Length && words.Count < most;)
        {
            int start = i;
            char c = text[i++];
            if (char.IsWhiteSpace(c))
                continue;
            ulong hash = Add(14695981039346656037UL, c);
            if (Kind(c) is > 0 and var kind)
                for (; i < text.Length && Kind(text[i]) == kind; i++)
                    hash = Add(hash, text[i]);
            words.Add(hash);
        }
    }

    /// <summary>The same words as a text with spaces between them: for other programs.</summary>
    public static string Spaced(ReadOnlySpan<char> text, int most)
    {
        var spaced = new System.Text.StringBuilder(text.Length);
        int count = 0;
        for (int i = 0; i < text.Length && count < most;)
        {
            int start = i;
            char c = text[i++];
            if (char.IsWhiteSpace(c))
                continue;
            if (Kind(c) is > 0 and var kind)
                while (i < text.Length && Kind(text[i]) == kind)
                    i++;
            spaced.Append(count++ > 0 ? " " : "").Append(text[start..i].ToString().ToLowerInvariant());
        }
        return spaced.ToString();
    }

    static int Kind(char c) => c < 128 ? char.IsAsciiLetter(c) ? 1 : char.IsAsciiDigit(c) ? 2 : 0
        : TextWords.IsIdeograph(c) ? 0 : char.IsLetter(c) ? 1 : char.IsDigit(c) ? 2 : 0;

    static ulong Add(ulong hash, char c) => (hash ^ (c < 128 ? (char)(c is >= 'A' and <= 'Z' ? c | 32 : c) : char.ToLowerInvariant(c))) * 1099511628211UL;
}
