using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>SwiGLU against its formula in double precision and finite differences.</summary>
public sealed class SwiGluTests
{
    [Theory]
    [CombinatorialSizes]
    public void Forward_and_backward_are_the_formula(int rows, int width)
    {
        using var gateUp = Block.Random(rows, 2 * width, 1, spread: 3);
        using var y = Block.Undefined(rows, width);
        using var dY = Block.Random(rows, width, 2);
        using var dGateUp = Block.Undefined(rows, 2 * width);
        SwiGlu.Forward(gateUp.Matrix, y.Matrix);
        SwiGlu.Backward(dY.Matrix, gateUp.Matrix, dGateUp.Matrix);
        Truth.Matches(Formula(gateUp.Doubles, width), y.Values);
        double[] gradient = Gradient(dY.Doubles, gateUp.Doubles, width, slope: (g, s) => s * (1 + g * (1 - s)));
        Truth.Matches(gradient, dGateUp.Values);
        if (rows * width > 1)
            Truth.Differs(Gradient(dY.Doubles, gateUp.Doubles, width, slope: (_, s) => s), dGateUp.Values);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(7, 17)]
    public void Backward_agrees_with_finite_differences(int rows, int width)
    {
        using var gateUp = Block.Random(rows, 2 * width, 1, spread: 3);
        using var dY = Block.Random(rows, width, 2);
        using var dGateUp = Block.Undefined(rows, 2 * width);
        SwiGlu.Backward(dY.Matrix, gateUp.Matrix, dGateUp.Matrix);
        Truth.Matches(Truth.Gradient(v => Truth.Dot(dY.Doubles, Formula(v, width)), gateUp.Doubles), dGateUp.Values);
    }

    [Fact]
    public void Extreme_gates_stay_finite()
    {
        using var gateUp = Block.Of(1, 4, [-200, 200, 1, 1]);
        using var y = Block.Undefined(1, 2);
        SwiGlu.Forward(gateUp.Matrix, y.Matrix);
        Truth.Matches([0, 200], y.Values);
    }

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    static double[] Formula(double[] gateUp, int width)
    {
        var y = new double[gateUp.Length / 2];
        for (int i = 0; i < y.Length; i++)
        {
            double gate = gateUp[i / width * 2 * width + i % width], up = gateUp[i / width * 2 * width + width + i % width];
            y[i] = gate * Sigmoid(gate) * up;
        }
        return y;
    }

    static double[] Gradient(double[] dY, double[] gateUp, int width, Func<double, double, double> slope)
    {
        var gradient = new double[gateUp.Length];
        for (int i = 0; i < dY.Length; i++)
        {
            int gateAt = i / width * 2 * width + i % width, upAt = gateAt + width;
            double gate = gateUp[gateAt], sigmoid = Sigmoid(gate);
            gradient[gateAt] = dY[i] * gateUp[upAt] * slope(gate, sigmoid);
            gradient[upAt] = dY[i] * gate * sigmoid;
        }
        return gradient;
    }
}
