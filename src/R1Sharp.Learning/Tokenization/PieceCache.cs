// The tokens of short pieces seen before. Nearly every word of a text has been.

using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// A table of fixed size, each piece with one place in it, where a newcomer takes the place of whoever is there: nothing
/// is ever allocated, and no text fills the memory. For one thread at a time.
/// </summary>
internal sealed class PieceCache
{
    const int PlaceBits = 15, LongestPiece = 24, MostTokens = 6;

    readonly char[] _pieces = new char[LongestPiece << PlaceBits];
    readonly int[] _tokens = new int[MostTokens << PlaceBits];
    readonly byte[] _lengths = new byte[1 << PlaceBits], _counts = new byte[1 << PlaceBits];

    /// <summary>Appends the tokens of a piece if they are known.</summary>
    public bool TryAppend(ReadOnlySpan<char> piece, List<int> tokens)
    {
        if (piece.Length > LongestPiece) return false;
        int place = Place(piece);
        if (_lengths[place] != piece.Length || !piece.SequenceEqual(_pieces.AsSpan(place * LongestPiece, piece.Length))) return false;
        if (_counts[place] == 1) tokens.Add(_tokens[place * MostTokens]);
        else tokens.AddRange(_tokens.AsSpan(place * MostTokens, _counts[place]));
        return true;
    }

    /// <summary>Remembers the tokens of a piece, unless it or they are too long.</summary>
    public void Put(ReadOnlySpan<char> piece, ReadOnlySpan<int> tokens)
    {
        if (piece.Length > LongestPiece || tokens.Length > MostTokens) return;
        int place = Place(piece);
        piece.CopyTo(_pieces.AsSpan(place * LongestPiece));
        tokens.CopyTo(_tokens.AsSpan(place * MostTokens));
        (_lengths[place], _counts[place]) = ((byte)piece.Length, (byte)tokens.Length);
    }

    static int Place(ReadOnlySpan<char> piece)
    {
        const ulong factor = 0x9E3779B97F4A7C15UL;
        var words = MemoryMarshal.Cast<char, ulong>(piece);
        ulong hash = (ulong)piece.Length;
        foreach (ulong word in words) hash = (ulong.RotateLeft(hash, 23) ^ word) * factor;
        foreach (char c in piece[(4 * words.Length)..]) hash = (ulong.RotateLeft(hash, 23) ^ c) * factor;
        return (int)(hash >> (64 - PlaceBits));
    }
}
