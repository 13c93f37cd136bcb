using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>
/// Lanes of all three widths do, number by number, what plain arithmetic does. All run on every machine, slowly where they do not
/// fit it.
/// </summary>
public sealed unsafe class LanesTests
{
    const int Count = Lanes.Count;

    [Fact]
    public void Wide_lanes_do_plain_arithmetic() => Check<WideLanes>();

    [Fact]
    public void Narrow_lanes_do_plain_arithmetic() => Check<NarrowLanes>();

    [Fact]
    public void Quarter_lanes_do_plain_arithmetic() => Check<QuarterLanes>();

    static void Check<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        using var a = Block.Random(1, Count, 1);
        using var b = Block.Random(1, Count, 2);
        using var c = Block.Random(1, Count, 3);
        TLanes x = TLanes.Load(a.Matrix.Data), y = TLanes.Load(b.Matrix.Data), z = TLanes.Load(c.Matrix.Data);
        Same(x + y, i => a.Values[i] + b.Values[i]);
        Same(x - y, i => a.Values[i] - b.Values[i]);
        Same(-x, i => -a.Values[i]);
        Same(x * y, i => a.Values[i] * b.Values[i]);
        Same(x / y, i => a.Values[i] / b.Values[i]);
        Same(TLanes.FusedMultiplyAdd(x, y, z), i => MathF.FusedMultiplyAdd(a.Values[i], b.Values[i], c.Values[i]));
        Same(TLanes.Max(x, y), i => Math.Max(a.Values[i], b.Values[i]));
        Same(TLanes.Min(x, y), i => Math.Min(a.Values[i], b.Values[i]));
        Same(TLanes.Sqrt(x * x), i => MathF.Sqrt(a.Values[i] * a.Values[i]));
        for (int count = -1; count <= Count + 1; count++)
            Same(TLanes.Select(TLanes.FirstLanes(count), x, y), i => i < count ? a.Values[i] : b.Values[i]);
        Same(TLanes.Create(2.5f), _ => 2.5f);
        Same(TLanes.Zero, _ => 0);
        Same(TLanes.LoadLowerHalves((uint*)a.Matrix.Data), i => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a.Values[i]) << 16));
        Same(TLanes.LoadUpperHalves((uint*)a.Matrix.Data), i => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(a.Values[i]) & 0xFFFF_0000));
        Assert.Equal(a.Values.ToArray().Max(), x.Largest());
        Assert.Equal(Tree(a.Values.ToArray()), x.Sum());
    }

    static float Tree(float[] lanes)
    {
        for (int width = Count / 2; width > 0; width /= 2)
            for (int i = 0; i < width; i++)
                lanes[i] += lanes[i + width];
        return lanes[0];
    }

    static void Same<TLanes>(TLanes actual, Func<int, float> expected) where TLanes : struct, ILanes<TLanes>
    {
        float* lanes = stackalloc float[Count];
        actual.Store(lanes);
        for (int i = 0; i < Count; i++)
            Assert.Equal(BitConverter.SingleToUInt32Bits(expected(i)), BitConverter.SingleToUInt32Bits(lanes[i]));
    }
}
