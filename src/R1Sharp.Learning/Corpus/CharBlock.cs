// Sixty-four UTF-16 units of a text at once: a test of all of them costs some instructions, and its answer has a bit a unit, so that whoever counts, counts
// bits.

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Learning.Corpus;

/// <summary>A block of a text. Tests know ASCII alone; <see cref="Beyond"/> names the units that have to be looked at one by one.</summary>
readonly struct CharBlock
{
    /// <summary>Units of a block.</summary>
    public const int Size = 64;

    const int Half = Size / 2, Quarter = Size / 4, CaseBit = 0x20;

    // Units beyond 8 bits become 255, so that all beyond ASCII have the highest bit.
    readonly Vector256<byte> _low, _high;

    /// <param name="text">So many units at least.</param>
    public CharBlock(ReadOnlySpan<char> text)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text);
        _low = Vector256.NarrowWithSaturation(Vector256.Create(units), Vector256.Create(units[Quarter..]));
        _high = Vector256.NarrowWithSaturation(Vector256.Create(units[Half..]), Vector256.Create(units[(Half + Quarter)..]));
    }

    /// <summary>Units beyond ASCII.</summary>
    public ulong Beyond => Bits(_low, _high);

    /// <summary>White space of ASCII.</summary>
    public ulong Whites => Within('\t', '\r') | Within(' ', ' ');

    /// <summary>Letters of ASCII.</summary>
    public ulong Letters => Bits(Between(_low | Vector256.Create((byte)CaseBit), 'a', 'z'), Between(_high | Vector256.Create((byte)CaseBit), 'a', 'z'));

    /// <summary>Units from one to another, both of ASCII.</summary>
    public ulong Within(char first, char last) => Bits(Between(_low, first, last), Between(_high, first, last));

    /// <summary>The block at a place of a text; what is missing at its end are spaces.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The place.</param>
    public static CharBlock Of(ReadOnlySpan<char> text, int from) => from + Size <= text.Length ? new(text.Slice(from, Size)) : Padded(text[from..]);

    static CharBlock Padded(ReadOnlySpan<char> rest)
    {
        Span<char> padded = stackalloc char[Size];
        padded.Fill(' ');
        rest.CopyTo(padded);
        return new(padded);
    }

    static Vector256<byte> Between(Vector256<byte> units, char first, char last) =>
        Vector256.LessThanOrEqual(units - Vector256.Create((byte)first), Vector256.Create((byte)(last - first)));

    static ulong Bits(Vector256<byte> low, Vector256<byte> high) => low.ExtractMostSignificantBits() | (ulong)high.ExtractMostSignificantBits() << Half;
}
