using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>The rotary embedding against complex multiplication in double precision.</summary>
public sealed class RopeTests
{
    const double Theta = 10_000;

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(7, 3, 6)]
    [InlineData(17, 2, 16)]
    [InlineData(65, 3, 32)]
    [InlineData(64, 1, 64)]
    [InlineData(5, 2, 130)]
    public void Forward_rotates_each_pair_by_its_angle(int rows, int heads, int headSize)
    {
        using var x = Block.Random(rows, heads * headSize, 1);
        using var table = new RopeTable(100, headSize, Theta);
        int[] positions = Positions(rows);
        double[] before = x.Doubles;
        Rope.Forward(x.Matrix, positions, table);
        Truth.Matches(Rotated(before, positions, heads, headSize, 1, Theta), x.Values);
        if (headSize > 2 && rows > 1)
            Truth.Differs(Rotated(before, positions, heads, headSize, 1, 500), x.Values);
    }

    [Theory]
    [InlineData(7, 3, 6)]
    [InlineData(17, 2, 34)]
    public void Backward_is_the_transpose(int rows, int heads, int headSize)
    {
        using var dX = Block.Random(rows, heads * headSize, 1);
        using var x = Block.Random(rows, heads * headSize, 2);
        using var table = new RopeTable(100, headSize, Theta);
        int[] positions = Positions(rows);
        double[] dY = dX.Doubles;
        Rope.Backward(dX.Matrix, positions, table);
        Truth.Matches(Rotated(dY, positions, heads, headSize, -1, Theta), dX.Values);
        Truth.Matches(Truth.Gradient(v => Truth.Dot(dY, Rotated(v, positions, heads, headSize, 1, Theta)), x.Doubles), dX.Values);
    }

    [Fact]
    public void Any_frequencies_and_a_magnitude()
    {
        double[] frequencies = [1, 0.3, 0.02];
        using var x = Block.Random(9, 12, 1);
        using var table = new RopeTable(5000, frequencies, magnitude: 1.25);
        int[] positions = [0, 1, 1023, 1024, 1025, 4999, 2048, 7, 3000];
        double[] before = x.Doubles;
        Rope.Forward(x.Matrix, positions, table);
        Truth.Matches(Rotated(before, positions, frequencies, 1.25), x.Values);
        Truth.Differs(Rotated(before, positions, frequencies, 1), x.Values);
        double[] dY = [.. before.Reverse()];
        using var dX = Block.Of(9, 12, dY);
        Rope.Backward(dX.Matrix, positions, table);
        Truth.Matches(Truth.Gradient(v => Truth.Dot(dY, Rotated(v, positions, frequencies, 1.25)), before), dX.Values);
    }

    [Fact]
    public void A_position_beyond_the_table_is_refused()
    {
        using var x = Block.Zero(1, 4);
        using var table = new RopeTable(8, 4, Theta);
        Assert.Throws<ArgumentOutOfRangeException>(() => Rope.Forward(x.Matrix, [8], table));
    }

    static double[] Rotated(double[] x, int[] positions, double[] frequencies, double magnitude)
    {
        var y = new double[x.Length];
        int half = frequencies.Length;
        for (int i = 0; i < x.Length; i++)
        {
            int within = i % (2 * half);
            double angle = positions[i * positions.Length / x.Length] * frequencies[within % half];
            double partner = within < half ? -x[i + half] : x[i - half];
            y[i] = magnitude * (x[i] * Math.Cos(angle) + partner * Math.Sin(angle));
        }
        return y;
    }

    static int[] Positions(int rows) => [.. Enumerable.Range(0, rows).Select(row => row * 37 % 100)];

    internal static double[] Rotated(double[] x, int[] positions, int heads, int headSize, int direction, double theta)
    {
        var y = new double[x.Length];
        for (int row = 0; row < positions.Length; row++)
            for (int head = 0; head < heads; head++)
                for (int i = 0; i < headSize / 2; i++)
                {
                    int first = (row * heads + head) * headSize + i, second = first + headSize / 2;
                    double angle = direction * positions[row] * Math.Pow(theta, -2.0 * i / headSize);
                    y[first] = x[first] * Math.Cos(angle) - x[second] * Math.Sin(angle);
                    y[second] = x[second] * Math.Cos(angle) + x[first] * Math.Sin(angle);
                }
        return y;
    }
}
