// The tiles for 16 registers of 256 bits and for 32 of 128: six rows by sixteen columns keep 12 accumulators of 256 bits (24 of
// 128), 2 (4) vectors of b and one of a in registers. A block of 12 x 32 is four of them; each half of a panel's row is a cache line
// of its own. Legend: Tiles.cs.

using System.Runtime.CompilerServices;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Register tiles of machines with vectors of 256 bits or less.</summary>
static unsafe class NarrowTiles
{
    const int TileRows = 6, SmallRows = 4, HalfColumns = Lanes.Count;

    /// <summary>A half of a panel's 32 columns.</summary>
    interface IHalf
    {
        /// <summary>Its sixteen elements of a row.</summary>
        static abstract TLanes Of<TRow, TLanes>(float* row) where TRow : struct, IPanelRow where TLanes : struct, ILanes<TLanes>;
    }

    readonly struct LeftHalf : IHalf
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TRow, TLanes>(float* row) where TRow : struct, IPanelRow where TLanes : struct, ILanes<TLanes> => TRow.Left<TLanes>(row);
    }

    readonly struct RightHalf : IHalf
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Of<TRow, TLanes>(float* row) where TRow : struct, IPanelRow where TLanes : struct, ILanes<TLanes> => TRow.Right<TLanes>(row);
    }

    /// <summary>c[0 … rows) x [0 … columns) = or += a · b, columns up to 32. Rows of a are readable up to the next multiple of 6.</summary>
    public static void Multiply<TLayout, TRow, TLanes>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, int rows, int columns,
        bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
        where TLanes : struct, ILanes<TLanes>
    {
        Half<TLayout, TRow, LeftHalf, TLanes>(a, aStep, b, bStep, depth, c, cStride, rows, Math.Min(columns, HalfColumns), accumulate);
        if (columns > HalfColumns)
            Half<TLayout, TRow, RightHalf, TLanes>(a, aStep, b, bStep, depth, c + HalfColumns, cStride, rows, columns - HalfColumns, accumulate);
    }

    static void Half<TLayout, TRow, THalf, TLanes>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, int rows, int columns,
        bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
        where THalf : struct, IHalf
        where TLanes : struct, ILanes<TLanes>
    {
        int row = 0;
        if (columns == HalfColumns)
        {
            // Seven or eight rows are two small tiles.
            for (; rows - row >= TileRows && rows - row is not (2 * SmallRows - 1 or 2 * SmallRows); row += TileRows)
            {
                if (accumulate)
                    Prefetch(c + (row + TileRows) * cStride, cStride, Math.Min(TileRows, rows - row - TileRows));
                Six<TLayout, TRow, THalf, TLanes>(a + (nint)row * TLayout.RowStep, aStep, b, bStep, depth, c + row * cStride, cStride, accumulate);
            }
            for (; rows - row >= SmallRows && rows - row != TileRows - 1; row += SmallRows)
                Four<TLayout, TRow, THalf, TLanes>(a + (nint)row * TLayout.RowStep, aStep, b, bStep, depth, c + row * cStride, cStride, accumulate);
        }
        for (; row < rows; row += TileRows)
            Edge<TLayout, TRow, THalf, TLanes>(a + (nint)row * TLayout.RowStep, aStep, b, bStep, depth, c + row * cStride, cStride,
                Math.Min(TileRows, rows - row), columns, accumulate);
    }

    // Sums that are gone on with lie in rows far apart, which no hardware foresees.
    static void Prefetch(float* c, nint cStride, int rows)
    {
        for (int row = 0; row < rows; row++)
            Elementwise.Prefetch(c + row * cStride);
    }

    /// <summary>A tile that has fewer rows or columns in c than in registers.</summary>
    static void Edge<TLayout, TRow, THalf, TLanes>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, int rows, int columns,
        bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
        where THalf : struct, IHalf
        where TLanes : struct, ILanes<TLanes>
    {
        float* edge = stackalloc float[TileRows * HalfColumns];
        if (accumulate)
            Tiles.Copy(c, cStride, edge, HalfColumns, rows, columns);
        if (rows <= SmallRows)
            Four<TLayout, TRow, THalf, TLanes>(a, aStep, b, bStep, depth, edge, HalfColumns, accumulate);
        else
            Six<TLayout, TRow, THalf, TLanes>(a, aStep, b, bStep, depth, edge, HalfColumns, accumulate);
        Tiles.Copy(edge, HalfColumns, c, cStride, rows, columns);
    }

    /// <summary>Six rows by sixteen columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Six<TLayout, TRow, THalf, TLanes>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
        where THalf : struct, IHalf
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes c0, c1, c2, c3, c4, c5;
        if (accumulate)
        {
            c0 = TLanes.Load(c);
            c1 = TLanes.Load(c + cStride);
            c2 = TLanes.Load(c + 2 * cStride);
            c3 = TLanes.Load(c + 3 * cStride);
            c4 = TLanes.Load(c + 4 * cStride);
            c5 = TLanes.Load(c + 5 * cStride);
        }
        else
        {
            c0 = c1 = c2 = c3 = c4 = c5 = TLanes.Zero;
        }
        for (int k = 0; k < depth; k++)
        {
            TRow.Ahead(b);
            var row = THalf.Of<TRow, TLanes>(b);
            c0 = TLanes.FusedMultiplyAdd(TLanes.Create(*a), row, c0);
            c1 = TLanes.FusedMultiplyAdd(TLanes.Create(a[TLayout.RowStep]), row, c1);
            c2 = TLanes.FusedMultiplyAdd(TLanes.Create(a[2 * TLayout.RowStep]), row, c2);
            c3 = TLanes.FusedMultiplyAdd(TLanes.Create(a[3 * TLayout.RowStep]), row, c3);
            c4 = TLanes.FusedMultiplyAdd(TLanes.Create(a[4 * TLayout.RowStep]), row, c4);
            c5 = TLanes.FusedMultiplyAdd(TLanes.Create(a[5 * TLayout.RowStep]), row, c5);
            a += aStep;
            b += bStep;
        }
        c0.Store(c);
        c1.Store(c + cStride);
        c2.Store(c + 2 * cStride);
        c3.Store(c + 3 * cStride);
        c4.Store(c + 4 * cStride);
        c5.Store(c + 5 * cStride);
    }

    /// <summary>Four rows by sixteen columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Four<TLayout, TRow, THalf, TLanes>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
        where THalf : struct, IHalf
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes c0, c1, c2, c3;
        if (accumulate)
        {
            c0 = TLanes.Load(c);
            c1 = TLanes.Load(c + cStride);
            c2 = TLanes.Load(c + 2 * cStride);
            c3 = TLanes.Load(c + 3 * cStride);
        }
        else
        {
            c0 = c1 = c2 = c3 = TLanes.Zero;
        }
        for (int k = 0; k < depth; k++)
        {
            TRow.Ahead(b);
            var row = THalf.Of<TRow, TLanes>(b);
            c0 = TLanes.FusedMultiplyAdd(TLanes.Create(*a), row, c0);
            c1 = TLanes.FusedMultiplyAdd(TLanes.Create(a[TLayout.RowStep]), row, c1);
            c2 = TLanes.FusedMultiplyAdd(TLanes.Create(a[2 * TLayout.RowStep]), row, c2);
            c3 = TLanes.FusedMultiplyAdd(TLanes.Create(a[3 * TLayout.RowStep]), row, c3);
            a += aStep;
            b += bStep;
        }
        c0.Store(c);
        c1.Store(c + cStride);
        c2.Store(c + 2 * cStride);
        c3.Store(c + 3 * cStride);
    }

    /// <summary>One row against panels that lie one after another: two of them side by side, or one where they come from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SingleRow<TRow, TLanes>(float* a, float* b, int panelCount, int depth, float* c, bool accumulate, bool fromMemory)
        where TRow : struct, IPanelRow
        where TLanes : struct, ILanes<TLanes>
    {
        nint panelStride = (nint)depth * TRow.Floats;
        int panel = 0;
        for (; panel + 2 <= panelCount && !fromMemory; panel += 2, b += 2 * panelStride, c += 2 * Tiles.Columns)
        {
            TLanes c0 = Start<TLanes>(c, accumulate), c1 = Start<TLanes>(c + 16, accumulate);
            TLanes c2 = Start<TLanes>(c + 32, accumulate), c3 = Start<TLanes>(c + 48, accumulate);
            float* b0 = b, b1 = b + panelStride;
            for (int k = 0; k < depth; k++, b0 += TRow.Floats, b1 += TRow.Floats)
            {
                var x = TLanes.Create(a[k]);
                c0 = TLanes.FusedMultiplyAdd(x, TRow.Left<TLanes>(b0), c0);
                c1 = TLanes.FusedMultiplyAdd(x, TRow.Right<TLanes>(b0), c1);
                c2 = TLanes.FusedMultiplyAdd(x, TRow.Left<TLanes>(b1), c2);
                c3 = TLanes.FusedMultiplyAdd(x, TRow.Right<TLanes>(b1), c3);
            }
            c0.Store(c);
            c1.Store(c + 16);
            c2.Store(c + 32);
            c3.Store(c + 48);
        }
        for (; panel < panelCount; panel++, c += Tiles.Columns)
        {
            TLanes c0 = Start<TLanes>(c, accumulate), c1 = Start<TLanes>(c + 16, accumulate);
            for (int k = 0; k < depth; k++, b += TRow.Floats)
            {
                var x = TLanes.Create(a[k]);
                c0 = TLanes.FusedMultiplyAdd(x, TRow.Left<TLanes>(b), c0);
                c1 = TLanes.FusedMultiplyAdd(x, TRow.Right<TLanes>(b), c1);
            }
            c0.Store(c);
            c1.Store(c + 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TLanes Start<TLanes>(float* c, bool accumulate) where TLanes : struct, ILanes<TLanes> => accumulate ? TLanes.Load(c) : TLanes.Zero;
}
