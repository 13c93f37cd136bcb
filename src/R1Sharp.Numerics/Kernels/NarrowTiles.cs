// The tiles for 16 registers of 256 bits: 6 x 16 keeps 12 accumulators, 2 vectors of b and one of a in registers. A block of
// 12 x 32 is four of them; each half of a panel's row is a cache line of its own. Legend: Tiles.cs.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Register tiles of machines with vectors of 256 bits or less.</summary>
static unsafe class NarrowTiles
{
    const int TileRows = 6;

    /// <summary>A half of a panel's 32 columns.</summary>
    interface IHalf
    {
        /// <summary>Its first column.</summary>
        static abstract int First { get; }
    }

    readonly struct LeftHalf : IHalf
    {
        public static int First
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 0;
        }
    }

    readonly struct RightHalf : IHalf
    {
        public static int First
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 16;
        }
    }

    /// <summary>Twelve rows by thirty-two columns.</summary>
    public static void Twelve<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        float* lower = a + TileRows * TLayout.RowStep;
        Six<TLayout, TRow, LeftHalf>(a, aStep, b, bStep, depth, c, cStride, accumulate);
        Six<TLayout, TRow, LeftHalf>(lower, aStep, b, bStep, depth, c + TileRows * cStride, cStride, accumulate);
        Six<TLayout, TRow, RightHalf>(a, aStep, b, bStep, depth, c, cStride, accumulate);
        Six<TLayout, TRow, RightHalf>(lower, aStep, b, bStep, depth, c + TileRows * cStride, cStride, accumulate);
    }

    /// <summary>Four rows by thirty-two columns.</summary>
    public static void Four<TLayout, TRow>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        Four<TLayout, TRow, LeftHalf>(a, aStep, b, bStep, depth, c, cStride, accumulate);
        Four<TLayout, TRow, RightHalf>(a, aStep, b, bStep, depth, c, cStride, accumulate);
    }

    /// <summary>Six rows by sixteen columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Six<TLayout, TRow, THalf>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
        where THalf : struct, IHalf
    {
        c += THalf.First;
        Vector256<float> c0l, c0r, c1l, c1r, c2l, c2r, c3l, c3r, c4l, c4r, c5l, c5r;
        if (accumulate)
        {
            (c0l, c0r) = (Vector256.Load(c), Vector256.Load(c + 8));
            (c1l, c1r) = (Vector256.Load(c + 1 * cStride), Vector256.Load(c + 1 * cStride + 8));
            (c2l, c2r) = (Vector256.Load(c + 2 * cStride), Vector256.Load(c + 2 * cStride + 8));
            (c3l, c3r) = (Vector256.Load(c + 3 * cStride), Vector256.Load(c + 3 * cStride + 8));
            (c4l, c4r) = (Vector256.Load(c + 4 * cStride), Vector256.Load(c + 4 * cStride + 8));
            (c5l, c5r) = (Vector256.Load(c + 5 * cStride), Vector256.Load(c + 5 * cStride + 8));
        }
        else
        {
            c0l = c0r = Vector256<float>.Zero;
            c1l = c1r = Vector256<float>.Zero;
            c2l = c2r = Vector256<float>.Zero;
            c3l = c3r = Vector256<float>.Zero;
            c4l = c4r = Vector256<float>.Zero;
            c5l = c5r = Vector256<float>.Zero;
        }
        for (int k = 0; k < depth; k++)
        {
            TRow.Ahead(b);
            var left = TRow.Eight(b, THalf.First);
            var right = TRow.Eight(b, THalf.First + 8);
            var a0 = Vector256.Create(*a);
            c0l = Vector256.FusedMultiplyAdd(a0, left, c0l);
            c0r = Vector256.FusedMultiplyAdd(a0, right, c0r);
            var a1 = Vector256.Create(a[1 * TLayout.RowStep]);
            c1l = Vector256.FusedMultiplyAdd(a1, left, c1l);
            c1r = Vector256.FusedMultiplyAdd(a1, right, c1r);
            var a2 = Vector256.Create(a[2 * TLayout.RowStep]);
            c2l = Vector256.FusedMultiplyAdd(a2, left, c2l);
            c2r = Vector256.FusedMultiplyAdd(a2, right, c2r);
            var a3 = Vector256.Create(a[3 * TLayout.RowStep]);
            c3l = Vector256.FusedMultiplyAdd(a3, left, c3l);
            c3r = Vector256.FusedMultiplyAdd(a3, right, c3r);
            var a4 = Vector256.Create(a[4 * TLayout.RowStep]);
            c4l = Vector256.FusedMultiplyAdd(a4, left, c4l);
            c4r = Vector256.FusedMultiplyAdd(a4, right, c4r);
            var a5 = Vector256.Create(a[5 * TLayout.RowStep]);
            c5l = Vector256.FusedMultiplyAdd(a5, left, c5l);
            c5r = Vector256.FusedMultiplyAdd(a5, right, c5r);
            a += aStep;
            b += bStep;
        }
        c0l.Store(c);
        c0r.Store(c + 8);
        c1l.Store(c + 1 * cStride);
        c1r.Store(c + 1 * cStride + 8);
        c2l.Store(c + 2 * cStride);
        c2r.Store(c + 2 * cStride + 8);
        c3l.Store(c + 3 * cStride);
        c3r.Store(c + 3 * cStride + 8);
        c4l.Store(c + 4 * cStride);
        c4r.Store(c + 4 * cStride + 8);
        c5l.Store(c + 5 * cStride);
        c5r.Store(c + 5 * cStride + 8);
    }

    /// <summary>Four rows by sixteen columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Four<TLayout, TRow, THalf>(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
        where THalf : struct, IHalf
    {
        c += THalf.First;
        Vector256<float> c0l, c0r, c1l, c1r, c2l, c2r, c3l, c3r;
        if (accumulate)
        {
            (c0l, c0r) = (Vector256.Load(c), Vector256.Load(c + 8));
            (c1l, c1r) = (Vector256.Load(c + 1 * cStride), Vector256.Load(c + 1 * cStride + 8));
            (c2l, c2r) = (Vector256.Load(c + 2 * cStride), Vector256.Load(c + 2 * cStride + 8));
            (c3l, c3r) = (Vector256.Load(c + 3 * cStride), Vector256.Load(c + 3 * cStride + 8));
        }
        else
        {
            c0l = c0r = Vector256<float>.Zero;
            c1l = c1r = Vector256<float>.Zero;
            c2l = c2r = Vector256<float>.Zero;
            c3l = c3r = Vector256<float>.Zero;
        }
        for (int k = 0; k < depth; k++)
        {
            TRow.Ahead(b);
            var left = TRow.Eight(b, THalf.First);
            var right = TRow.Eight(b, THalf.First + 8);
            var a0 = Vector256.Create(*a);
            c0l = Vector256.FusedMultiplyAdd(a0, left, c0l);
            c0r = Vector256.FusedMultiplyAdd(a0, right, c0r);
            var a1 = Vector256.Create(a[1 * TLayout.RowStep]);
            c1l = Vector256.FusedMultiplyAdd(a1, left, c1l);
            c1r = Vector256.FusedMultiplyAdd(a1, right, c1r);
            var a2 = Vector256.Create(a[2 * TLayout.RowStep]);
            c2l = Vector256.FusedMultiplyAdd(a2, left, c2l);
            c2r = Vector256.FusedMultiplyAdd(a2, right, c2r);
            var a3 = Vector256.Create(a[3 * TLayout.RowStep]);
            c3l = Vector256.FusedMultiplyAdd(a3, left, c3l);
            c3r = Vector256.FusedMultiplyAdd(a3, right, c3r);
            a += aStep;
            b += bStep;
        }
        c0l.Store(c);
        c0r.Store(c + 8);
        c1l.Store(c + 1 * cStride);
        c1r.Store(c + 1 * cStride + 8);
        c2l.Store(c + 2 * cStride);
        c2r.Store(c + 2 * cStride + 8);
        c3l.Store(c + 3 * cStride);
        c3r.Store(c + 3 * cStride + 8);
    }

    /// <summary>One row against panels that lie one after another: two of them side by side, or one where they come from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SingleRow<TRow>(float* a, float* b, int panelCount, int depth, float* c, bool accumulate, bool fromMemory) where TRow : struct, IPanelRow
    {
        nint panelStride = (nint)depth * TRow.Floats;
        int panel = 0;
        for (; panel + 2 <= panelCount && !fromMemory; panel += 2, b += 2 * panelStride, c += 2 * Tiles.Columns)
        {
            Vector256<float> c0 = Start(c, accumulate), c1 = Start(c + 8, accumulate), c2 = Start(c + 16, accumulate), c3 = Start(c + 24, accumulate);
            Vector256<float> c4 = Start(c + 32, accumulate), c5 = Start(c + 40, accumulate), c6 = Start(c + 48, accumulate), c7 = Start(c + 56, accumulate);
            float* b0 = b, b1 = b + panelStride;
            for (int k = 0; k < depth; k++, b0 += TRow.Floats, b1 += TRow.Floats)
            {
                var x = Vector256.Create(a[k]);
                c0 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b0, 0), c0);
                c1 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b0, 8), c1);
                c2 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b0, 16), c2);
                c3 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b0, 24), c3);
                c4 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b1, 0), c4);
                c5 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b1, 8), c5);
                c6 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b1, 16), c6);
                c7 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b1, 24), c7);
            }
            c0.Store(c);
            c1.Store(c + 8);
            c2.Store(c + 16);
            c3.Store(c + 24);
            c4.Store(c + 32);
            c5.Store(c + 40);
            c6.Store(c + 48);
            c7.Store(c + 56);
        }
        for (; panel < panelCount; panel++, c += Tiles.Columns)
        {
            Vector256<float> c0 = Start(c, accumulate), c1 = Start(c + 8, accumulate), c2 = Start(c + 16, accumulate), c3 = Start(c + 24, accumulate);
            for (int k = 0; k < depth; k++, b += TRow.Floats)
            {
                var x = Vector256.Create(a[k]);
                c0 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b, 0), c0);
                c1 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b, 8), c1);
                c2 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b, 16), c2);
                c3 = Vector256.FusedMultiplyAdd(x, TRow.Eight(b, 24), c3);
            }
            c0.Store(c);
            c1.Store(c + 8);
            c2.Store(c + 16);
            c3.Store(c + 24);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Start(float* c, bool accumulate) => accumulate ? Vector256.Load(c) : Vector256<float>.Zero;
}
