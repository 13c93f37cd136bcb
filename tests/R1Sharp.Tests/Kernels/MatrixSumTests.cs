using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Sums of matrices.</summary>
public sealed class MatrixSumTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 17)]
    [InlineData(4, 64)]
    public void Adding_touches_the_rows_and_columns_of_the_view_alone(int rows, int columns)
    {
        using var to = Block.Random(rows + 1, columns + 5, 1);
        using var from = Block.Random(rows, columns, 2);
        double[] before = to.Doubles;
        to.Matrix.RowRange(1, rows).ColumnRange(2, columns).Add(from.Matrix);
        for (int row = 0; row <= rows; row++)
            for (int column = 0; column < columns + 5; column++)
            {
                bool inside = row > 0 && column >= 2 && column < columns + 2;
                float was = (float)before[row * (columns + 5) + column];
                Assert.Equal(inside ? was + from.Matrix[row - 1, column - 2] : was, to.Matrix[row, column]);
            }
        Assert.Throws<ArgumentException>(() => to.Matrix.Add(from.Matrix));
    }
}
