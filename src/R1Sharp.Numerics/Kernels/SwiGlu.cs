// SwiGLU (Shazeer, arXiv 2002.05202): y = silu(gate) ∘ up, silu(g) = g · σ(g).

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>The gated activation of the feed-forward layer.</summary>
public static unsafe class SwiGlu
{
    /// <summary>y = silu(gate) ∘ up. gateUp is T x 2F, gates first; y is T x F.</summary>
    public static void Forward(Matrix gateUp, Matrix y) => Forward(gateUp, y, 0, y.Columns);

    /// <summary>The same for columns first … end − 1 of y, first a multiple of 16.</summary>
    public static void Forward(Matrix gateUp, Matrix y, int first, int end)
    {
        int width = y.Columns;
        Shape.Require(gateUp.Columns == 2 * width && gateUp.Rows == y.Rows, "swiglu", gateUp, y);
        if (Lanes.AreWide)
            Forward<WideLanes>(gateUp, y, first, end);
        else if (Lanes.AreNarrow)
            Forward<NarrowLanes>(gateUp, y, first, end);
        else
            Forward<QuarterLanes>(gateUp, y, first, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Forward<TLanes>(Matrix gateUp, Matrix y, int first, int end) where TLanes : struct, ILanes<TLanes>
    {
        int width = y.Columns;
        for (int row = 0; row < y.Rows; row++)
        {
            float* gate = gateUp.Data + (nint)row * gateUp.Stride, up = gate + width, to = y.Data + (nint)row * y.Stride;
            for (int i = first; i < end; i += 16)
            {
                var g = TLanes.Load(gate + i);
                Store(g * Sigmoid(g) * TLanes.Load(up + i), to + i, end - i);
            }
        }
    }

    /// <summary>
    /// dUp = dY ∘ silu(gate) and dGate = dY ∘ up ∘ σ(gate) · (1 + gate · (1 − σ(gate))). dGateUp is T x 2F and is overwritten.
    /// </summary>
    public static void Backward(Matrix dY, Matrix gateUp, Matrix dGateUp)
    {
        int width = dY.Columns;
        Shape.Require(gateUp.Columns == 2 * width && dGateUp.Columns == 2 * width && gateUp.Rows == dY.Rows && dGateUp.Rows == dY.Rows, "swiglu backward", dY,
            gateUp, dGateUp);
        if (Lanes.AreWide)
            Backward<WideLanes>(dY, gateUp, dGateUp, width);
        else if (Lanes.AreNarrow)
            Backward<NarrowLanes>(dY, gateUp, dGateUp, width);
        else
            Backward<QuarterLanes>(dY, gateUp, dGateUp, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Backward<TLanes>(Matrix dY, Matrix gateUp, Matrix dGateUp, int width) where TLanes : struct, ILanes<TLanes>
    {
        var one = TLanes.Create(1);
        for (int row = 0; row < dY.Rows; row++)
        {
            float* gate = gateUp.Data + (nint)row * gateUp.Stride, up = gate + width;
            float* dGate = dGateUp.Data + (nint)row * dGateUp.Stride, dUp = dGate + width, dy = dY.Data + (nint)row * dY.Stride;
            for (int i = 0; i < width; i += 16)
            {
                var g = TLanes.Load(gate + i);
                var sigmoid = Sigmoid(g);
                var d = TLanes.Load(dy + i);
                var slope = sigmoid * TLanes.FusedMultiplyAdd(g, one - sigmoid, one);
                var dGateHere = d * TLanes.Load(up + i) * slope;
                Store(d * (g * sigmoid), dUp + i, width - i);
                Store(dGateHere, dGate + i, width - i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static TLanes Sigmoid<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes> => TLanes.Create(1) / (TLanes.Create(1) + Exponential.Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store<TLanes>(TLanes value, float* to, int remaining) where TLanes : struct, ILanes<TLanes>
    {
        if (remaining >= Lanes.Count)
            value.Store(to);
        else
            StoreFirst(value, to, remaining);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static void StoreFirst<TLanes>(TLanes value, float* to, int count) where TLanes : struct, ILanes<TLanes>
    {
        float* all = stackalloc float[Lanes.Count];
        value.Store(all);
        Elementwise.Copy(all, to, count);
    }
}
