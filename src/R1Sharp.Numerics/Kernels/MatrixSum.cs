// The sum of two matrices.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Adds whole matrices.</summary>
static class MatrixSum
{
    /// <summary>to += from, element by element.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void Add(this Matrix to, Matrix from)
    {
        Shape.Require(from.Rows == to.Rows && from.Columns == to.Columns, "add", to, from);
        for (int row = 0; row < to.Rows; row++)
            Elementwise.Add(to.Row(row), from.Row(row));
    }
}
