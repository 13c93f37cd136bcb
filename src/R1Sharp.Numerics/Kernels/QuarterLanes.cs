// Sixteen floats in four registers of 128 bits: Arm, and x64 without AVX2.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Lanes of machines with vectors of 128 bits.</summary>
readonly unsafe struct QuarterLanes : ILanes<QuarterLanes>
{
    readonly Vector128<float> _first, _second, _third, _fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    QuarterLanes(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth)
    {
        _first = first;
        _second = second;
        _third = third;
        _fourth = fourth;
    }

    /// <inheritdoc/>
    public static QuarterLanes Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes Load(float* from) =>
        new(Vector128.Load(from), Vector128.Load(from + 4), Vector128.Load(from + 8), Vector128.Load(from + 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes LoadLowerHalves(uint* from) => new(Lower(from), Lower(from + 4), Lower(from + 8), Lower(from + 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes LoadUpperHalves(uint* from) => new(Upper(from), Upper(from + 4), Upper(from + 8), Upper(from + 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes Create(float value)
    {
        var all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes operator +(QuarterLanes a, QuarterLanes b) =>
        new(a._first + b._first, a._second + b._second, a._third + b._third, a._fourth + b._fourth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes operator -(QuarterLanes a, QuarterLanes b) =>
        new(a._first - b._first, a._second - b._second, a._third - b._third, a._fourth - b._fourth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes operator -(QuarterLanes a) => new(-a._first, -a._second, -a._third, -a._fourth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes operator *(QuarterLanes a, QuarterLanes b) =>
        new(a._first * b._first, a._second * b._second, a._third * b._third, a._fourth * b._fourth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes operator /(QuarterLanes a, QuarterLanes b) =>
        new(a._first / b._first, a._second / b._second, a._third / b._third, a._fourth / b._fourth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes FusedMultiplyAdd(QuarterLanes a, QuarterLanes b, QuarterLanes c) =>
        new(Vector128.FusedMultiplyAdd(a._first, b._first, c._first), Vector128.FusedMultiplyAdd(a._second, b._second, c._second),
            Vector128.FusedMultiplyAdd(a._third, b._third, c._third), Vector128.FusedMultiplyAdd(a._fourth, b._fourth, c._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes Max(QuarterLanes a, QuarterLanes b) =>
        new(Vector128.MaxNative(a._first, b._first), Vector128.MaxNative(a._second, b._second),
            Vector128.MaxNative(a._third, b._third), Vector128.MaxNative(a._fourth, b._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes Min(QuarterLanes a, QuarterLanes b) =>
        new(Vector128.MinNative(a._first, b._first), Vector128.MinNative(a._second, b._second),
            Vector128.MinNative(a._third, b._third), Vector128.MinNative(a._fourth, b._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes Sqrt(QuarterLanes a) =>
        new(Vector128.Sqrt(a._first), Vector128.Sqrt(a._second), Vector128.Sqrt(a._third), Vector128.Sqrt(a._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes PowerOfTwo(QuarterLanes bits) =>
        new(PowerOfTwo(bits._first), PowerOfTwo(bits._second), PowerOfTwo(bits._third), PowerOfTwo(bits._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes FirstLanes(int count) => new(First(count), First(count - 4), First(count - 8), First(count - 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static QuarterLanes Select(QuarterLanes mask, QuarterLanes a, QuarterLanes b) =>
        new(Vector128.ConditionalSelect(mask._first, a._first, b._first), Vector128.ConditionalSelect(mask._second, a._second, b._second),
            Vector128.ConditionalSelect(mask._third, a._third, b._third), Vector128.ConditionalSelect(mask._fourth, a._fourth, b._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum()
    {
        var four = (_first + _third) + (_second + _fourth);
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Largest()
    {
        var four = Vector128.MaxNative(Vector128.MaxNative(_first, _third), Vector128.MaxNative(_second, _fourth));
        return Math.Max(Math.Max(four[0], four[2]), Math.Max(four[1], four[3]));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* to)
    {
        _first.Store(to);
        _second.Store(to + 4);
        _third.Store(to + 8);
        _fourth.Store(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> PowerOfTwo(Vector128<float> bits) => (Vector128.ShiftLeft(bits.AsInt32(), 23) + Vector128.Create(0x3F800000)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> First(int count) =>
        Vector128.LessThan(Vector128.Create(0, 1, 2, 3), Vector128.Create(count)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Lower(uint* from) => (Vector128.Load(from) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<float> Upper(uint* from) => (Vector128.Load(from) & Vector128.Create(0xFFFF_0000u)).AsSingle();
}
