// The words of a problem without its dress: LaTeX commands and white space, tags, signs, capitals and full-width letters do not count; digits and letters are
// apart ("3x" is two words); a number is one word whatever its separators. Each word also has a mask, under which all numbers are alike and all names are
// alike.

namespace R1Sharp.Learning.Corpus.Contamination;

/// <summary>A word of a problem.</summary>
/// <param name="Hash">Its letters.</param>
/// <param name="Mask">The same with numbers and names left open.</param>
/// <param name="Weight">How much it tells: 1 for a word of content.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last.</param>
/// <param name="EndsPart">Whether a sentence, line or option ends behind it.</param>
readonly record struct PlainWord(ulong Hash, ulong Mask, float Weight, int Start, int End, bool EndsPart);

/// <summary>Splits problems and documents.</summary>
static class PlainWords
{
    const float OpenWeight = 0.3f, CommonWeight = 0.25f, IdeographWeight = 0.6f;

    const string Signs = "+-*/=<>^%!|×÷";

    static readonly ulong s_number = TextWords.Hash("#"), s_name = TextWords.Hash("@");

    static readonly HashSet<ulong> s_numbers =
        [.. "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty hundred thousand"
        .Split(' ').Select(w => TextWords.Hash(w))];

    static readonly HashSet<ulong> s_common =
        [.. ("the a an of to in on at by for from with and or but if then than that this these those it its is are was were be been has have had do does "
        + "did will would can could should may must not no he she they we you i his her their our your him them there here as so each every all some any "
            + "how many much what which "
        + "who when where why find compute determine evaluate calculate let given suppose answer value number numbers one per more less most least into out "
            + "up down over after before "
        + "the following total total left get gets got make makes made same other another such only also between").Split(' ').Select(w => TextWords.Hash(w))];

    /// <summary>Puts the words of a text into a list that is emptied before.</summary>
    public static void Split(string text, List<PlainWord> words)
    {
        words.Clear();
        for (int i = 0; i < text.Length;)
        {
            char c = Folded(text[i]);
            if (c == '\\')
                Command(text, ref i, words);
            else if (c == '<' && Tag(text, i) is > 0 and var tag)
                i = tag;
            else if (char.IsAsciiDigit(c))
                Number(text, ref i, words);
            else if (TextWords.IsIdeograph(c))
                words.Add(new(TextWords.Hash([c]), TextWords.Hash([c]), IdeographWeight, i, ++i, false));
            else if (char.IsLetter(c))
                Letters(text, ref i, words);
            else
            {
                if (EndsPart(text, i, c) && words.Count > 0)
                    words[^1] = words[^1] with { EndsPart = true };
                i++;
            }
        }
    }

    /// <summary>The signs of calculation in a text, which tell short items apart: 1 + 2 and 1 − 2.</summary>
    public static ulong SignsOf(ReadOnlySpan<char> text)
    {
        ulong hash = 0;
        text = text.Trim(".!?;: \n\t");
        foreach (char c in text)
            if (Signs.Contains(Folded(c)))
                hash = HashMix.Next(hash, Folded(c));
        return HashMix.Of(hash);
    }

    // Layout and function names alike: what stands in the braces stays.
    static void Command(string text, ref int i, List<PlainWord> words)
    {
        i++;
        int start = i;
        while (i < text.Length && char.IsAsciiLetter(text[i]))
            i++;
        if (i == start && i < text.Length)
        {
            if (text[i] == '\\' && words.Count > 0)
                words[^1] = words[^1] with { EndsPart = true };
            i++;
        }
    }

    static int Tag(string text, int from)
    {
        int end = text.AsSpan(from, Math.Min(60, text.Length - from)).IndexOf('>');
        return end > 1 && (char.IsAsciiLetter(text[from + 1]) || (text[from + 1] == '/' && char.IsAsciiLetter(text[from + 2]))) ? from + end + 1 : -1;
    }

    // 1,000 and 1{,}000 and 1 000 and 3.50 are numbers.
    static void Number(string text, ref int i, List<PlainWord> words)
    {
        int start = i;
        ulong hash = 14695981039346656037UL;
        while (i < text.Length)
        {
            char c = Folded(text[i]);
            if (char.IsAsciiDigit(c) || (c == '.' && i + 1 < text.Length && char.IsAsciiDigit(Folded(text[i + 1]))))
                hash = (hash ^ c) * 1099511628211UL;
            else if (!(c is ',' or '{' or '}' && Three(text, i)))
                break;
            i++;
        }
        words.Add(new(hash, s_number, OpenWeight, start, i, false));
    }

    // Whether three digits follow behind the separator, and then no more.
    static bool Three(string text, int i)
    {
        while (i < text.Length && text[i] is ',' or '{' or '}')
            i++;
        return i + 2 < text.Length && char.IsAsciiDigit(text[i]) && char.IsAsciiDigit(text[i + 1]) && char.IsAsciiDigit(text[i + 2])
            && (i + 3 == text.Length || !char.IsAsciiDigit(text[i + 3]));
    }

    static void Letters(string text, ref int i, List<PlainWord> words)
    {
        int start = i;
        bool capital = char.IsUpper(text[i]);
        ulong hash = 14695981039346656037UL;
        for (; i < text.Length; i++)
        {
            char c = Folded(text[i]);
            if (char.IsLetter(c) && !TextWords.IsIdeograph(c))
                hash = (hash ^ char.ToLowerInvariant(c)) * 1099511628211UL;
            else if (!(c is '\'' or '\u2019' && i + 1 < text.Length && char.IsLetter(text[i + 1]) && i > start))
                break;
        }
        // The first word of a sentence is left open too: it may be a name, and is left open wherever the sentence stands.
        bool isCommon = s_common.Contains(hash), isName = capital && i - start > 1 && !isCommon;
        ulong mask = s_numbers.Contains(hash) ? s_number : isName ? s_name : hash;
        words.Add(new(hash, mask, mask == s_number || mask == s_name ? OpenWeight : isCommon || i - start == 1 ? CommonWeight : 1, start, i, false));
    }

    // A point within "e.g." or "3.5" ends nothing that matters.
    static bool EndsPart(string text, int i, char c) => c is '\n' or '|' or '?' or '!' or ';' or '。' or '？' or '；' or '，' or '(' or ')' or ':'
        || (c == '.' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || text[i + 1] is '"' or '$' or ')'));

    // Full-width letters, digits and signs are those of ASCII.
    static char Folded(char c) => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c == '\u2212' ? '-' : c;
}
