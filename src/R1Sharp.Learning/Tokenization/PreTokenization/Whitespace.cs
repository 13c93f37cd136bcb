// The last alternatives of every pre-tokenizer pattern: what happens to white space that no word took.

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>White-space alternatives shared by the patterns, at a position where they are known to match.</summary>
internal static class Whitespace
{
    /// <summary><c>\s+(?!\S)|\s+</c>: the run, less its last character when a word follows that can take it.</summary>
    public static int EndOfRun(ReadOnlySpan<char> text, int start)
    {
        int end = CharacterClasses.SkipWhile(text, start, CharacterClass.Space);
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }

    /// <summary><c>\s*[\r\n]+|\s+(?!\S)|\s+</c>: up to the run's last line break, or as <see cref="EndOfRun"/>.</summary>
    public static int EndOfRunOrLines(ReadOnlySpan<char> text, int start)
    {
        int end = CharacterClasses.SkipWhile(text, start, CharacterClass.Space);
        int afterBreak = text[start..end].LastIndexOfAny('\r', '\n') + 1;
        if (afterBreak > 0) return start + afterBreak;
        return end < text.Length && end - start > 1 ? end - 1 : end;
    }
}
