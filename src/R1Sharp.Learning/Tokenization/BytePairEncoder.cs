// Byte-pair encoding of one piece of text: always merge the pair that was learned first, leftmost first.

using System.Numerics;
using System.Text;

namespace R1Sharp.Learning.Tokenization;

/// <summary>
/// Byte-pair encoding (Sennrich et al., 2016) over the bytes of UTF-8 (Radford et al., 2019) or over characters. Pieces seen before are
/// looked up, so a text costs about one look-up a word. Nothing is allocated but the list's own memory and, for words
/// beyond the ordinary, a workspace's. Any number of threads may encode at once, each with a workspace.
/// </summary>
internal sealed class BytePairEncoder
{
    const int MostSpareWorkspaces = 16;

    /// <summary>What one thread needs to encode.</summary>
    /// <param name="longestSpelling">Characters of the longest spelling that is looked up whole.</param>
    internal sealed class Workspace(int longestSpelling)
    {
        // Pieces beyond this are rare enough to pay for their memory themselves.
        const int MostBytesKept = 1 << 16;

        internal PieceCache Cache { get; } = new();

        internal MergeWorkspace Merges { get; } = new();

        internal byte[] Bytes { get; set; } = new byte[1 << 10];

        internal int[] Symbols { get; set; } = new int[1 << 10];

        internal char[] Spelling { get; } = new char[longestSpelling];

        internal void Grow(int bytes)
        {
            int size = (int)Math.Min(Array.MaxLength, BitOperations.RoundUpToPowerOf2((uint)bytes));
            (Bytes, Symbols) = (new byte[size], new int[size]);
        }

        internal void Trim()
        {
            Merges.Trim();
            if (Bytes.Length > MostBytesKept) (Bytes, Symbols) = (new byte[1 << 10], new int[1 << 10]);
        }
    }

    readonly IAlphabet _alphabet;
    readonly BytePairMerges _merges;
    readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>? _wholePieces;
    readonly int _longestWholePiece;
    readonly Workspace?[] _spares = new Workspace?[MostSpareWorkspaces];

    /// <param name="alphabet">The symbols that are merged.</param>
    /// <param name="merges">The merges, first learned first.</param>
    /// <param name="wholePieces">
    /// The vocabulary by spelling when a piece that is itself a token takes that token whatever the merges say
    /// (<c>ignore_merges</c>); else null.
    /// </param>
    public BytePairEncoder(IAlphabet alphabet, BytePairMerges merges, Dictionary<string, int>? wholePieces)
    {
        _alphabet = alphabet;
        _merges = merges;
        _wholePieces = wholePieces?.GetAlternateLookup<ReadOnlySpan<char>>();
        _longestWholePiece = wholePieces?.Keys.Max(spelling => spelling.Length) ?? 0;
    }

    /// <summary>A workspace that nobody uses at present; to be given back.</summary>
    public Workspace Take()
    {
        foreach (ref var spare in _spares.AsSpan())
            if (Interlocked.Exchange(ref spare, null) is { } found) return found;
        return new Workspace(_longestWholePiece);
    }

    /// <summary>Gives a workspace back.</summary>
    public void Return(Workspace workspace)
    {
        workspace.Trim();
        foreach (ref var spare in _spares.AsSpan())
            if (Interlocked.CompareExchange(ref spare, workspace, null) is null) return;
    }

    /// <summary>Appends the tokens of a piece, which must be well-formed UTF-16.</summary>
    public void Encode(ReadOnlySpan<char> piece, List<int> tokens, Workspace workspace)
    {
        if (workspace.Cache.TryAppend(piece, tokens)) return;
        var found = EncodeAnew(piece, workspace);
        tokens.AddRange(found);
        workspace.Cache.Put(piece, found);
    }

    ReadOnlySpan<int> EncodeAnew(ReadOnlySpan<char> piece, Workspace workspace)
    {
        int mostBytes = Encoding.UTF8.GetMaxByteCount(piece.Length);
        if (workspace.Bytes.Length < mostBytes) workspace.Grow(mostBytes);
        if (WholePiece(piece, workspace) is { } whole)
        {
            workspace.Symbols[0] = whole;
            return workspace.Symbols.AsSpan(0, 1);
        }
        var symbols = workspace.Symbols.AsSpan(0, _alphabet.Spell(piece, workspace.Bytes, workspace.Symbols));
        return symbols[.._merges.Apply(symbols, workspace.Merges)];
    }

    int? WholePiece(ReadOnlySpan<char> piece, Workspace workspace)
    {
        if (_wholePieces is not { } lookup) return null;
        int length = _alphabet.Spelling(piece, workspace.Bytes, workspace.Spelling);
        return length >= 0 && lookup.TryGetValue(workspace.Spelling.AsSpan(0, length), out int id) ? id : null;
    }
}
