// The main pattern of DeepSeek-V3's pre-tokenizer by hand (numbers and Chinese are split off before it).

using static R1Sharp.Learning.Tokenization.PreTokenization.CharacterClass;

using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>The pattern <see cref="Pattern"/>, character by character. Control characters may match nowhere.</summary>
internal sealed class DeepSeekScanner : IPieceScanner
{
    /// <summary>As DeepSeek-V3's tokenizer.json gives it (the line breaks inside the classes are real ones).</summary>
    public const string Pattern = "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+" +
        "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+";

    public bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        for (start = end = from; start < text.Length; start += CharacterLength(text, start))
        {
            end = EndOfMatch(text, start);
            if (end > start) return true;
        }
        return false;
    }

    static int CharacterLength(ReadOnlySpan<char> text, int index)
    {
        CharacterClasses.At(text, index, out int length);
        return length;
    }

    /// <summary>The end of the match that begins at <paramref name="start"/>, or start itself when there is none.</summary>
    static int EndOfMatch(ReadOnlySpan<char> text, int start)
    {
        var first = CharacterClasses.At(text, start, out int length);
        int next = start + length;
        bool hasNext = next < text.Length;
        if ((first & (Letter | Mark)) != 0) return CharacterClasses.SkipWhile(text, next, Letter | Mark);
        if ((first & (Punctuation | Symbol)) != 0)
            return char.IsAscii(text[start]) && hasNext && char.IsAsciiLetter(text[next])
                ? EndOfAsciiLetters(text, next)
                : EndOfSymbols(text, next);
        if ((first & LineBreak) == 0 && hasNext && (CharacterClasses.At(text, next, out _) & (Letter | Mark)) != 0)
            return CharacterClasses.SkipWhile(text, next, Letter | Mark);
        if (text[start] == ' ' && hasNext && (CharacterClasses.At(text, next, out _) & (Punctuation | Symbol)) != 0)
            return EndOfSymbols(text, next);
        return (first & Space) != 0 ? Whitespace.EndOfRunOrLines(text, start) : start;
    }

    static int EndOfAsciiLetters(ReadOnlySpan<char> text, int index)
    {
        while (index < text.Length && char.IsAsciiLetter(text[index])) index++;
        return index;
    }

    static int EndOfSymbols(ReadOnlySpan<char> text, int index) =>
        CharacterClasses.SkipWhile(text, CharacterClasses.SkipWhile(text, index, Punctuation | Symbol), LineBreak);
}
