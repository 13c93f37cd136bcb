// The comparisons on which the tests of the kernels rest, and the proof that they can fail.

using R1Sharp.Numerics;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Comparison with double-precision references, and finite differences.</summary>
static class Truth
{
    /// <summary>The largest difference, relative to the largest expected magnitude.</summary>
    public static double Error(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (!float.IsFinite(actual[i]))
                return double.PositiveInfinity;
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));
        }
        return difference / Math.Max(largest, 1e-30);
    }

    /// <summary>
    /// The result is the reference, and the same comparison fails when any third of the reference is off by one percent of its largest value.
    /// </summary>
    public static void Matches(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance = 1e-5)
    {
        double error = Error(expected, actual);
        Assert.True(error <= tolerance, $"Relative error {error:g3}, allowed {tolerance:g3}.");
        if (expected.Length == 0)
            return;
        double largest = 0;
        foreach (double value in expected)
            largest = Math.Max(largest, Math.Abs(value));
        foreach (int index in new[] { 0, expected.Length / 2, expected.Length - 1 })
        {
            double[] wrong = [.. expected];
            wrong[index] += 0.01 * Math.Max(largest, 1e-30);
            Assert.True(Error(wrong, actual) > tolerance, $"The comparison does not see a difference in element {index}.");
        }
    }

    /// <summary>The result is not the reference: a wrong formula must be told from a right one.</summary>
    public static void Differs(ReadOnlySpan<double> wrong, ReadOnlySpan<float> actual, double tolerance = 1e-5)
    {
        double error = Error(wrong, actual);
        Assert.True(error > 100 * tolerance, $"A wrong formula differs by {error:g3} only.");
    }

    /// <summary>∂f/∂x of every element by central differences of a function in double precision.</summary>
    public static double[] Gradient(Func<double[], double> f, double[] x)
    {
        const double Step = 1e-5;
        var gradient = new double[x.Length];
        double[] moved = [.. x];
        for (int i = 0; i < x.Length; i++)
        {
            moved[i] = x[i] + Step;
            double above = f(moved);
            moved[i] = x[i] - Step;
            gradient[i] = (above - f(moved)) / (2 * Step);
            moved[i] = x[i];
        }
        return gradient;
    }

    /// <summary>
    /// Along random directions, the gradient says how f changes: for functions too dear to move every element. The
    /// tolerance is relative to the lengths of both vectors.
    /// </summary>
    public static void MatchesAlongDirections(Func<double[], double> f, double[] x, ReadOnlySpan<float> gradient, double tolerance = 1e-5, int directions = 6)
    {
        Assert.Equal(x.Length, gradient.Length);
        double norm = Norm(gradient);
        for (int d = 0; d < directions; d++)
        {
            double[] direction = Direction(x.Length, d);
            double slope = 0;
            for (int i = 0; i < x.Length; i++)
                slope += gradient[i] * direction[i];
            double difference = Slope(f, x, direction);
            Assert.True(Math.Abs(slope - difference) <= tolerance * norm, $"Along direction {d} the slope is {difference:g6}, but the gradient says {slope:g6}.");
        }
    }

    static double Slope(Func<double[], double> f, double[] x, double[] direction)
    {
        const double Step = 1e-4;
        double At(double step) => f([.. x.Select((value, i) => value + step * direction[i])]);
        // Fourth order: the error of the difference stays far below that of the kernel.
        return (8 * (At(Step) - At(-Step)) - (At(2 * Step) - At(-2 * Step))) / (12 * Step);
    }

    static double[] Direction(int length, int key)
    {
        var random = new RandomStream(3, RandomPurpose.Test, length, key);
        var direction = new double[length];
        double squares = 0;
        for (int i = 0; i < length; i++)
        {
            direction[i] = random.NextNormal();
            squares += direction[i] * direction[i];
        }
        for (int i = 0; i < length; i++)
            direction[i] /= Math.Sqrt(squares);
        return direction;
    }

    static double Norm(ReadOnlySpan<float> values)
    {
        double squares = 0;
        foreach (float value in values)
            squares += (double)value * value;
        return Math.Sqrt(squares);
    }

    /// <summary>Σ weights · values.</summary>
    public static double Dot(ReadOnlySpan<double> weights, ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
            sum += weights[i] * values[i];
        return sum;
    }
}

/// <summary>A comparison that accepts everything proves nothing.</summary>
public sealed class TruthTests
{
    [Fact]
    public void A_small_difference_in_one_element_is_seen() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Truth.Matches([1, 2, 3], [1, 2, 3.001f]));

    [Fact]
    public void A_nan_is_never_close() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Truth.Matches([1, 2], [1, float.NaN], 10));

    [Fact]
    public void A_gradient_with_one_wrong_element_fails_along_directions()
    {
        double[] x = [1, 2, 3];
        Truth.MatchesAlongDirections(v => v.Sum(e => e * e), x, [2, 4, 6]);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Truth.MatchesAlongDirections(v => v.Sum(e => e * e), x, [2, 4, 6.01f]));
    }

    [Fact]
    public void A_write_beside_a_matrix_is_seen()
    {
        var block = Block.Zero(2, 3);
        unsafe
        {
            block.Matrix.Data[6] = 1;
        }
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(block.Dispose);
    }
}
