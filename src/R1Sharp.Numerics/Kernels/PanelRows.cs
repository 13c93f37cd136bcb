// One row of a panel, 32 elements wide, in memory and in registers.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>How the 32 elements of a panel's row lie in memory.</summary>
unsafe interface IPanelRow
{
    /// <summary>Length of a row in units of 4 bytes.</summary>
    static abstract int Floats { get; }

    /// <summary>Elements 0 … 15.</summary>
    static abstract Vector512<float> Left(float* row);

    /// <summary>Elements 16 … 31.</summary>
    static abstract Vector512<float> Right(float* row);

    /// <summary>Elements 0 … 15 in lanes of any kind.</summary>
    static abstract TLanes Left<TLanes>(float* row) where TLanes : struct, ILanes<TLanes>;

    /// <summary>Elements 16 … 31 in lanes of any kind.</summary>
    static abstract TLanes Right<TLanes>(float* row) where TLanes : struct, ILanes<TLanes>;

    /// <summary>
    /// Asks for a row further on, where rows come from memory: 128 rows ahead, as far as a dozen rows of the left operand take to
    /// multiply while memory answers.
    /// </summary>
    static abstract void Ahead(float* row);
}

/// <summary>Thirty-two floats that lie in a cache, or in rows of some other matrix.</summary>
readonly unsafe struct FloatRow : IPanelRow
{
    /// <inheritdoc/>
    public static int Floats => 32;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Left(float* row) => Vector512.Load(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Right(float* row) => Vector512.Load(row + 16);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Left<TLanes>(float* row) where TLanes : struct, ILanes<TLanes> => TLanes.Load(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Right<TLanes>(float* row) where TLanes : struct, ILanes<TLanes> => TLanes.Load(row + 16);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ahead(float* row) { }
}

/// <summary>Thirty-two floats of a panel of weights.</summary>
readonly unsafe struct WeightRow : IPanelRow
{
    const int RowsAhead = 128;

    /// <inheritdoc/>
    public static int Floats => 32;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Left(float* row) => Vector512.Load(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Right(float* row) => Vector512.Load(row + 16);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Left<TLanes>(float* row) where TLanes : struct, ILanes<TLanes> => TLanes.Load(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Right<TLanes>(float* row) where TLanes : struct, ILanes<TLanes> => TLanes.Load(row + 16);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ahead(float* row)
    {
        Elementwise.Prefetch(row + RowsAhead * 32);
        Elementwise.Prefetch(row + RowsAhead * 32 + 16);
    }
}

/// <summary>
/// Thirty-two bfloat16 in sixteen words: word i holds element i in its lower and element i + 16 in its upper half, so that a
/// shift gives the left half of the row as floats and a mask the right half.
/// </summary>
readonly unsafe struct Bfloat16Row : IPanelRow
{
    const uint UpperHalf = 0xFFFF_0000;
    const int RowsAhead = 128;

    /// <inheritdoc/>
    public static int Floats => 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Left(float* row) => (Vector512.Load((uint*)row) << 16).AsSingle();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Right(float* row) => (Vector512.Load((uint*)row) & Vector512.Create(UpperHalf)).AsSingle();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Left<TLanes>(float* row) where TLanes : struct, ILanes<TLanes> => TLanes.LoadLowerHalves((uint*)row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Right<TLanes>(float* row) where TLanes : struct, ILanes<TLanes> => TLanes.LoadUpperHalves((uint*)row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ahead(float* row) => Elementwise.Prefetch(row + RowsAhead * 16);

    /// <summary>Rows of 32 floats rounded to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(float* from, float* to, int rows)
    {
        for (int row = 0; row < rows; row++, from += 32, to += 16)
        {
            var left = Bfloat16.Round(Vector512.Load((uint*)from));
            var right = Bfloat16.Round(Vector512.Load((uint*)from + 16));
            (left | (right << 16)).Store((uint*)to);
        }
    }

    /// <summary>One element of a row.</summary>
    public static float Element(float* row, int index)
    {
        uint word = ((uint*)row)[index % 16];
        return BitConverter.UInt32BitsToSingle(index < 16 ? word << 16 : word & UpperHalf);
    }
}

/// <summary>Thirty-two bfloat16 that lie in a cache.</summary>
readonly unsafe struct NearBfloat16Row : IPanelRow
{
    /// <inheritdoc/>
    public static int Floats => Bfloat16Row.Floats;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Left(float* row) => Bfloat16Row.Left(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Right(float* row) => Bfloat16Row.Right(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Left<TLanes>(float* row) where TLanes : struct, ILanes<TLanes> => Bfloat16Row.Left<TLanes>(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Right<TLanes>(float* row) where TLanes : struct, ILanes<TLanes> => Bfloat16Row.Right<TLanes>(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ahead(float* row) { }
}
