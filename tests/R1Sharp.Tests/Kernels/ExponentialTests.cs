using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Our own exponential, and sums in the fixed shape of sixteen lanes.</summary>
public sealed class ExponentialTests
{
    [Fact]
    public void Exponential_is_accurate_over_its_range()
    {
        double worst = 0;
        for (int i = 0; i <= 200_000; i++)
        {
            float x = (float)(-87 + i * (175.0 / 200_000));
            double expected = Math.Exp(x), actual = Exponential.Exp(Vector512.Create(x))[i % 16];
            worst = Math.Max(worst, Math.Abs(actual - expected) / expected);
        }
        Assert.InRange(worst, 1e-9, 2e-7);
    }

    [Fact]
    public void Exponential_of_zero_is_exactly_one() => Assert.Equal(1f, Exponential.Exp(Vector512<float>.Zero)[3]);

    [Fact]
    public void Exponential_is_held_at_the_ends_of_its_range()
    {
        float low = Exponential.Exp(Vector512.Create(float.NegativeInfinity))[0], high = Exponential.Exp(Vector512.Create(1e9f))[0];
        Assert.InRange(low, 0, 2e-38f);
        Assert.InRange(high, 1e38f, float.MaxValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(65)]
    public unsafe void Dot_sums_lane_by_lane_and_then_as_a_tree(int length)
    {
        using var a = Block.Random(1, length, 1);
        using var b = Block.Random(1, length, 2);
        var lanes = new float[16];
        for (int i = 0; i < length; i++)
            lanes[i % 16] = MathF.FusedMultiplyAdd(a.Values[i], b.Values[i], lanes[i % 16]);
        for (int width = 8; width > 0; width /= 2)
            for (int i = 0; i < width; i++)
                lanes[i] += lanes[i + width];
        Bits.Equal([lanes[0]], [Elementwise.Dot(a.Matrix.Data, b.Matrix.Data, length)]);
        Truth.Matches([Truth.Dot(a.Doubles, b.Doubles)], [lanes[0]]);
    }
}
