// The pre-tokenizer of Qwen2.5 and Llama 3 by hand; they differ only in how many digits stay together.

using static R1Sharp.Learning.Tokenization.PreTokenization.CharacterClass;

using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>The patterns <see cref="QwenPattern"/> and <see cref="LlamaPattern"/>, character by character.</summary>
/// <param name="maximumDigits">Most digits of one piece: 1 for Qwen2.5, 3 for Llama 3.</param>
internal sealed class WordScanner(int maximumDigits) : IPieceScanner
{
    const string Head = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    const string Tail = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>As Qwen2.5's tokenizer.json gives it: each digit is a piece.</summary>
    public const string QwenPattern = Head + @"\p{N}" + Tail;

    /// <summary>As Llama 3's tokenizer.json gives it: digits in threes, from the left.</summary>
    public const string LlamaPattern = Head + @"\p{N}{1,3}" + Tail;

    public bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        start = end = from;
        if (from >= text.Length) return false;
        end = EndOfMatch(text, from);
        return true;
    }

    int EndOfMatch(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\'')
        {
            int contraction = ContractionLength(text[start..]);
            if (contraction > 0) return start + contraction;
        }

        var first = CharacterClasses.At(text, start, out int length);
        int next = start + length;
        if ((first & Letter) != 0) return CharacterClasses.SkipWhile(text, next, Letter);
        if ((first & Number) != 0) return EndOfDigits(text, next);
        if ((first & LineBreak) == 0 && next < text.Length && (CharacterClasses.At(text, next, out int second) & Letter) != 0)
            return CharacterClasses.SkipWhile(text, next + second, Letter);
        return EndOfSymbolsOrSpace(text, start);
    }

    int EndOfDigits(ReadOnlySpan<char> text, int index)
    {
        for (int digits = 1; digits < maximumDigits && index < text.Length; digits++)
        {
            if ((CharacterClasses.At(text, index, out int length) & Number) == 0) break;
            index += length;
        }
        return index;
    }

    static int EndOfSymbolsOrSpace(ReadOnlySpan<char> text, int start)
    {
        int symbols = text[start] == ' ' ? start + 1 : start;
        int end = CharacterClasses.SkipUntil(text, symbols, Letter | Number | Space);
        return end > symbols ? CharacterClasses.SkipWhile(text, end, LineBreak) : Whitespace.EndOfRunOrLines(text, start);
    }

    static int ContractionLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2) return 0;
        char first = Fold(text[1]);
        if (first is 's' or 't' or 'm' or 'd') return 2;
        return text.Length > 2 && (first, Fold(text[2])) is ('r' or 'v', 'e') or ('l', 'l') ? 3 : 0;
    }

    // Unicode case folding maps three characters to these letters: both ASCII cases and, for s, the long s U+017F.
    static char Fold(char c) => c == '\u017F' ? 's' : char.IsAsciiLetter(c) ? (char)(c | 0x20) : c;
}
