// Numbers out of numbers: the finalizer of SplitMix64 (Steele et al., "Fast splittable pseudorandom number generators", 2014), a bijection of 64 bits.

using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Corpus;

/// <summary>Mixes hashes.</summary>
static class HashMix
{
    /// <summary>The step of SplitMix64: 2⁶⁴ divided by the golden ratio, odd.</summary>
    public const ulong Golden = 0x9E3779B97F4A7C15UL;

    /// <summary>Every bit of the result depends on every bit of the argument.</summary>
    public static ulong Of(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A row of numbers as one: the order counts.</summary>
    public static ulong Next(ulong row, ulong next) => row * Golden + next;

    /// <summary>128 bits of a text: equal texts have equal ones, and 10¹² different texts a chance of 10⁻¹⁵ to have any two alike.</summary>
    public static UInt128 Of(ReadOnlySpan<char> text)
    {
        ulong a = (ulong)text.Length, b = ~a;
        var bytes = MemoryMarshal.AsBytes(text);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            Take(MemoryMarshal.Read<ulong>(bytes), ref a, ref b);
        for (; bytes.Length > 0; bytes = bytes[sizeof(char)..])
            Take(MemoryMarshal.Read<char>(bytes), ref a, ref b);
        return new(Of(a), Of(b ^ (b >> 29)));
    }

    /// <summary>64 bits of a text, for tables within one document: a multiplication takes eight characters (the step of Wang Yi's wyhash).</summary>
    public static ulong Quick(ReadOnlySpan<char> text)
    {
        ulong hash = (ulong)text.Length;
        var bytes = MemoryMarshal.AsBytes(text);
        for (; bytes.Length >= 2 * sizeof(ulong); bytes = bytes[(2 * sizeof(ulong))..])
            hash = Fold(MemoryMarshal.Read<ulong>(bytes), MemoryMarshal.Read<ulong>(bytes[sizeof(ulong)..]), hash);
        if (bytes.Length >= sizeof(ulong))
        {
            hash = Fold(MemoryMarshal.Read<ulong>(bytes), 1, hash);
            bytes = bytes[sizeof(ulong)..];
        }
        ulong rest = 0;
        for (; bytes.Length > 0; bytes = bytes[sizeof(char)..])
            rest = rest << 16 | MemoryMarshal.Read<char>(bytes);
        return Fold(rest, 2, hash);
    }

    /// <summary>Sixteen bytes more of a row: both halves of the product of 128 bits.</summary>
    public static ulong Fold(ulong first, ulong second, ulong row) =>
        Math.BigMul(first ^ 0xA0761D6478BD642FUL ^ row, second ^ 0xE7037ED1A0B428DBUL, out ulong low) ^ low;

    static void Take(ulong next, ref ulong a, ref ulong b)
    {
        a = (a ^ next) * 0xD6E8FEB86659FD93UL;
        a ^= a >> 32;
        b = Next(b ^ (b >> 31), next);
    }
}
