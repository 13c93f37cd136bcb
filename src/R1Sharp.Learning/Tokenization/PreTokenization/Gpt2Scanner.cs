// GPT-2's pre-tokenizer by hand; also what a ByteLevel component with use_regex means.

using static R1Sharp.Learning.Tokenization.PreTokenization.CharacterClass;

using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>The pattern <see cref="Pattern"/>, character by character.</summary>
internal sealed class Gpt2Scanner : IPieceScanner
{
    /// <summary>As GPT-2's encoder.py gives it.</summary>
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    public bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        start = end = from;
        if (from >= text.Length) return false;
        end = EndOfMatch(text, from);
        return true;
    }

    static int EndOfMatch(ReadOnlySpan<char> text, int start)
    {
        int contraction = ContractionLength(text[start..]);
        if (contraction > 0) return start + contraction;

        int body = text[start] == ' ' ? start + 1 : start;
        if (body == text.Length) return body;
        var kind = CharacterClasses.At(text, body, out _) & (Letter | Number | Space);
        return kind switch
        {
            Letter or Number => CharacterClasses.SkipWhile(text, body, kind),
            Space => Whitespace.EndOfRun(text, start),
            _ => CharacterClasses.SkipUntil(text, body, Letter | Number | Space),
        };
    }

    static int ContractionLength(ReadOnlySpan<char> text)
    {
        if (text[0] != '\'' || text.Length < 2) return 0;
        if (text[1] is 's' or 't' or 'm' or 'd') return 2;
        return text.Length > 2 && (text[1], text[2]) is ('r' or 'v', 'e') or ('l', 'l') ? 3 : 0;
    }
}
