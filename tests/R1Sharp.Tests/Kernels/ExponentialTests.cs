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
            double expected = Math.Exp(x), actual = Of<NarrowLanes>(x);
            worst = Math.Max(worst, Math.Abs(actual - expected) / expected);
        }
        Assert.InRange(worst, 1e-9, 2e-7);
    }

    [Fact]
    public void Exponential_of_zero_is_exactly_one() => Assert.Equal(1f, Of<NarrowLanes>(0));

    [Fact]
    public void Exponential_is_held_at_the_ends_of_its_range()
    {
        Assert.InRange(Of<NarrowLanes>(float.NegativeInfinity), 0, 2e-38f);
        Assert.InRange(Of<NarrowLanes>(1e9f), 1e38f, float.MaxValue);
    }

    [Fact]
    public void Exponential_of_what_is_no_number_is_none()
    {
        Assert.Equal(float.NaN, Of<WideLanes>(float.NaN));
        Assert.Equal(float.NaN, Of<NarrowLanes>(float.NaN));
        Assert.Equal(float.NaN, Of<QuarterLanes>(float.NaN));
    }

    [Fact]
    public void Lanes_of_every_width_give_the_same_exponentials()
    {
        for (float x = -100; x < 100; x += 0.0371f)
        {
            float expected = Of<WideLanes>(x);
            Bits.Equal([expected, expected], [Of<NarrowLanes>(x), Of<QuarterLanes>(x)]);
        }
    }

    static unsafe float Of<TLanes>(float x) where TLanes : struct, ILanes<TLanes>
    {
        float* lanes = stackalloc float[Lanes.Count];
        Exponential.Exp(TLanes.Create(x)).Store(lanes);
        for (int lane = 1; lane < Lanes.Count; lane++)
            Assert.Equal(lanes[0], lanes[lane]);
        return lanes[0];
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
        Bits.Equal([lanes[0]], [Elementwise.Dot<WideLanes>(a.Matrix.Data, b.Matrix.Data, length)]);
        Bits.Equal([lanes[0]], [Elementwise.Dot<NarrowLanes>(a.Matrix.Data, b.Matrix.Data, length)]);
        Bits.Equal([lanes[0]], [Elementwise.Dot<QuarterLanes>(a.Matrix.Data, b.Matrix.Data, length)]);
        Truth.Matches([Truth.Dot(a.Doubles, b.Doubles)], [lanes[0]]);
    }
}
