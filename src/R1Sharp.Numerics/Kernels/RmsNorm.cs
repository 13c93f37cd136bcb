// RMSNorm (Zhang and Sennrich, arXiv 1910.07467): y = x / rms(x) · w with rms(x) = sqrt(mean(x²) + ε).

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Root-mean-square normalisation of rows.</summary>
public static unsafe class RmsNorm
{
    /// <summary>y = x · inverseRms · w. x and y are T x C, w is C; inverseRms receives 1 / rms of each of the T rows.</summary>
    public static void Forward(Matrix x, ReadOnlySpan<float> weight, double epsilon, Matrix y, Span<float> inverseRms)
    {
        Shape.Require(x.Columns == y.Columns && x.Rows == y.Rows && weight.Length == x.Columns && inverseRms.Length >= x.Rows, "rms norm", x, y);
        int columns = x.Columns;
        fixed (float* w = weight)
            for (int row = 0; row < x.Rows; row++)
                inverseRms[row] = ForwardRow(x.Data + (nint)row * x.Stride, w, (float)epsilon, y.Data + (nint)row * y.Stride, columns);
    }

    /// <summary>One row, or one head of a row; returns 1 / rms.</summary>
    internal static float ForwardRow(float* x, float* weight, float epsilon, float* y, int columns) =>
        Lanes.AreWide ? ForwardRow<WideLanes>(x, weight, epsilon, y, columns)
        : Lanes.AreNarrow ? ForwardRow<NarrowLanes>(x, weight, epsilon, y, columns)
        : ForwardRow<QuarterLanes>(x, weight, epsilon, y, columns);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float ForwardRow<TLanes>(float* x, float* weight, float epsilon, float* y, int columns) where TLanes : struct, ILanes<TLanes>
    {
        float inverse = 1 / MathF.Sqrt(Elementwise.Dot<TLanes>(x, x, columns) / columns + epsilon);
        var factor = TLanes.Create(inverse);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
            (TLanes.Load(x + i) * factor * TLanes.Load(weight + i)).Store(y + i);
        for (; i < columns; i++)
            y[i] = x[i] * inverse * weight[i];
        return inverse;
    }

    /// <summary>
    /// With n = x · inverseRms and g = dY ∘ w: dX += inverseRms · (g − n · mean(g ∘ n)) and dW += Σ rows dY ∘ n. dX is the
    /// residual stream's gradient and therefore accumulates, as dW does.
    /// </summary>
    public static void Backward(Matrix dY, Matrix x, ReadOnlySpan<float> weight, ReadOnlySpan<float> inverseRms, Matrix dX, Span<float> dWeight)
    {
        Shape.Require(dY.Rows == x.Rows && dX.Rows == x.Rows && dY.Columns == x.Columns && dX.Columns == x.Columns, "rms norm backward", dY, x, dX);
        int columns = x.Columns;
        fixed (float* w = weight, dw = dWeight)
            for (int row = 0; row < x.Rows; row++)
                BackwardRow(dY.Data + (nint)row * dY.Stride, x.Data + (nint)row * x.Stride, w, inverseRms[row], dX.Data + (nint)row * dX.Stride, dw, columns);
    }

    /// <summary>One row, or one head of a row.</summary>
    internal static void BackwardRow(float* dy, float* x, float* w, float inverse, float* dx, float* dw, int columns)
    {
        if (Lanes.AreWide)
            BackwardRow<WideLanes>(dy, x, w, inverse, dx, dw, columns);
        else if (Lanes.AreNarrow)
            BackwardRow<NarrowLanes>(dy, x, w, inverse, dx, dw, columns);
        else
            BackwardRow<QuarterLanes>(dy, x, w, inverse, dx, dw, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void BackwardRow<TLanes>(float* dy, float* x, float* w, float inverse, float* dx, float* dw, int columns) where TLanes : struct, ILanes<TLanes>
    {
        float mean = MeanOfGradientTimesNormalised<TLanes>(dy, x, w, inverse, columns);
        var factor = TLanes.Create(inverse);
        var minusMean = TLanes.Create(-mean);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
        {
            var n = TLanes.Load(x + i) * factor;
            var d = TLanes.Load(dy + i);
            var inner = TLanes.FusedMultiplyAdd(n, minusMean, d * TLanes.Load(w + i));
            TLanes.FusedMultiplyAdd(inner, factor, TLanes.Load(dx + i)).Store(dx + i);
            TLanes.FusedMultiplyAdd(d, n, TLanes.Load(dw + i)).Store(dw + i);
        }
        for (; i < columns; i++)
        {
            float n = x[i] * inverse;
            dx[i] = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(n, -mean, dy[i] * w[i]), inverse, dx[i]);
            dw[i] = MathF.FusedMultiplyAdd(dy[i], n, dw[i]);
        }
    }

    static float MeanOfGradientTimesNormalised<TLanes>(float* dy, float* x, float* w, float inverse, int columns) where TLanes : struct, ILanes<TLanes>
    {
        var sum = TLanes.Zero;
        var factor = TLanes.Create(inverse);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
            sum = TLanes.FusedMultiplyAdd(TLanes.Load(dy + i) * TLanes.Load(w + i), TLanes.Load(x + i) * factor, sum);
        float rest = 0;
        for (; i < columns; i++)
            rest = MathF.FusedMultiplyAdd(dy[i] * w[i], x[i] * inverse, rest);
        return (sum.Sum() + rest) / columns;
    }

    /// <summary>What <see cref="Backward"/> does to dX alone: rows can be shared out.</summary>
    public static void BackwardInputs(Matrix dY, Matrix x, ReadOnlySpan<float> weight, ReadOnlySpan<float> inverseRms, Matrix dX)
    {
        Shape.Require(dY.Rows == x.Rows && dX.Rows == x.Rows && dY.Columns == x.Columns && dX.Columns == x.Columns, "rms norm to inputs", dY, x, dX);
        fixed (float* w = weight)
            for (int row = 0; row < x.Rows; row++)
                BackwardInputRow(dY.Data + (nint)row * dY.Stride, x.Data + (nint)row * x.Stride, w, inverseRms[row], dX.Data + (nint)row * dX.Stride,
                    x.Columns);
    }

    /// <summary>What <see cref="Backward"/> does to dW alone, over all rows in their order: columns can be shared out.</summary>
    public static void BackwardWeight(Matrix dY, Matrix x, ReadOnlySpan<float> inverseRms, Span<float> dWeight)
    {
        Shape.Require(dY.Rows == x.Rows && dY.Columns == x.Columns, "rms norm to weight", dY, x);
        fixed (float* dw = dWeight)
            for (int row = 0; row < x.Rows; row++)
                AddWeightRow(dY.Data + (nint)row * dY.Stride, x.Data + (nint)row * x.Stride, inverseRms[row], dw, x.Columns);
    }

    internal static void BackwardInputRow(float* dy, float* x, float* w, float inverse, float* dx, int columns)
    {
        if (Lanes.AreWide)
            BackwardInputRow<WideLanes>(dy, x, w, inverse, dx, columns);
        else if (Lanes.AreNarrow)
            BackwardInputRow<NarrowLanes>(dy, x, w, inverse, dx, columns);
        else
            BackwardInputRow<QuarterLanes>(dy, x, w, inverse, dx, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void BackwardInputRow<TLanes>(float* dy, float* x, float* w, float inverse, float* dx, int columns) where TLanes : struct, ILanes<TLanes>
    {
        float mean = MeanOfGradientTimesNormalised<TLanes>(dy, x, w, inverse, columns);
        var factor = TLanes.Create(inverse);
        var minusMean = TLanes.Create(-mean);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
        {
            var inner = TLanes.FusedMultiplyAdd(TLanes.Load(x + i) * factor, minusMean, TLanes.Load(dy + i) * TLanes.Load(w + i));
            TLanes.FusedMultiplyAdd(inner, factor, TLanes.Load(dx + i)).Store(dx + i);
        }
        for (; i < columns; i++)
            dx[i] = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(x[i] * inverse, -mean, dy[i] * w[i]), inverse, dx[i]);
    }

    internal static void AddWeightRow(float* dy, float* x, float inverse, float* dw, int columns)
    {
        if (Lanes.AreWide)
            AddWeightRow<WideLanes>(dy, x, inverse, dw, columns);
        else if (Lanes.AreNarrow)
            AddWeightRow<NarrowLanes>(dy, x, inverse, dw, columns);
        else
            AddWeightRow<QuarterLanes>(dy, x, inverse, dw, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddWeightRow<TLanes>(float* dy, float* x, float inverse, float* dw, int columns) where TLanes : struct, ILanes<TLanes>
    {
        var factor = TLanes.Create(inverse);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
            TLanes.FusedMultiplyAdd(TLanes.Load(dy + i), TLanes.Load(x + i) * factor, TLanes.Load(dw + i)).Store(dw + i);
        for (; i < columns; i++)
            dw[i] = MathF.FusedMultiplyAdd(dy[i], x[i] * inverse, dw[i]);
    }
}
