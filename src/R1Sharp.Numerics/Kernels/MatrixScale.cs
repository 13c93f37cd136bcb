// A matrix times a number.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Multiplies whole matrices.</summary>
static unsafe class MatrixScale
{
    /// <summary>Multiplies every element, in place.</summary>
    public static void Scale(this Matrix matrix, float factor)
    {
        for (int row = 0; row < matrix.Rows; row++)
            Elementwise.Scale(matrix.Data + (nint)row * matrix.Stride, matrix.Columns, factor);
    }
}
