// Byte-level BPE: a symbol for every byte of UTF-8.

using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>Bytes as symbols.</summary>
internal sealed class ByteSymbols : IAlphabet
{
    readonly int[] _tokenOfByte;
    readonly UnknownSymbols _unknown;
    readonly bool _isWhole;

    /// <param name="vocabulary">Spellings in the byte alphabet; some vocabularies lack bytes that no UTF-8 has, or others.</param>
    /// <param name="unknown">What stands for a byte without a token; not bytes once more.</param>
    public ByteSymbols(Dictionary<string, int> vocabulary, UnknownSymbols unknown)
    {
        _tokenOfByte = [.. Enumerable.Range(0, 256).Select(value => vocabulary.GetValueOrDefault(ByteAlphabet.Character((byte)value).ToString(), -1))];
        (_unknown, _isWhole) = (unknown, !_tokenOfByte.Contains(-1));
    }

    public int Spell(ReadOnlySpan<char> piece, Span<byte> bytes, Span<int> symbols)
    {
        bytes = bytes[..Encoding.UTF8.GetBytes(piece, bytes)];
        if (!_isWhole) return SpellWithGaps(bytes, symbols);
        for (int i = 0; i < bytes.Length; i++) symbols[i] = _tokenOfByte[bytes[i]];
        return bytes.Length;
    }

    public int Spelling(ReadOnlySpan<char> piece, Span<byte> bytes, Span<char> spelling)
    {
        bytes = bytes[..Encoding.UTF8.GetBytes(piece, bytes)];
        if (bytes.Length > spelling.Length) return -1;
        for (int i = 0; i < bytes.Length; i++) spelling[i] = ByteAlphabet.Character(bytes[i]);
        return bytes.Length;
    }

    int SpellWithGaps(ReadOnlySpan<byte> bytes, Span<int> symbols)
    {
        int count = 0;
        bool isPending = false;
        foreach (byte value in bytes)
        {
            if (_tokenOfByte[value] is >= 0 and var token)
            {
                _unknown.Flush(symbols, ref count, ref isPending);
                symbols[count++] = token;
            }
            else
                _unknown.Add([], symbols, ref count, ref isPending);
        }
        _unknown.Flush(symbols, ref count, ref isPending);
        return count;
    }
}
