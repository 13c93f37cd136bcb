// The innermost loops of every matrix product. One element of the result is one chain of fused multiply-adds over k in
// ascending order, starting from zero or from what is there: the same bits whatever the tile, the rows beside it, the
// blocking of k, or the width of the machine's vectors.
//
// Legend: a is read as a[row * RowStep + k * aStep], b as a panel's row of 32 elements at b + k * bStep, c as 32 contiguous
// floats at c + row * cStride. A machine with 32 registers of 512 bits computes tiles of 12 x 32 (WideTiles), a machine with 16
// registers of 256 bits or 32 of 128 tiles of 6 x 16 (NarrowTiles). Which of them is known when the code is compiled at start.

using System.Runtime.CompilerServices;

namespace R1Sharp.Numerics.Kernels;

/// <summary>How the rows of the left operand lie in memory.</summary>
interface ILayout
{
    /// <summary>Floats from one row to the next.</summary>
    static abstract int RowStep { get; }
}

/// <summary>Rows copied into blocks with a fixed stride, so that every address is one register and a constant.</summary>
interface IBlock : ILayout
{
    /// <summary>Longest block of k.</summary>
    static abstract int MostDepth { get; }
}

/// <summary>Blocks for tiles that read whole rows of a panel from the second-level cache.</summary>
readonly struct BlockedRows : IBlock
{
    /// <summary>Longest block of k.</summary>
    public const int Depth = 512;

    /// <summary>Depth and one cache line, so that the rows of a tile fall into different cache sets.</summary>
    public const int Stride = Depth + 16;

    /// <inheritdoc/>
    public static int MostDepth => Depth;

    /// <inheritdoc/>
    public static int RowStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Stride;
    }
}

/// <summary>
/// Blocks for the narrow tiles over panels of floats: half of each of 256 rows of a panel, 16 KB, stays in a first-level cache of 32 KB beside a tile's
/// rows, and a block of them is half as large as a second-level cache of 512 KB.
/// </summary>
readonly struct ShortBlockedRows : IBlock
{
    /// <summary>Longest block of k.</summary>
    public const int Depth = 256;

    /// <inheritdoc/>
    public static int MostDepth => Depth;

    /// <inheritdoc/>
    public static int RowStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Depth + 16;
    }
}

/// <summary>Rows that are columns of a row-major matrix: the left operand is read transposed, where it lies.</summary>
readonly struct TransposedRows : ILayout
{
    /// <inheritdoc/>
    public static int RowStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }
}

/// <summary>Register tiles of the matrix product.</summary>
static unsafe class Tiles
{
    /// <summary>Rows of the large tile.</summary>
    public const int Rows = 12;

    /// <summary>Columns of a tile and width of a packed panel.</summary>
    public const int Columns = 32;

    /// <summary>
    /// c[0 … rows) x [0 … columns) = or += a · b, for any number of rows and up to 32 columns; b holds full panels of 32 columns,
    /// a holds readable rows up to the next multiple of 12.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TLayout>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, int rows, int columns, bool accumulate)
        where TLayout : struct, ILayout => Multiply<TLayout, FloatRow>(a, aStep, b, bStep, depth, c, cStride, rows, columns, accumulate);

    /// <summary>The same for panels of any kind: a row of b is widened as it is read, which takes no time beside the multiplications.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride,
        int rows, int columns, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        if (Lanes.AreWide)
            WideTiles.Multiply<TLayout, TRow>(a, aStep, b, bStep, depth, c, cStride, rows, columns, accumulate);
        else if (Lanes.AreNarrow)
            NarrowTiles.Multiply<TLayout, TRow, NarrowLanes>(a, aStep, b, bStep, depth, c, cStride, rows, columns, accumulate);
        else
            NarrowTiles.Multiply<TLayout, TRow, QuarterLanes>(a, aStep, b, bStep, depth, c, cStride, rows, columns, accumulate);
    }

    /// <summary>Copies rows of up to 32 floats.</summary>
    public static void Copy(float* from, nint fromStride, float* to, nint toStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
            Elementwise.Copy(from + row * fromStride, to + row * toStride, columns);
    }

    /// <summary>
    /// One row against <paramref name="panelCount"/> panels of 32 columns that lie one after another: the same chains as the
    /// tiles, arranged so that eight of them run side by side, or panel by panel where they come from memory: one stream of
    /// bytes is foreseen best. b points to the panels, whose rows are <typeparamref name="TRow"/>.
    /// </summary>
    public static void SingleRow<TRow>(float* a, float* b, int panelCount, int depth, float* c, bool accumulate, bool fromMemory) where TRow : struct, IPanelRow
    {
        if (Lanes.AreWide)
            WideTiles.SingleRow<TRow>(a, b, panelCount, depth, c, accumulate, fromMemory);
        else if (Lanes.AreNarrow)
            NarrowTiles.SingleRow<TRow, NarrowLanes>(a, b, panelCount, depth, c, accumulate, fromMemory);
        else
            NarrowTiles.SingleRow<TRow, QuarterLanes>(a, b, panelCount, depth, c, accumulate, fromMemory);
    }
}
