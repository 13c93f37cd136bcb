using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>The norm of single heads, and of all together as one, against its formula in double precision and finite differences.</summary>
public sealed class HeadRmsNormTests
{
    const double Epsilon = 1e-3;

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(3, 2, 7)]
    [InlineData(7, 3, 16)]
    [InlineData(2, 5, 34)]
    [InlineData(5, 1, 64)]
    [InlineData(3, 1, 200)]
    public void Forward_and_backward_are_the_formula(int rows, int heads, int size)
    {
        using var x = Block.Random(rows, heads * size, 1, spread: 0.5);
        using var weight = Block.Random(1, size, 2, spread: 0.3, centre: 1);
        using var kept = Block.Undefined(rows, heads * size);
        using var inverse = Block.Undefined(rows, heads);
        double[] before = x.Doubles, w = weight.Doubles;
        HeadRmsNorm.Forward(x.Matrix, weight.Values, Epsilon, kept.Matrix, inverse.Matrix);
        Truth.Matches(Formula(before, w), x.Values);
        if (heads > 1)
            Truth.Differs(Formula(before, w, heads * size), x.Values);
        Assert.Equal(before, kept.Doubles);

        using var gradient = Block.Random(rows, heads * size, 3);
        using var dWeight = Block.Random(1, size, 4);
        double[] dY = gradient.Doubles, dWeightBefore = dWeight.Doubles;
        HeadRmsNorm.Backward(gradient.Matrix, kept.Matrix, weight.Values, inverse.Matrix, dWeight.Values);
        Truth.Matches(Truth.Gradient(v => Truth.Dot(dY, Formula(v, w)), before), gradient.Values);
        double[] added = Truth.Gradient(v => Truth.Dot(dY, Formula(before, v)), w);
        Truth.Matches([.. added.Zip(dWeightBefore, (a, b) => a + b)], dWeight.Values);
    }

    [Fact]
    public void Columns_beside_the_heads_are_left_alone()
    {
        using var qkv = Block.Random(3, 4 * 8, 1);
        using var weight = Block.Random(1, 8, 2);
        using var kept = Block.Undefined(3, 2 * 8);
        using var inverse = Block.Undefined(3, 2);
        double[] before = qkv.Doubles;
        HeadRmsNorm.Forward(qkv.Matrix.ColumnRange(8, 16), weight.Values, Epsilon, kept.Matrix, inverse.Matrix);
        HeadRmsNorm.Backward(qkv.Matrix.ColumnRange(8, 16), kept.Matrix, weight.Values, inverse.Matrix, weight.Values);
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(i % 32 is < 8 or >= 24, before[i] == qkv.Values[i]);
    }

    static double[] Formula(double[] x, double[] weight, int? width = null)
    {
        int size = width ?? weight.Length;
        var y = new double[x.Length];
        for (int start = 0; start < x.Length; start += size)
        {
            double squares = Enumerable.Range(start, size).Sum(i => x[i] * x[i]);
            for (int i = start; i < start + size; i++)
                y[i] = x[i] / Math.Sqrt(squares / size + Epsilon) * weight[i % weight.Length];
        }
        return y;
    }
}
