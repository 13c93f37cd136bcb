// Brain floats: the upper half of a 32-bit float (sign, eight bits of exponent, seven of fraction), as bits in a ushort.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>
/// Conversion between bfloat16 and 32-bit floats. Widening is exact; narrowing rounds to the nearest, ties to even, past
/// the largest value to infinity. A NaN keeps its sign and the seven bits of its payload that fit; where those are all zero
/// it becomes the quiet NaN. So bfloat16 → float → bfloat16 gives the same bits for all 65,536 values. Integer arithmetic
/// only: subnormals are treated alike on every machine.
/// </summary>
static class Bfloat16
{
    const uint Magnitude = 0x7FFF_FFFF, Infinity = 0x7F80_0000, Payload = 0x7F, Quiet = 0x40;

    /// <summary>The value of sixteen bits.</summary>
    public static float ToSingle(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>The nearest bfloat16.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if ((bits & Magnitude) > Infinity)
            return (ushort)((bits >> 16) | (((bits >> 16) & Payload) == 0 ? Quiet : 0));
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Widens a row.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToSingle(ReadOnlySpan<ushort> from, Span<float> to)
    {
        ConversionLengths.RequireSame(from.Length, to.Length);
        ref ushort source = ref MemoryMarshal.GetReference(from);
        ref float target = ref MemoryMarshal.GetReference(to);
        int i = 0;
        for (; i + 32 <= from.Length; i += 32)
        {
            var (lower, upper) = Vector512.Widen(Vector512.LoadUnsafe(ref source, (nuint)i));
            (lower << 16).AsSingle().StoreUnsafe(ref target, (nuint)i);
            (upper << 16).AsSingle().StoreUnsafe(ref target, (nuint)i + 16);
        }
        for (; i < from.Length; i++)
            to[i] = ToSingle(from[i]);
    }

    /// <summary>Rounds a row.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromSingle(ReadOnlySpan<float> from, Span<ushort> to)
    {
        ConversionLengths.RequireSame(from.Length, to.Length);
        ref float source = ref MemoryMarshal.GetReference(from);
        ref ushort target = ref MemoryMarshal.GetReference(to);
        int i = 0;
        for (; i + 32 <= from.Length; i += 32)
        {
            var lower = Round(Vector512.LoadUnsafe(ref source, (nuint)i).AsUInt32());
            var upper = Round(Vector512.LoadUnsafe(ref source, (nuint)i + 16).AsUInt32());
            Vector512.Narrow(lower, upper).StoreUnsafe(ref target, (nuint)i);
        }
        for (; i < from.Length; i++)
            to[i] = FromSingle(from[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<uint> Round(Vector512<uint> bits)
    {
        var upper = bits >> 16;
        var rounded = (bits + Vector512.Create(0x7FFFu) + (upper & Vector512<uint>.One)) >> 16;
        var isNan = Vector512.GreaterThan(bits & Vector512.Create(Magnitude), Vector512.Create(Infinity));
        var isEmpty = Vector512.Equals(upper & Vector512.Create(Payload), Vector512<uint>.Zero);
        return Vector512.ConditionalSelect(isNan, upper | (isEmpty & Vector512.Create(Quiet)), rounded);
    }
}

/// <summary>The check at the door of the conversions.</summary>
static class ConversionLengths
{
    /// <summary>Throws an <see cref="ArgumentException"/> unless source and target have the same length.</summary>
    public static void RequireSame(int from, int to)
    {
        if (from != to)
            throw new ArgumentException($"Conversion: {from} elements do not fit into {to}.");
    }
}
