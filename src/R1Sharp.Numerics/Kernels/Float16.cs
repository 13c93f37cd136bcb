// Half floats of IEEE 754 (sign, five bits of exponent, ten of fraction), as bits in a ushort.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>
/// Conversion between float16 and 32-bit floats. Widening is exact; narrowing rounds to the nearest, ties to even, from
/// 65520 on to infinity. A NaN keeps its sign and the ten bits of its payload that fit; where those are all zero it becomes
/// the quiet NaN. So float16 → float → float16 gives the same bits for all 65,536 values. The hardware's own conversion
/// would quieten signalling NaNs, and not every machine has it.
/// </summary>
static class Float16
{
    // f32 bits: 2^-14, the least normal half; 2^16, from where all is infinite; half's exponent bias beside single's.
    const uint LeastNormal = 113u << 23, Beyond = 143u << 23, Infinity = 255u << 23, Bias = 112u << 23;
    const uint HalfMagnitude = 0x7FFF, HalfInfinity = 0x7C00, HalfPayload = 0x3FF, HalfQuiet = 0x200, HalfLeastNormal = 0x400;
    const float SubnormalUnit = 1f / (1 << 24);

    /// <summary>The value of sixteen bits.</summary>
    public static float ToSingle(ushort bits)
    {
        uint magnitude = bits & HalfMagnitude, sign = (uint)(bits & 0x8000) << 16;
        uint wide = magnitude < HalfLeastNormal ? BitConverter.SingleToUInt32Bits((int)magnitude * SubnormalUnit)
            : (magnitude << 13) + (magnitude < HalfInfinity ? Bias : 2 * Bias);
        return BitConverter.UInt32BitsToSingle(sign | wide);
    }

    /// <summary>The nearest float16.</summary>
    public static ushort FromSingle(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value), sign = (bits >> 16) & 0x8000, magnitude = bits & 0x7FFF_FFFF;
        if (magnitude > Infinity)
        {
            uint payload = (magnitude >> 13) & HalfPayload;
            return (ushort)(sign | HalfInfinity | (payload == 0 ? HalfQuiet : payload));
        }
        if (magnitude >= Beyond)
            return (ushort)(sign | HalfInfinity);
        // Next to 0.5 a float has steps of 2^-24, the unit of half's subnormals: the addition itself rounds.
        if (magnitude < LeastNormal)
            return (ushort)(
                sign | (BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(magnitude) + 0.5f) - BitConverter.SingleToUInt32Bits(0.5f)));
        return (ushort)(sign | ((magnitude - Bias + 0xFFF + ((magnitude >> 13) & 1)) >> 13));
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
            Widen(lower).AsSingle().StoreUnsafe(ref target, (nuint)i);
            Widen(upper).AsSingle().StoreUnsafe(ref target, (nuint)i + 16);
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
    static Vector512<uint> Widen(Vector512<uint> bits)
    {
        var magnitude = bits & Vector512.Create(HalfMagnitude);
        var normal = (magnitude << 13) + Vector512.Create(Bias);
        normal += Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(HalfInfinity)) & Vector512.Create(Bias);
        var subnormal = (Vector512.ConvertToSingle(magnitude.AsInt32()) * Vector512.Create(SubnormalUnit)).AsUInt32();
        var isSubnormal = Vector512.LessThan(magnitude, Vector512.Create(HalfLeastNormal));
        return Vector512.ConditionalSelect(isSubnormal, subnormal, normal) | ((bits & Vector512.Create(0x8000u)) << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<uint> Round(Vector512<uint> bits)
    {
        var magnitude = bits & Vector512.Create(0x7FFF_FFFFu);
        var payload = (magnitude >> 13) & Vector512.Create(HalfPayload);
        var nan = Vector512.Create(HalfInfinity) | Vector512.ConditionalSelect(Vector512.Equals(payload, Vector512<uint>.Zero), Vector512.Create(HalfQuiet),
            payload);
        var half = Vector512.Create(0.5f);
        var subnormal = (magnitude.AsSingle() + half).AsUInt32() - half.AsUInt32();
        var normal = (magnitude - Vector512.Create(Bias) + Vector512.Create(0xFFFu) + ((magnitude >> 13) & Vector512<uint>.One)) >> 13;
        var result = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Vector512.Create(LeastNormal)), subnormal, normal);
        result = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(Beyond)), Vector512.Create(HalfInfinity), result);
        result = Vector512.ConditionalSelect(Vector512.GreaterThan(magnitude, Vector512.Create(Infinity)), nan, result);
        return result | ((bits >> 16) & Vector512.Create(0x8000u));
    }
}
