using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>RMSNorm against its formula in double precision and finite differences.</summary>
public sealed class RmsNormTests
{
    const double Epsilon = 1e-3;

    [Theory]
    [CombinatorialSizes]
    public void Forward_and_backward_are_the_formula(int rows, int columns)
    {
        using var x = Block.Random(rows, columns, 1, spread: 0.5);
        using var weight = Block.Random(1, columns, 2, spread: 0.3, centre: 1);
        using var y = Block.Undefined(rows, columns);
        using var inverse = Block.Undefined(rows, 1);
        RmsNorm.Forward(x.Matrix, weight.Values, Epsilon, y.Matrix, inverse.Values);
        double[] expected = Formula(x.Doubles, weight.Doubles, columns, Epsilon);
        Truth.Matches(expected, y.Values);
        Truth.Differs(Formula(x.Doubles, weight.Doubles, columns, 0.1), y.Values);

        using var dY = Block.Random(rows, columns, 3);
        using var dX = Block.Random(rows, columns, 4);
        using var dWeight = Block.Random(1, columns, 5);
        double[] dXBefore = dX.Doubles, dWeightBefore = dWeight.Doubles;
        RmsNorm.Backward(dY.Matrix, x.Matrix, weight.Values, inverse.Values, dX.Matrix, dWeight.Values);
        var (dXSum, dWeightSum) = Gradients(dY.Doubles, x.Doubles, weight.Doubles, columns);
        Truth.Matches([.. dXSum.Zip(dXBefore, (a, b) => a + b)], dX.Values);
        Truth.Matches([.. dWeightSum.Zip(dWeightBefore, (a, b) => a + b)], dWeight.Values);
    }

    [Theory]
    [InlineData(3, 17)]
    [InlineData(7, 33)]
    public void Backward_agrees_with_finite_differences(int rows, int columns)
    {
        using var x = Block.Random(rows, columns, 1, spread: 0.5);
        using var weight = Block.Random(1, columns, 2, spread: 0.3, centre: 1);
        using var y = Block.Undefined(rows, columns);
        using var inverse = Block.Undefined(rows, 1);
        using var dY = Block.Random(rows, columns, 3);
        using var dX = Block.Zero(rows, columns);
        using var dWeight = Block.Zero(1, columns);
        RmsNorm.Forward(x.Matrix, weight.Values, Epsilon, y.Matrix, inverse.Values);
        RmsNorm.Backward(dY.Matrix, x.Matrix, weight.Values, inverse.Values, dX.Matrix, dWeight.Values);
        double Loss(double[] input, double[] w) => Truth.Dot(dY.Doubles, Formula(input, w, columns, Epsilon));
        Truth.Matches(Truth.Gradient(v => Loss(v, weight.Doubles), x.Doubles), dX.Values);
        Truth.Matches(Truth.Gradient(v => Loss(x.Doubles, v), weight.Doubles), dWeight.Values);
    }

    static double InverseRms(double[] x, int row, int columns, double epsilon)
    {
        double squares = 0;
        for (int i = 0; i < columns; i++)
            squares += x[row * columns + i] * x[row * columns + i];
        return 1 / Math.Sqrt(squares / columns + epsilon);
    }

    static double[] Formula(double[] x, double[] weight, int columns, double epsilon) =>
        [.. x.Select((value, i) => value * InverseRms(x, i / columns, columns, epsilon) * weight[i % columns])];

    static (double[] DX, double[] DWeight) Gradients(double[] dY, double[] x, double[] weight, int columns)
    {
        var dX = new double[x.Length];
        var dWeight = new double[columns];
        for (int row = 0; row < x.Length / columns; row++)
        {
            double inverse = InverseRms(x, row, columns, Epsilon), inner = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++)
                inner += dY[i] * weight[i % columns] * x[i];
            for (int i = row * columns; i < (row + 1) * columns; i++)
            {
                dX[i] = inverse * dY[i] * weight[i % columns] - inverse * inverse * inverse * x[i] * inner / columns;
                dWeight[i % columns] += dY[i] * x[i] * inverse;
            }
        }
        return (dX, dWeight);
    }
}
