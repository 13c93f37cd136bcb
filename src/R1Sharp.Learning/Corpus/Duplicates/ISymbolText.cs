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
}

/// <summary>Tokens.</summary>
/// <param name="symbols">The text.</param>
readonly struct TokenText(int[] symbols) : ISymbolText
{
    /// <inheritdoc/>
    public int Length => symbols.Length;

    /// <inheritdoc/>
    public int this[int index] => symbols[index];

    /// <inheritdoc/>
    public bool Agree(int a, int b, int count) => Math.Max(a, b) + count <= Length && symbols.AsSpan(a, count).SequenceEqual(symbols.AsSpan(b, count));
}
