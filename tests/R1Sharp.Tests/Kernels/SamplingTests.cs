using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Drawing from weights: the frequencies are the probabilities.</summary>
public sealed class SamplingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(17)]
    [InlineData(65)]
    public void Frequencies_are_the_probabilities(int count)
    {
        const int Draws = 40_000;
        using var logits = Block.Random(1, count, 1);
        var weights = new float[count];
        Sampling.Weights(logits.Values, weights);
        double total = logits.Doubles.Sum(Math.Exp);
        var random = new RandomStream(5, RandomPurpose.Test, count);
        var seen = new int[count];
        for (int i = 0; i < Draws; i++)
            seen[Sampling.Draw(weights, random.NextDouble())]++;
        for (int j = 0; j < count; j++)
        {
            double p = Math.Exp(logits.Values[j]) / total, deviation = Math.Sqrt(p * (1 - p) / Draws);
            Assert.InRange((double)seen[j] / Draws, p - 5 * deviation, p + 5 * deviation);
        }
    }

    [Fact]
    public void A_zero_weight_is_never_drawn()
    {
        float[] weights = [0, 0.5f, 0, 0.5f, 0];
        Assert.Equal(1, Sampling.Draw(weights, 0));
        Assert.Equal(1, Sampling.Draw(weights, 0.4999));
        Assert.Equal(3, Sampling.Draw(weights, 0.5));
        Assert.Equal(3, Sampling.Draw(weights, 0.9999999999999999));
    }

    [Fact]
    public void The_first_of_the_largest_is_the_maximum() => Assert.Equal(1, Sampling.ArgMax([1, 3, 2, 3]));
}
