// The innermost loops of every matrix product. One element of the result is one chain of fused multiply-adds over k in
// ascending order, starting from zero or from what is there: the same bits whatever the tile, the rows beside it, the
// blocking of k, or the width of the machine's vectors.
//
// Legend: a is read as a[row * RowStep + k * aStep], b as a panel's row of 32 elements at b + k * bStep, c as 32 contiguous
// floats at c + row * cStride. Callers see blocks of 12 x 32; a machine with 32 registers of 512 bits computes one as a whole
// (WideTiles), a machine with 16 registers of 256 bits as four tiles of 6 x 16 (NarrowTiles). Which of them is known when
// the code is compiled at start.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>How the rows of the left operand lie in memory.</summary>
interface ILayout
{
    /// <summary>Floats from one row to the next.</summary>
    static abstract int RowStep { get; }
}

/// <summary>Rows copied into blocks with a fixed stride, so that every address is one register and a constant.</summary>
readonly struct BlockedRows : ILayout
{
    /// <summary>Longest block of k.</summary>
    public const int Depth = 512;

    /// <summary>Depth and one cache line, so that the rows of a tile fall into different cache sets.</summary>
    public const int Stride = Depth + 16;

    /// <inheritdoc/>
    public static int RowStep
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Stride;
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

    const int SmallRows = 4;

    /// <summary>
    /// c[0 … rows) x [0 … columns) = or += a · b. Rows and columns up to 12 and 32; b holds full panels of 32 columns, a holds
    /// readable rows up to the next multiple of 4.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<TLayout>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, int rows, int columns, bool accumulate)
        where TLayout : struct, ILayout => Multiply<TLayout, FloatRow>(a, aStep, b, bStep, depth, c, cStride, rows, columns, accumulate);

    /// <summary>The same for panels of any kind: a row of b is widened as it is read, which takes no time beside the multiplications.</summary>
    public static void Multiply<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride,
        int rows, int columns, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        if (rows == Rows && columns == Columns)
            Full<TLayout, TRow>(a, aStep, b, bStep, depth, c, cStride, accumulate);
        else
            Partial<TLayout, TRow>(a, aStep, b, bStep, depth, c, cStride, rows, columns, accumulate);
    }

    static void Partial<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride,
        int rows, int columns, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        float* edge = stackalloc float[Rows * Columns];
        for (int row = 0; row < rows; row += SmallRows)
        {
            int height = Math.Min(SmallRows, rows - row);
            float* source = a + (nint)row * TLayout.RowStep;
            float* target = c + row * cStride;
            bool whole = height == SmallRows && columns == Columns;
            if (whole)
            {
                Small<TLayout, TRow>(source, aStep, b, bStep, depth, target, cStride, accumulate);
                continue;
            }
            if (accumulate)
                Copy(target, cStride, edge, Columns, height, columns);
            Small<TLayout, TRow>(source, aStep, b, bStep, depth, edge, Columns, accumulate);
            Copy(edge, Columns, target, cStride, height, columns);
        }
    }

    static void Copy(float* from, nint fromStride, float* to, nint toStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
            new ReadOnlySpan<float>(from + row * fromStride, columns).CopyTo(new Span<float>(to + row * toStride, columns));
    }

    /// <summary>Twelve rows by thirty-two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Full<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        if (Vector512.IsHardwareAccelerated)
            WideTiles.Twelve<TLayout, TRow>(a, aStep, b, bStep, depth, c, cStride, accumulate);
        else
            NarrowTiles.Twelve<TLayout, TRow>(a, aStep, b, bStep, depth, c, cStride, accumulate);
    }

    /// <summary>Four rows by thirty-two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Small<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        if (Vector512.IsHardwareAccelerated)
            WideTiles.Four<TLayout, TRow>(a, aStep, b, bStep, depth, c, cStride, accumulate);
        else
            NarrowTiles.Four<TLayout, TRow>(a, aStep, b, bStep, depth, c, cStride, accumulate);
    }

    /// <summary>
    /// One row against <paramref name="panelCount"/> panels of 32 columns that lie one after another: the same chains as the
    /// tiles, arranged so that eight of them run side by side, or panel by panel where they come from memory: one stream of
    /// bytes is foreseen best. b points to the panels, whose rows are <typeparamref name="TRow"/>.
    /// </summary>
    public static void SingleRow<TRow>(float* a, float* b, int panelCount, int depth, float* c, bool accumulate, bool fromMemory) where TRow : struct, IPanelRow
    {
        if (Vector512.IsHardwareAccelerated)
            WideTiles.SingleRow<TRow>(a, b, panelCount, depth, c, accumulate, fromMemory);
        else
            NarrowTiles.SingleRow<TRow>(a, b, panelCount, depth, c, accumulate, fromMemory);
    }
}
