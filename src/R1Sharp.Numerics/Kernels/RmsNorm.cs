// RMSNorm (Zhang and Sennrich, arXiv 1910.07467): y = x / rms(x) · w with rms(x) = sqrt(mean(x²) + ε).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Root-mean-square normalisation of rows.</summary>
public static unsafe class RmsNorm
{
    /// <summary>y = x · inverseRms · w. x and y are T x C, w is C; inverseRms receives 1 / rms of each of the T rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(Matrix x, ReadOnlySpan<float> weight, double epsilon, Matrix y, Span<float> inverseRms)
    {
        Shape.Require(x.Columns == y.Columns && x.Rows == y.Rows && weight.Length == x.Columns && inverseRms.Length >= x.Rows, "rms norm", x, y);
        int columns = x.Columns;
        fixed (float* w = weight)
            for (int row = 0; row < x.Rows; row++)
                inverseRms[row] = ForwardRow(x.Data + (nint)row * x.Stride, w, (float)epsilon, y.Data + (nint)row * y.Stride, columns);
    }

    /// <summary>One row, or one head of a row; returns 1 / rms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float ForwardRow(float* x, float* weight, float epsilon, float* y, int columns)
    {
        float inverse = 1 / MathF.Sqrt(Elementwise.Dot(x, x, columns) / columns + epsilon);
        var factor = Vector512.Create(inverse);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
            (Vector512.Load(x + i) * factor * Vector512.Load(weight + i)).Store(y + i);
        for (; i < columns; i++)
            y[i] = x[i] * inverse * weight[i];
        return inverse;
    }

    /// <summary>
    /// With n = x · inverseRms and g = dY ∘ w: dX += inverseRms · (g − n · mean(g ∘ n)) and dW += Σ rows dY ∘ n. dX is the
    /// residual stream's gradient and therefore accumulates, as dW does.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(Matrix dY, Matrix x, ReadOnlySpan<float> weight, ReadOnlySpan<float> inverseRms, Matrix dX, Span<float> dWeight)
    {
        Shape.Require(dY.Rows == x.Rows && dX.Rows == x.Rows && dY.Columns == x.Columns && dX.Columns == x.Columns, "rms norm backward", dY, x, dX);
        int columns = x.Columns;
        fixed (float* w = weight, dw = dWeight)
            for (int row = 0; row < x.Rows; row++)
                BackwardRow(dY.Data + (nint)row * dY.Stride, x.Data + (nint)row * x.Stride, w, inverseRms[row], dX.Data + (nint)row * dX.Stride, dw, columns);
    }

    /// <summary>One row, or one head of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void BackwardRow(float* dy, float* x, float* w, float inverse, float* dx, float* dw, int columns)
    {
        float mean = MeanOfGradientTimesNormalised(dy, x, w, inverse, columns);
        var factor = Vector512.Create(inverse);
        var minusMean = Vector512.Create(-mean);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
        {
            var n = Vector512.Load(x + i) * factor;
            var d = Vector512.Load(dy + i);
            var inner = Vector512.FusedMultiplyAdd(n, minusMean, d * Vector512.Load(w + i));
            Vector512.FusedMultiplyAdd(inner, factor, Vector512.Load(dx + i)).Store(dx + i);
            Vector512.FusedMultiplyAdd(d, n, Vector512.Load(dw + i)).Store(dw + i);
        }
        for (; i < columns; i++)
        {
            float n = x[i] * inverse;
            dx[i] = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(n, -mean, dy[i] * w[i]), inverse, dx[i]);
            dw[i] = MathF.FusedMultiplyAdd(dy[i], n, dw[i]);
        }
    }

    static float MeanOfGradientTimesNormalised(float* dy, float* x, float* w, float inverse, int columns)
    {
        var sum = Vector512<float>.Zero;
        var factor = Vector512.Create(inverse);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(dy + i) * Vector512.Load(w + i), Vector512.Load(x + i) * factor, sum);
        float rest = 0;
        for (; i < columns; i++)
            rest = MathF.FusedMultiplyAdd(dy[i] * w[i], x[i] * inverse, rest);
        return (Elementwise.Sum(sum) + rest) / columns;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void BackwardInputRow(float* dy, float* x, float* w, float inverse, float* dx, int columns)
    {
        float mean = MeanOfGradientTimesNormalised(dy, x, w, inverse, columns);
        var factor = Vector512.Create(inverse);
        var minusMean = Vector512.Create(-mean);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
        {
            var inner = Vector512.FusedMultiplyAdd(Vector512.Load(x + i) * factor, minusMean, Vector512.Load(dy + i) * Vector512.Load(w + i));
            Vector512.FusedMultiplyAdd(inner, factor, Vector512.Load(dx + i)).Store(dx + i);
        }
        for (; i < columns; i++)
            dx[i] = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(x[i] * inverse, -mean, dy[i] * w[i]), inverse, dx[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddWeightRow(float* dy, float* x, float inverse, float* dw, int columns)
    {
        var factor = Vector512.Create(inverse);
        int i = 0;
        for (; i + 16 <= columns; i += 16)
            Vector512.FusedMultiplyAdd(Vector512.Load(dy + i), Vector512.Load(x + i) * factor, Vector512.Load(dw + i)).Store(dw + i);
        for (; i < columns; i++)
            dw[i] = MathF.FusedMultiplyAdd(dy[i], x[i] * inverse, dw[i]);
    }
}
