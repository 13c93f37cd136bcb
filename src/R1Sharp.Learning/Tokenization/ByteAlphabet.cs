// The alphabet in which byte-level BPE spells bytes, so that every token of a vocabulary file is readable text.

using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// GPT-2's reversible map between bytes and characters (Radford et al., 2019, "Input representation"): printable
/// Latin-1 bytes stand for themselves, the other 68 take the characters from U+0100 on, in byte order. A space is 'Ġ'.
/// </summary>
internal static class ByteAlphabet
{
    static readonly char[] CharacterOfByte = Build();
    static readonly short[] ByteOfCharacter = Invert(CharacterOfByte);

    /// <summary>The character that stands for a byte.</summary>
    public static char Character(byte value) => CharacterOfByte[value];

    /// <summary>The vocabulary spelling of some bytes.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var spelling = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++) spelling[i] = CharacterOfByte[bytes[i]];
        return new string(spelling);
    }

    /// <summary>
    /// The bytes of a vocabulary spelling. A spelling with a character outside the alphabet (such tokens are added
    /// tokens that also sit in the vocabulary) is plain text and gives its UTF-8 bytes, as Hugging Face decodes it.
    /// </summary>
    public static byte[] Bytes(string spelling)
    {
        var bytes = new byte[spelling.Length];
        for (int i = 0; i < spelling.Length; i++)
        {
            int value = spelling[i] < ByteOfCharacter.Length ? ByteOfCharacter[spelling[i]] : -1;
            if (value < 0) return Encoding.UTF8.GetBytes(spelling);
            bytes[i] = (byte)value;
        }
        return bytes;
    }

    static char[] Build()
    {
        var characters = new char[256];
        char next = '\u0100';
        for (int value = 0; value < 256; value++)
            characters[value] = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)value : next++;
        return characters;
    }

    static short[] Invert(char[] characters)
    {
        var inverse = new short[characters.Max() + 1];
        Array.Fill(inverse, (short)-1);
        for (int value = 0; value < 256; value++) inverse[characters[value]] = (short)value;
        return inverse;
    }
}
