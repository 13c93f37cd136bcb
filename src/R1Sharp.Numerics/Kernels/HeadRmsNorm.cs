// RMSNorm of each head by itself, before the rotary embedding (Qwen3, arXiv 2505.09388): all heads of a row share one
// weight of D elements. Backward and forward rest on RmsNorm's; only the walk over the heads is here.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Root-mean-square normalisation of the heads of each row.</summary>
static unsafe class HeadRmsNorm
{
    /// <summary>
    /// Normalises in place and keeps what was there: heads and kept are T x N·D, the weight has D elements, inverseRms (T x N)
    /// receives 1 / rms of each head.
    /// </summary>
    public static void Forward(Matrix heads, ReadOnlySpan<float> weight, double epsilon, Matrix kept, Matrix inverseRms)
    {
        int size = weight.Length, count = inverseRms.Columns;
        Shape.Require(heads.Columns == count * size && kept.Columns == heads.Columns && kept.Rows == heads.Rows && inverseRms.Rows == heads.Rows, "head norm",
            heads, kept, inverseRms);
        fixed (float* w = weight)
            for (int row = 0; row < heads.Rows; row++)
            {
                float* data = heads.Data + (nint)row * heads.Stride, before = kept.Data + (nint)row * kept.Stride,
                    inverse = inverseRms.Data + (nint)row * inverseRms.Stride;
                Elementwise.Copy(data, before, heads.Columns);
                for (int head = 0; head < count; head++)
                    inverse[head] = RmsNorm.ForwardRow(before + head * size, w, (float)epsilon, data + head * size, size);
            }
    }

    /// <summary>
    /// The gradient at the normalised heads, dHeads (T x N·D), becomes in place the gradient at what they were before; the
    /// weight's gradient accumulates over rows and heads in their order.
    /// </summary>
    public static void Backward(Matrix dHeads, Matrix kept, ReadOnlySpan<float> weight, Matrix inverseRms, Span<float> dWeight)
    {
        int size = weight.Length, count = inverseRms.Columns;
        Shape.Require(dHeads.Columns == count * size && kept.Columns == dHeads.Columns && kept.Rows == dHeads.Rows && inverseRms.Rows == dHeads.Rows,
            "head norm backward", dHeads, kept, inverseRms);
        float* dY = stackalloc float[size];
        fixed (float* w = weight, dw = dWeight)
            for (int row = 0; row < dHeads.Rows; row++)
                for (int head = 0; head < count; head++)
                {
                    float* dX = dHeads.Data + (nint)row * dHeads.Stride + head * size;
                    Elementwise.Copy(dX, dY, size);
                    new Span<float>(dX, size).Clear();
                    RmsNorm.BackwardRow(dY, kept.Data + (nint)row * kept.Stride + head * size, w, inverseRms[row, head], dX, dw, size);
                }
    }

    /// <summary>What <see cref="Backward"/> does to the weight alone, before the heads' gradient is overwritten: columns of a head can be shared out.</summary>
    /// <param name="dHeads">T x N·D: the gradient at the normalised heads.</param>
    /// <param name="kept">T x N·D.</param>
    /// <param name="inverseRms">T x N.</param>
    /// <param name="dWeight">The gradient of columns first … of the weight.</param>
    /// <param name="first">First column within each head.</param>
    public static void BackwardWeight(Matrix dHeads, Matrix kept, Matrix inverseRms, Span<float> dWeight, int first)
    {
        int count = inverseRms.Columns, size = dHeads.Columns / count;
        fixed (float* dw = dWeight)
            for (int row = 0; row < dHeads.Rows; row++)
                for (int head = 0; head < count; head++)
                    RmsNorm.AddWeightRow(dHeads.Data + (nint)row * dHeads.Stride + head * size + first,
                        kept.Data + (nint)row * kept.Stride + head * size + first, inverseRms[row, head], dw, dWeight.Length);
    }

    /// <summary>What <see cref="Backward"/> does to dHeads alone: rows can be shared out.</summary>
    public static void BackwardInputs(Matrix dHeads, Matrix kept, ReadOnlySpan<float> weight, Matrix inverseRms)
    {
        int size = weight.Length, count = inverseRms.Columns;
        float* dY = stackalloc float[size];
        fixed (float* w = weight)
            for (int row = 0; row < dHeads.Rows; row++)
                for (int head = 0; head < count; head++)
                {
                    float* dX = dHeads.Data + (nint)row * dHeads.Stride + head * size;
                    Elementwise.Copy(dX, dY, size);
                    new Span<float>(dX, size).Clear();
                    RmsNorm.BackwardInputRow(dY, kept.Data + (nint)row * kept.Stride + head * size, w, inverseRms[row, head], dX, size);
                }
    }
}
