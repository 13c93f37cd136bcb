// The tiles for 32 registers of 512 bits: 12 x 32 keeps 24 accumulators, 2 vectors of b and one of a in registers. Legend: Tiles.cs.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Register tiles of machines with vectors of 512 bits.</summary>
static unsafe class WideTiles
{
    const int SmallRows = 4;

    /// <summary>c[0 … rows) x [0 … columns) = or += a · b, columns up to 32. Rows of a are readable up to the next multiple of 4.</summary>
    public static void Multiply<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, int rows, int columns,
        bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        for (int row = 0; row < rows; row += Tiles.Rows)
        {
            float* from = a + (nint)row * TLayout.RowStep, to = c + row * cStride;
            if (row + Tiles.Rows <= rows && columns == Tiles.Columns)
                Twelve<TLayout, TRow>(from, aStep, b, bStep, depth, to, cStride, accumulate);
            else
                Partial<TLayout, TRow>(from, aStep, b, bStep, depth, to, cStride, Math.Min(Tiles.Rows, rows - row), columns, accumulate);
        }
    }

    static void Partial<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride,
        int rows, int columns, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        float* edge = stackalloc float[SmallRows * Tiles.Columns];
        for (int row = 0; row < rows; row += SmallRows)
        {
            int height = Math.Min(SmallRows, rows - row);
            float* from = a + (nint)row * TLayout.RowStep, to = c + row * cStride;
            if (height == SmallRows && columns == Tiles.Columns)
            {
                Four<TLayout, TRow>(from, aStep, b, bStep, depth, to, cStride, accumulate);
                continue;
            }
            if (accumulate)
                Tiles.Copy(to, cStride, edge, Tiles.Columns, height, columns);
            Four<TLayout, TRow>(from, aStep, b, bStep, depth, edge, Tiles.Columns, accumulate);
            Tiles.Copy(edge, Tiles.Columns, to, cStride, height, columns);
        }
    }

    /// <summary>Twelve rows by thirty-two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Twelve<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        Vector512<float> c0l, c0r, c1l, c1r, c2l, c2r, c3l, c3r, c4l, c4r, c5l, c5r, c6l, c6r, c7l, c7r, c8l, c8r, c9l, c9r, cAl, cAr, cBl, cBr;
        if (accumulate)
        {
            (c0l, c0r) = (Vector512.Load(c), Vector512.Load(c + 16));
            (c1l, c1r) = (Vector512.Load(c + 1 * cStride), Vector512.Load(c + 1 * cStride + 16));
            (c2l, c2r) = (Vector512.Load(c + 2 * cStride), Vector512.Load(c + 2 * cStride + 16));
            (c3l, c3r) = (Vector512.Load(c + 3 * cStride), Vector512.Load(c + 3 * cStride + 16));
            (c4l, c4r) = (Vector512.Load(c + 4 * cStride), Vector512.Load(c + 4 * cStride + 16));
            (c5l, c5r) = (Vector512.Load(c + 5 * cStride), Vector512.Load(c + 5 * cStride + 16));
            (c6l, c6r) = (Vector512.Load(c + 6 * cStride), Vector512.Load(c + 6 * cStride + 16));
            (c7l, c7r) = (Vector512.Load(c + 7 * cStride), Vector512.Load(c + 7 * cStride + 16));
            (c8l, c8r) = (Vector512.Load(c + 8 * cStride), Vector512.Load(c + 8 * cStride + 16));
            (c9l, c9r) = (Vector512.Load(c + 9 * cStride), Vector512.Load(c + 9 * cStride + 16));
            (cAl, cAr) = (Vector512.Load(c + 10 * cStride), Vector512.Load(c + 10 * cStride + 16));
            (cBl, cBr) = (Vector512.Load(c + 11 * cStride), Vector512.Load(c + 11 * cStride + 16));
        }
        else
        {
            c0l = c0r = Vector512<float>.Zero;
            c1l = c1r = Vector512<float>.Zero;
            c2l = c2r = Vector512<float>.Zero;
            c3l = c3r = Vector512<float>.Zero;
            c4l = c4r = Vector512<float>.Zero;
            c5l = c5r = Vector512<float>.Zero;
            c6l = c6r = Vector512<float>.Zero;
            c7l = c7r = Vector512<float>.Zero;
            c8l = c8r = Vector512<float>.Zero;
            c9l = c9r = Vector512<float>.Zero;
            cAl = cAr = Vector512<float>.Zero;
            cBl = cBr = Vector512<float>.Zero;
        }
        for (int k = 0; k < depth; k++)
        {
            TRow.Ahead(b);
            var left = TRow.Left(b);
            var right = TRow.Right(b);
            var a0 = Vector512.Create(*a);
            c0l = Vector512.FusedMultiplyAdd(a0, left, c0l);
            c0r = Vector512.FusedMultiplyAdd(a0, right, c0r);
            var a1 = Vector512.Create(a[1 * TLayout.RowStep]);
            c1l = Vector512.FusedMultiplyAdd(a1, left, c1l);
            c1r = Vector512.FusedMultiplyAdd(a1, right, c1r);
            var a2 = Vector512.Create(a[2 * TLayout.RowStep]);
            c2l = Vector512.FusedMultiplyAdd(a2, left, c2l);
            c2r = Vector512.FusedMultiplyAdd(a2, right, c2r);
            var a3 = Vector512.Create(a[3 * TLayout.RowStep]);
            c3l = Vector512.FusedMultiplyAdd(a3, left, c3l);
            c3r = Vector512.FusedMultiplyAdd(a3, right, c3r);
            var a4 = Vector512.Create(a[4 * TLayout.RowStep]);
            c4l = Vector512.FusedMultiplyAdd(a4, left, c4l);
            c4r = Vector512.FusedMultiplyAdd(a4, right, c4r);
            var a5 = Vector512.Create(a[5 * TLayout.RowStep]);
            c5l = Vector512.FusedMultiplyAdd(a5, left, c5l);
            c5r = Vector512.FusedMultiplyAdd(a5, right, c5r);
            var a6 = Vector512.Create(a[6 * TLayout.RowStep]);
            c6l = Vector512.FusedMultiplyAdd(a6, left, c6l);
            c6r = Vector512.FusedMultiplyAdd(a6, right, c6r);
            var a7 = Vector512.Create(a[7 * TLayout.RowStep]);
            c7l = Vector512.FusedMultiplyAdd(a7, left, c7l);
            c7r = Vector512.FusedMultiplyAdd(a7, right, c7r);
            var a8 = Vector512.Create(a[8 * TLayout.RowStep]);
            c8l = Vector512.FusedMultiplyAdd(a8, left, c8l);
            c8r = Vector512.FusedMultiplyAdd(a8, right, c8r);
            var a9 = Vector512.Create(a[9 * TLayout.RowStep]);
            c9l = Vector512.FusedMultiplyAdd(a9, left, c9l);
            c9r = Vector512.FusedMultiplyAdd(a9, right, c9r);
            var aA = Vector512.Create(a[10 * TLayout.RowStep]);
            cAl = Vector512.FusedMultiplyAdd(aA, left, cAl);
            cAr = Vector512.FusedMultiplyAdd(aA, right, cAr);
            var aB = Vector512.Create(a[11 * TLayout.RowStep]);
            cBl = Vector512.FusedMultiplyAdd(aB, left, cBl);
            cBr = Vector512.FusedMultiplyAdd(aB, right, cBr);
            a += aStep;
            b += bStep;
        }
        c0l.Store(c);
        c0r.Store(c + 16);
        c1l.Store(c + 1 * cStride);
        c1r.Store(c + 1 * cStride + 16);
        c2l.Store(c + 2 * cStride);
        c2r.Store(c + 2 * cStride + 16);
        c3l.Store(c + 3 * cStride);
        c3r.Store(c + 3 * cStride + 16);
        c4l.Store(c + 4 * cStride);
        c4r.Store(c + 4 * cStride + 16);
        c5l.Store(c + 5 * cStride);
        c5r.Store(c + 5 * cStride + 16);
        c6l.Store(c + 6 * cStride);
        c6r.Store(c + 6 * cStride + 16);
        c7l.Store(c + 7 * cStride);
        c7r.Store(c + 7 * cStride + 16);
        c8l.Store(c + 8 * cStride);
        c8r.Store(c + 8 * cStride + 16);
        c9l.Store(c + 9 * cStride);
        c9r.Store(c + 9 * cStride + 16);
        cAl.Store(c + 10 * cStride);
        cAr.Store(c + 10 * cStride + 16);
        cBl.Store(c + 11 * cStride);
        cBr.Store(c + 11 * cStride + 16);
    }

    /// <summary>Four rows by thirty-two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        Vector512<float> c0l, c0r, c1l, c1r, c2l, c2r, c3l, c3r;
        if (accumulate)
        {
            (c0l, c0r) = (Vector512.Load(c), Vector512.Load(c + 16));
            (c1l, c1r) = (Vector512.Load(c + 1 * cStride), Vector512.Load(c + 1 * cStride + 16));
            (c2l, c2r) = (Vector512.Load(c + 2 * cStride), Vector512.Load(c + 2 * cStride + 16));
            (c3l, c3r) = (Vector512.Load(c + 3 * cStride), Vector512.Load(c + 3 * cStride + 16));
        }
        else
        {
            c0l = c0r = Vector512<float>.Zero;
            c1l = c1r = Vector512<float>.Zero;
            c2l = c2r = Vector512<float>.Zero;
            c3l = c3r = Vector512<float>.Zero;
        }
        for (int k = 0; k < depth; k++)
        {
            TRow.Ahead(b);
            var left = TRow.Left(b);
            var right = TRow.Right(b);
            var a0 = Vector512.Create(*a);
            c0l = Vector512.FusedMultiplyAdd(a0, left, c0l);
            c0r = Vector512.FusedMultiplyAdd(a0, right, c0r);
            var a1 = Vector512.Create(a[1 * TLayout.RowStep]);
            c1l = Vector512.FusedMultiplyAdd(a1, left, c1l);
            c1r = Vector512.FusedMultiplyAdd(a1, right, c1r);
            var a2 = Vector512.Create(a[2 * TLayout.RowStep]);
            c2l = Vector512.FusedMultiplyAdd(a2, left, c2l);
            c2r = Vector512.FusedMultiplyAdd(a2, right, c2r);
            var a3 = Vector512.Create(a[3 * TLayout.RowStep]);
            c3l = Vector512.FusedMultiplyAdd(a3, left, c3l);
            c3r = Vector512.FusedMultiplyAdd(a3, right, c3r);
            a += aStep;
            b += bStep;
        }
        c0l.Store(c);
        c0r.Store(c + 16);
        c1l.Store(c + 1 * cStride);
        c1r.Store(c + 1 * cStride + 16);
        c2l.Store(c + 2 * cStride);
        c2r.Store(c + 2 * cStride + 16);
        c3l.Store(c + 3 * cStride);
        c3r.Store(c + 3 * cStride + 16);
    }

    /// <summary>One row against panels that lie one after another: four of them side by side, or one where they come from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SingleRow<TRow>(float* a, float* b, int panelCount, int depth, float* c, bool accumulate, bool fromMemory) where TRow : struct, IPanelRow
    {
        nint panelStride = (nint)depth * TRow.Floats;
        int panel = 0;
        for (; panel + 4 <= panelCount && !fromMemory; panel += 4, b += 4 * panelStride, c += 4 * Tiles.Columns)
        {
            Vector512<float> c0 = Start(c, accumulate), c1 = Start(c + 16, accumulate), c2 = Start(c + 32, accumulate), c3 = Start(c + 48, accumulate);
            Vector512<float> c4 = Start(c + 64, accumulate), c5 = Start(c + 80, accumulate), c6 = Start(c + 96, accumulate), c7 = Start(c + 112, accumulate);
            float* b0 = b, b1 = b + panelStride, b2 = b + 2 * panelStride, b3 = b + 3 * panelStride;
            for (int k = 0; k < depth; k++)
            {
                var x = Vector512.Create(a[k]);
                nint at = (nint)k * TRow.Floats;
                c0 = Vector512.FusedMultiplyAdd(x, TRow.Left(b0 + at), c0);
                c1 = Vector512.FusedMultiplyAdd(x, TRow.Right(b0 + at), c1);
                c2 = Vector512.FusedMultiplyAdd(x, TRow.Left(b1 + at), c2);
                c3 = Vector512.FusedMultiplyAdd(x, TRow.Right(b1 + at), c3);
                c4 = Vector512.FusedMultiplyAdd(x, TRow.Left(b2 + at), c4);
                c5 = Vector512.FusedMultiplyAdd(x, TRow.Right(b2 + at), c5);
                c6 = Vector512.FusedMultiplyAdd(x, TRow.Left(b3 + at), c6);
                c7 = Vector512.FusedMultiplyAdd(x, TRow.Right(b3 + at), c7);
            }
            c0.Store(c);
            c1.Store(c + 16);
            c2.Store(c + 32);
            c3.Store(c + 48);
            c4.Store(c + 64);
            c5.Store(c + 80);
            c6.Store(c + 96);
            c7.Store(c + 112);
        }
        for (; panel < panelCount; panel++, b += panelStride, c += Tiles.Columns)
        {
            Vector512<float> c0 = Start(c, accumulate), c1 = Start(c + 16, accumulate);
            for (int k = 0; k < depth; k++)
            {
                var x = Vector512.Create(a[k]);
                c0 = Vector512.FusedMultiplyAdd(x, TRow.Left(b + (nint)k * TRow.Floats), c0);
                c1 = Vector512.FusedMultiplyAdd(x, TRow.Right(b + (nint)k * TRow.Floats), c1);
            }
            c0.Store(c);
            c1.Store(c + 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Start(float* c, bool accumulate) => accumulate ? Vector512.Load(c) : Vector512<float>.Zero;
}
