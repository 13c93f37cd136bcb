// BPE made after SentencePiece: a symbol for every character, and bytes for those without a token.

using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>Characters as symbols.</summary>
internal sealed class CharacterSymbols : IAlphabet
{
    readonly Dictionary<int, int> _tokenOfCharacter = [];
    readonly int[] _tokenOfLatin = new int[0x250];
    readonly UnknownSymbols _unknown;

    /// <param name="vocabulary">Spellings as they are.</param>
    /// <param name="unknown">What stands for a character without a token.</param>
    public CharacterSymbols(Dictionary<string, int> vocabulary, UnknownSymbols unknown)
    {
        _unknown = unknown;
        Array.Fill(_tokenOfLatin, -1);
        foreach (var (spelling, id) in vocabulary)
            if (Rune.DecodeFromUtf16(spelling, out var rune, out int length) == System.Buffers.OperationStatus.Done && length == spelling.Length)
            {
                _tokenOfCharacter[rune.Value] = id;
                if (rune.Value < _tokenOfLatin.Length) _tokenOfLatin[rune.Value] = id;
            }
    }

    public int Spell(ReadOnlySpan<char> piece, Span<byte> bytes, Span<int> symbols)
    {
        int count = 0;
        bool isPending = false;
        foreach (var rune in piece.EnumerateRunes())
        {
            int token = rune.Value < _tokenOfLatin.Length ? _tokenOfLatin[rune.Value] : _tokenOfCharacter.GetValueOrDefault(rune.Value, -1);
            if (token < 0)
            {
                _unknown.Add(bytes[..rune.EncodeToUtf8(bytes)], symbols, ref count, ref isPending);
                continue;
            }
            _unknown.Flush(symbols, ref count, ref isPending);
            symbols[count++] = token;
        }
        _unknown.Flush(symbols, ref count, ref isPending);
        return count;
    }

    public int Spelling(ReadOnlySpan<char> piece, Span<byte> bytes, Span<char> spelling)
    {
        if (piece.Length > spelling.Length) return -1;
        piece.CopyTo(spelling);
        return piece.Length;
    }
}
