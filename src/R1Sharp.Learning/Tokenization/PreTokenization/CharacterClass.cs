// What the regular expressions of pre-tokenizers ask about a character, looked up instead of matched.

using System.Globalization;
using System.Runtime.CompilerServices;

namespace R1Sharp.Learning.Tokenization.PreTokenization;

/// <summary>Unicode general categories as far as pre-tokenizers tell them apart; flags can be asked for together.</summary>
[Flags]
internal enum CharacterClass : byte
{
    /// <summary>Control, format, private-use and unassigned characters that are not white space.</summary>
    Other = 0,
    /// <summary>\p{L}</summary>
    Letter = 1,
    /// <summary>\p{N}</summary>
    Number = 2,
    /// <summary>\p{M}</summary>
    Mark = 4,
    /// <summary>\p{P}</summary>
    Punctuation = 8,
    /// <summary>\p{S}</summary>
    Symbol = 16,
    /// <summary>\s, line breaks included.</summary>
    Space = 32,
    /// <summary>Carriage return or line feed; always together with <see cref="Space"/>.</summary>
    LineBreak = 64,
    /// <summary>Only inside the table: the class of a surrogate pair has to be computed.</summary>
    Surrogate = 128,
}

/// <summary>Classes of the characters of well-formed UTF-16 text, by .NET's Unicode data.</summary>
internal static class CharacterClasses
{
    static readonly CharacterClass[] Table = BuildTable();

    /// <summary>The class of the character at <paramref name="index"/> and its length in UTF-16 units (1 or 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharacterClass At(ReadOnlySpan<char> text, int index, out int length)
    {
        var found = Table[text[index]];
        length = 1;
        return found == CharacterClass.Surrogate ? OfPair(text, index, out length) : found;
    }

    /// <summary>The first index at or after <paramref name="index"/> whose character is in none of the classes.</summary>
    public static int SkipWhile(ReadOnlySpan<char> text, int index, CharacterClass classes)
    {
        while (index < text.Length && (At(text, index, out int length) & classes) != 0) index += length;
        return index;
    }

    /// <summary>The first index at or after <paramref name="index"/> whose character is in one of the classes.</summary>
    public static int SkipUntil(ReadOnlySpan<char> text, int index, CharacterClass classes)
    {
        while (index < text.Length && (At(text, index, out int length) & classes) == 0) index += length;
        return index;
    }

    static CharacterClass OfPair(ReadOnlySpan<char> text, int index, out int length)
    {
        length = index + 1 < text.Length ? 2 : 1;
        return length == 2 && char.IsSurrogatePair(text[index], text[index + 1])
            ? Of(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[index], text[index + 1])))
            : CharacterClass.Other;
    }

    static CharacterClass[] BuildTable()
    {
        var table = new CharacterClass[char.MaxValue + 1];
        for (int c = 0; c < table.Length; c++)
            table[c] = char.IsSurrogate((char)c) ? CharacterClass.Surrogate
                : char.IsWhiteSpace((char)c) ? CharacterClass.Space
                : Of(CharUnicodeInfo.GetUnicodeCategory((char)c));
        table['\r'] |= CharacterClass.LineBreak;
        table['\n'] |= CharacterClass.LineBreak;
        return table;
    }

    static CharacterClass Of(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => CharacterClass.Letter,
        <= UnicodeCategory.EnclosingMark => CharacterClass.Mark,
        <= UnicodeCategory.OtherNumber => CharacterClass.Number,
        >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation => CharacterClass.Punctuation,
        >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol => CharacterClass.Symbol,
        _ => CharacterClass.Other,
    };
}
