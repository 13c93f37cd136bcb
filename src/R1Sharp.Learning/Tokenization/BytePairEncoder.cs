// Byte-pair encoding of one piece of text: always merge the pair that was learned first, leftmost first.

using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Byte-pair encoding (Sennrich et al., 2016) over the bytes of UTF-8 (Radford et al., 2019). Pieces seen before are
/// looked up, so a text costs about one look-up a word. Any number of threads may encode at once.
/// </summary>
internal sealed class BytePairEncoder
{
    // Words longer than this are rarely seen twice; more of them than this are not worth their memory.
    const int LongestCachedPiece = 48, MostCachedPieces = 1 << 18;

    readonly int[] _tokenOfByte;
    readonly BytePairMerges _merges;
    readonly Dictionary<string, int>? _wholePieces;
    readonly ConcurrentDictionary<string, int[]> _cache = new();
    readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _cacheLookup;
    int _cachedPieces;

    /// <param name="tokenOfByte">The token of each byte.</param>
    /// <param name="merges">The merges, first learned first.</param>
    /// <param name="wholePieces">
    /// The vocabulary by spelling when a piece that is itself a token takes that token whatever the merges say
    /// (<c>ignore_merges</c>); else null.
    /// </param>
    public BytePairEncoder(int[] tokenOfByte, BytePairMerges merges, Dictionary<string, int>? wholePieces)
    {
        _tokenOfByte = tokenOfByte;
        _merges = merges;
        _wholePieces = wholePieces;
        _cacheLookup = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Appends the tokens of a piece, which must be well-formed UTF-16.</summary>
    public void Encode(ReadOnlySpan<char> piece, List<int> tokens)
    {
        if (_cacheLookup.TryGetValue(piece, out var known))
        {
            tokens.AddRange(known.AsSpan());
            return;
        }
        int[] found = EncodeAnew(piece);
        tokens.AddRange(found.AsSpan());
        if (piece.Length <= LongestCachedPiece && _cachedPieces < MostCachedPieces && _cacheLookup.TryAdd(piece, found))
            Interlocked.Increment(ref _cachedPieces);
    }

    int[] EncodeAnew(ReadOnlySpan<char> piece)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(piece.Length));
        var symbols = ArrayPool<int>.Shared.Rent(bytes.Length);
        int count = Encoding.UTF8.GetBytes(piece, bytes);
        int[] result;
        if (_wholePieces is not null && _wholePieces.TryGetValue(ByteAlphabet.Spell(bytes.AsSpan(0, count)), out int whole))
            result = [whole];
        else
        {
            for (int i = 0; i < count; i++) symbols[i] = _tokenOfByte[bytes[i]];
            int length = _merges.Apply(symbols.AsSpan(0, count));
            result = symbols.AsSpan(0, length).ToArray();
        }
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<int>.Shared.Return(symbols);
        return result;
    }
}
