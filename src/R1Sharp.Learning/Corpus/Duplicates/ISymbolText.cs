// A text as a row of whole numbers: bytes or tokens. As a type parameter it costs no call.

namespace R1Sharp.Learning.Corpus.Duplicates;

/// <summary>A row of symbols.</summary>
interface ISymbolText
{
    /// <summary>How many there are.</summary>
    int Length { get; }

    /// <summary>One of them, from 0.</summary>
    int this[int index] { get; }

    /// <summary>Whether so many symbols from two places on are there and the same.</summary>
    bool Agree(int a, int b, int count);

    /// <summary>Whether a symbol is among so many from a place on; false where the text ends before.</summary>
    bool Holds(int symbol, int from, int count);
}

/// <summary>Bytes.</summary>
/// <param name="bytes">The text.</param>
/// <param name="length">How many of them.</param>
readonly struct ByteText(byte[] bytes, int length) : ISymbolText
{
    /// <inheritdoc/>
    public int Length => length;

    /// <inheritdoc/>
    public int this[int index] => bytes[index];

    /// <inheritdoc/>
    public bool Agree(int a, int b, int count) => Math.Max(a, b) + count <= length && bytes.AsSpan(a, count).SequenceEqual(bytes.AsSpan(b, count));

    /// <inheritdoc/>
    public bool Holds(int symbol, int from, int count) => bytes.AsSpan(from, count).Contains((byte)symbol);
}

/// <summary>Tokens.</summary>
/// <param name="symbols">The text.</param>
readonly struct TokenText(Memory<int> symbols) : ISymbolText
{
    readonly int[] _symbols = System.Runtime.InteropServices.MemoryMarshal.TryGetArray<int>(symbols, out var part) ? part.Array! : symbols.ToArray();
    readonly int _from = System.Runtime.InteropServices.MemoryMarshal.TryGetArray<int>(symbols, out var place) ? place.Offset : 0;

    /// <inheritdoc/>
    public int Length => symbols.Length;

    /// <inheritdoc/>
    public int this[int index] => _symbols[_from + index];

    /// <inheritdoc/>
    public bool Agree(int a, int b, int count) => Math.Max(a, b) + count <= Length
        && _symbols.AsSpan(_from + a, count).SequenceEqual(_symbols.AsSpan(_from + b, count));

    /// <inheritdoc/>
    public bool Holds(int symbol, int from, int count) => _symbols.AsSpan(_from + from, count).Contains(symbol);
}
