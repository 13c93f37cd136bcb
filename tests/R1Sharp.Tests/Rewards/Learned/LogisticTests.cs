using R1Sharp.Learning.Rewards.Learned;
using Xunit;

namespace R1Sharp.Tests.Rewards.Learned;

/// <summary>σ and −log σ, also where e^x overflows.</summary>
public sealed class LogisticTests
{
    [Theory]
    [InlineData(0, 0.5), InlineData(1000, 1), InlineData(-1000, 0)]
    public void The_sigmoid_lies_between_0_and_1(double x, double expected) => Assert.Equal(expected, Logistic.Sigmoid(x), 15);

    [Fact]
    public void Odds_of_three_to_one_are_three_quarters() => Assert.Equal(0.75, Logistic.Sigmoid(Math.Log(3)), 15);

    [Theory]
    [InlineData(0, 0.69314718055994531), InlineData(1000, 0), InlineData(-1000, 1000)]
    public void Its_negative_logarithm_never_overflows(double x, double expected) => Assert.Equal(expected, Logistic.NegativeLogSigmoid(x), 12);
}
