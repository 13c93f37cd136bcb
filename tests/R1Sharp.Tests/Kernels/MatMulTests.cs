using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Matrix products against sums in double precision, over odd sizes and beyond every block of the kernel.</summary>
public sealed class MatMulTests : IDisposable
{
    readonly Workspace _workspace = new();

    /// <summary>Rows, inner, columns: odd sizes, more than one block of rows (264) and of depth (512).</summary>
    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            var data = new TheoryData<int, int, int> { { 277, 65, 33 }, { 13, 600, 40 }, { 1, 600, 96 }, { 12, 64, 160 }, { 1, 65, 160 } };
            int[] odd = [1, 7, 17, 64, 65];
            foreach (int rows in odd)
                foreach (int inner in odd)
                    foreach (int columns in odd)
                        data.Add(rows, inner, columns);
            return data;
        }
    }

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Product_is_the_sum_over_k(int rows, int inner, int columns)
    {
        using var a = Block.Random(rows, inner, 1);
        using var b = Block.Random(inner, columns, 2);
        using var c = Block.Undefined(rows, columns);
        using var packed = Pack(b);
        MatMul.Multiply(a.Matrix, packed, c.Matrix, _workspace);
        double[] expected = Product(a.Doubles, b.Doubles, rows, inner, columns);
        Truth.Matches(expected, c.Values);
        MatMul.Multiply(a.Matrix, packed, c.Matrix, _workspace, accumulate: true);
        Truth.Matches([.. expected.Select(value => 2 * value)], c.Values);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradients_are_those_of_a_linear_layer(int rows, int inputs, int outputs)
    {
        using var x = Block.Random(rows, inputs, 1);
        using var w = Block.Random(outputs, inputs, 2);
        using var dY = Block.Random(rows, outputs, 3);
        using var dX = Block.Undefined(rows, inputs);
        using var dW = Block.Random(outputs, inputs, 4);
        double[] before = dW.Doubles;
        using var packed = Pack(w);
        MatMul.Multiply(dY.Matrix, packed, dX.Matrix, _workspace);
        MatMul.AddWeightGradient(dY.Matrix, x.Matrix, dW.Matrix, _workspace);
        Truth.Matches(Product(dY.Doubles, w.Doubles, rows, outputs, inputs), dX.Values);
        double[] expected = Product(Transposed(dY.Doubles, rows, outputs), x.Doubles, outputs, rows, inputs);
        Truth.Matches([.. expected.Zip(before, (sum, already) => sum + already)], dW.Values);
        Truth.Differs(expected, dW.Values);
    }

    [Theory]
    [InlineData(7, 17, 5)]
    [InlineData(17, 7, 33)]
    public void Gradients_agree_with_finite_differences(int rows, int inputs, int outputs)
    {
        using var x = Block.Random(rows, inputs, 1);
        using var w = Block.Random(outputs, inputs, 2);
        using var dY = Block.Random(rows, outputs, 3);
        using var dX = Block.Undefined(rows, inputs);
        using var dW = Block.Zero(outputs, inputs);
        using var packed = Pack(w);
        MatMul.Multiply(dY.Matrix, packed, dX.Matrix, _workspace);
        MatMul.AddWeightGradient(dY.Matrix, x.Matrix, dW.Matrix, _workspace);
        double Loss(double[] inputValues, double[] weights) =>
            Truth.Dot(dY.Doubles, Product(inputValues, Transposed(weights, outputs, inputs), rows, inputs, outputs));
        Truth.Matches(Truth.Gradient(v => Loss(v, w.Doubles), x.Doubles), dX.Values);
        Truth.Matches(Truth.Gradient(v => Loss(x.Doubles, v), w.Doubles), dW.Values);
    }

    [Theory]
    [InlineData(65, 600, 160, false)]
    [InlineData(65, 600, 160, true)]
    [InlineData(277, 33, 65, false)]
    [InlineData(277, 33, 65, true)]
    [InlineData(5, 900, 512, false)]
    [InlineData(5, 900, 512, true)]
    public void A_row_does_not_depend_on_the_rows_beside_it(int rows, int inner, int columns, bool accumulate)
    {
        using var a = Block.Random(rows, inner, 1);
        using var b = Block.Random(inner, columns, 2);
        using var together = Block.Random(rows, columns, 3);
        using var alone = Block.Random(rows, columns, 3);
        using var packed = Pack(b);
        MatMul.Multiply(a.Matrix, packed, together.Matrix, _workspace, accumulate);
        for (int row = 0, count = 1; row < rows; row += count, count = count % 5 + 1)
        {
            count = Math.Min(count, rows - row);
            MatMul.Multiply(a.Matrix.RowRange(row, count), packed, alone.Matrix.RowRange(row, count), _workspace, accumulate);
        }
        Bits.Equal(together.Values, alone.Values);
    }

    [Theory]
    [InlineData(1, 64, 160)]
    [InlineData(1, 65, 33)]
    [InlineData(13, 600, 40)]
    [InlineData(40, 130, 96)]
    [InlineData(1, 1100, 1024)]
    public void Panels_of_bfloat16_give_the_bits_of_rounded_floats(int rows, int inner, int columns)
    {
        using var a = Block.Random(rows, inner, 1);
        using var b = Block.Random(inner, columns, 2);
        using var rounded = Block.Of(inner, columns, [.. b.Values.ToArray().Select(v => (double)Bfloat16.ToSingle(Bfloat16.FromSingle(v)))]);
        using var turned = Block.Of(columns, inner, Transposed(b.Doubles, inner, columns));
        using var exact = Pack(rounded);
        foreach (bool transposed in new[] { false, true })
            foreach (bool accumulate in new[] { false, true })
            {
                using var expected = Block.Random(rows, columns, 3);
                using var actual = Block.Random(rows, columns, 3);
                using var half = new PackedMatrix(inner, columns, PackedType.Bfloat16);
                if (transposed)
                    half.PackTransposed(turned.Matrix);
                else
                    half.Pack(b.Matrix);
                MatMul.Multiply(a.Matrix, exact, expected.Matrix, _workspace, accumulate);
                MatMul.Multiply(a.Matrix, half, actual.Matrix, _workspace, accumulate);
                Bits.Equal(expected.Values, actual.Values);
            }
    }

    [Theory]
    [InlineData(PackedType.Float32)]
    [InlineData(PackedType.Bfloat16)]
    public void A_column_of_the_panels_is_a_row_of_the_weights(PackedType type)
    {
        using var weights = Block.Random(70, 130, 1);
        using var packed = new PackedMatrix(130, 70, type);
        packed.PackTransposed(weights.Matrix);
        var column = new float[130];
        for (int row = 0; row < 70; row++)
        {
            packed.CopyColumn(row, column);
            float[] expected = weights.Matrix.Row(row).ToArray();
            Bits.Equal(type == PackedType.Float32 ? expected : [.. expected.Select(v => Bfloat16.ToSingle(Bfloat16.FromSingle(v)))], column);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => packed.CopyColumn(70, column));
    }

    [Fact]
    public void Weight_gradient_goes_on_where_it_stopped()
    {
        using var x = Block.Random(65, 33, 1);
        using var dY = Block.Random(65, 17, 2);
        using var whole = Block.Random(17, 33, 3);
        using var parts = Block.Random(17, 33, 3);
        MatMul.AddWeightGradient(dY.Matrix, x.Matrix, whole.Matrix, _workspace);
        MatMul.AddWeightGradient(dY.Matrix.RowRange(0, 24), x.Matrix.RowRange(0, 24), parts.Matrix, _workspace);
        MatMul.AddWeightGradient(dY.Matrix.RowRange(24, 41), x.Matrix.RowRange(24, 41), parts.Matrix, _workspace);
        Bits.Equal(whole.Values, parts.Values);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 65)]
    [InlineData(64, 64)]
    [InlineData(65, 31)]
    public void Packing_a_transpose_packs_the_same_panels(int depth, int columns)
    {
        using var b = Block.Random(depth, columns, 1);
        using var turned = Block.Of(columns, depth, Transposed(b.Doubles, depth, columns));
        using var identity = Block.Of(depth, depth, [.. Enumerable.Range(0, depth * depth).Select(i => i % (depth + 1) == 0 ? 1.0 : 0)]);
        using var packed = new PackedMatrix(depth, columns);
        using var result = Block.Undefined(depth, columns);
        packed.PackTransposed(turned.Matrix);
        MatMul.Multiply(identity.Matrix, packed, result.Matrix, _workspace);
        Bits.Equal(b.Values, result.Values);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(65, 17)]
    public void Bias_is_added_to_every_row_and_its_gradient_is_their_sum(int rows, int columns)
    {
        using var y = Block.Random(rows, columns, 1);
        using var bias = Block.Random(1, columns, 2);
        using var dBias = Block.Random(1, columns, 3);
        double[] before = y.Doubles, b = bias.Doubles, sum = dBias.Doubles;
        for (int i = 0; i < before.Length; i++)
            sum[i % columns] += before[i];
        MatMul.AddBiasGradient(y.Matrix, dBias.Values);
        Truth.Matches(sum, dBias.Values);
        MatMul.AddBias(y.Matrix, bias.Values);
        Truth.Matches([.. before.Select((value, i) => value + b[i % columns])], y.Values);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_name()
    {
        using var a = Block.Zero(2, 3);
        using var b = Block.Zero(4, 5);
        using var c = Block.Zero(2, 5);
        using var packed = Pack(b);
        var error = Assert.Throws<ArgumentException>(() => MatMul.Multiply(a.Matrix, packed, c.Matrix, _workspace));
        Assert.Contains("matmul", error.Message, StringComparison.Ordinal);
        Assert.Contains("2x3", error.Message, StringComparison.Ordinal);
    }

    static PackedMatrix Pack(Block b)
    {
        var packed = new PackedMatrix(b.Rows, b.Columns);
        packed.Pack(b.Matrix);
        return packed;
    }

    internal static double[] Product(double[] a, double[] b, int rows, int inner, int columns)
    {
        var c = new double[rows * columns];
        for (int i = 0; i < rows; i++)
            for (int k = 0; k < inner; k++)
                for (int j = 0; j < columns; j++)
                    c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
        return c;
    }

    internal static double[] Transposed(double[] a, int rows, int columns)
    {
        var turned = new double[a.Length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                turned[j * rows + i] = a[i * columns + j];
        return turned;
    }
}
