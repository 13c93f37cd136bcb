// SwiGLU (Shazeer, arXiv 2002.05202): y = silu(gate) ∘ up, silu(g) = g · σ(g).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>The gated activation of the feed-forward layer.</summary>
public static unsafe class SwiGlu
{
    /// <summary>y = silu(gate) ∘ up. gateUp is T x 2F, gates first; y is T x F.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(Matrix gateUp, Matrix y)
    {
        int width = y.Columns;
        Shape.Require(gateUp.Columns == 2 * width && gateUp.Rows == y.Rows, "swiglu", gateUp, y);
        for (int row = 0; row < y.Rows; row++)
        {
            float* gate = gateUp.Data + (nint)row * gateUp.Stride, up = gate + width, to = y.Data + (nint)row * y.Stride;
            for (int i = 0; i < width; i += 16)
            {
                var g = Vector512.Load(gate + i);
                Store(g * Sigmoid(g) * Vector512.Load(up + i), to + i, width - i);
            }
        }
    }

    /// <summary>
    /// dUp = dY ∘ silu(gate) and dGate = dY ∘ up ∘ σ(gate) · (1 + gate · (1 − σ(gate))). dGateUp is T x 2F and is overwritten.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(Matrix dY, Matrix gateUp, Matrix dGateUp)
    {
        int width = dY.Columns;
        Shape.Require(gateUp.Columns == 2 * width && dGateUp.Columns == 2 * width && gateUp.Rows == dY.Rows && dGateUp.Rows == dY.Rows, "swiglu backward", dY,
            gateUp, dGateUp);
        var one = Vector512<float>.One;
        for (int row = 0; row < dY.Rows; row++)
        {
            float* gate = gateUp.Data + (nint)row * gateUp.Stride, up = gate + width;
            float* dGate = dGateUp.Data + (nint)row * dGateUp.Stride, dUp = dGate + width, dy = dY.Data + (nint)row * dY.Stride;
            for (int i = 0; i < width; i += 16)
            {
                var g = Vector512.Load(gate + i);
                var sigmoid = Sigmoid(g);
                var d = Vector512.Load(dy + i);
                var slope = sigmoid * Vector512.FusedMultiplyAdd(g, one - sigmoid, one);
                var dGateHere = d * Vector512.Load(up + i) * slope;
                Store(d * (g * sigmoid), dUp + i, width - i);
                Store(dGateHere, dGate + i, width - i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Exponential.Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Store(Vector512<float> value, float* to, int remaining)
    {
        if (remaining >= 16)
            value.Store(to);
        else
            for (int i = 0; i < remaining; i++)
                to[i] = value[i];
    }
}
