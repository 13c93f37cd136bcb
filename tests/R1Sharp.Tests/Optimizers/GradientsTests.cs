using R1Sharp.Numerics.Optimizers;
using R1Sharp.Tests.Kernels;
using Xunit;

namespace R1Sharp.Tests.Optimizers;

/// <summary>Lanes and norms.</summary>
public sealed class GradientsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(65)]
    public void Fold_adds_and_empties(int count)
    {
        using var to = Block.Random(1, count, 1);
        using var from = Block.Random(1, count, 2);
        double[] expected = [.. to.Doubles.Zip(from.Doubles, (a, b) => a + b)];
        Gradients.Fold(to.Values, from.Values);
        Truth.Matches(expected, to.Values, 1e-6);
        Assert.All(from.Doubles, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Sum_of_squares_is_taken_in_double_precision(int count)
    {
        using var values = Block.Random(1, count, 1, spread: 1e-3);
        double expected = values.Doubles.Sum(value => value * value);
        Assert.Equal(expected, Gradients.SumOfSquares(values.Values), expected * 1e-13);
    }

    [Fact]
    public void A_nan_shows_in_the_sum() => Assert.False(double.IsFinite(Gradients.SumOfSquares([1, float.NaN, 2])));
}
