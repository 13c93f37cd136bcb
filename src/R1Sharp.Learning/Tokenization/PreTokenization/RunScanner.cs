// Patterns that are a run of one kind of character: digits, or the characters of Chinese and Japanese.

using R1Sharp.Learning.Tokenization.PreTokenization.Patterns;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>Matches the longest runs of a kind of character, cut after a number of them.</summary>
internal sealed class RunScanner : IPieceScanner
{
    /// <summary>DeepSeek-V3's first stage.</summary>
    public const string ThreeNumbersPattern = @"\p{N}{1,3}";

    /// <summary>DeepSeek-V3's second stage: unified ideographs up to U+9FA5, Hiragana, Katakana.</summary>
    public const string IdeographsPattern = "[一-龥\u3040-ゟ゠-ヿ]+";

    readonly bool _numbers;
    readonly int _maximumLength;

    RunScanner(bool numbers, int maximumLength)
    {
        _numbers = numbers;
        _maximumLength = maximumLength;
    }

    /// <summary><c>\p{N}{1,maximum}</c></summary>
    public static RunScanner Numbers(int maximum) => new(true, maximum);

    /// <summary><see cref="IdeographsPattern"/></summary>
    public static RunScanner Ideographs() => new(false, int.MaxValue);

    public bool TryNext(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        start = from;
        while (start < text.Length && !Matches(text, start, out int length)) start += length;
        end = start;
        for (int count = 0; count < _maximumLength && end < text.Length && Matches(text, end, out int length); count++) end += length;
        return end > start;
    }

    bool Matches(ReadOnlySpan<char> text, int index, out int length)
    {
        var found = CharacterClasses.At(text, index, out length);
        return _numbers ? (found & CharacterClass.Number) != 0
            : text[index] is >= '一' and <= '龥' or >= '\u3040' and <= 'ヿ';
    }
}
