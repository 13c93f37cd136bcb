using System.Buffers.Binary;
using R1Sharp.Learning.Model.Gguf;
using Xunit;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>The tensor types: known bytes, rounding, and what comes back.</summary>
public sealed class GgufTensorCodecTests
{
    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(1.00390625f, 0x3F80)]
    [InlineData(1.01171875f, 0x3F82)]
    [InlineData(1.00390637f, 0x3F81)]
    [InlineData(-3.4e38f, 0xFF80)]
    [InlineData(float.PositiveInfinity, 0x7F80)]
    [InlineData(1e-40f, 0x0001)]
    public void Bf16_rounds_to_nearest_and_ties_to_even(float value, int bits)
    {
        byte[] bytes = Encode(GgufTensorType.BF16, [value]);
        Assert.Equal(bits, BinaryPrimitives.ReadUInt16LittleEndian(bytes));
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        float value = BitConverter.UInt32BitsToSingle(0x7F800001);
        foreach (var type in (GgufTensorType[])[GgufTensorType.F32, GgufTensorType.F16, GgufTensorType.BF16])
            Assert.True(float.IsNaN(Decode(type, Encode(type, [value]))[0]));
    }

    [Fact]
    public void Q8_0_has_the_scale_of_the_greatest_number_and_ties_go_away_from_zero()
    {
        var values = new float[64];
        (values[0], values[1], values[2], values[3], values[33]) = (127f, 2.5f, -2.5f, 2.49f, -1f);
        byte[] bytes = Encode(GgufTensorType.Q8, values);
        Assert.Equal(68, bytes.Length);
        Assert.Equal((Half)1f, BinaryPrimitives.ReadHalfLittleEndian(bytes));
        Assert.Equal([127, 3, -3, 2, 0], bytes[2..7].Select(b => (int)(sbyte)b));
        Assert.Equal((Half)(1f / 127), BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(34)));
        Assert.Equal(-127, (sbyte)bytes[34 + 2 + 1]);
    }

    [Fact]
    public void A_block_of_zeros_has_the_scale_zero()
    {
        Assert.All(Encode(GgufTensorType.Q8, new float[32]), b => Assert.Equal(0, b));
    }

    [Theory]
    [InlineData(GgufTensorType.F32, 0.0)]
    [InlineData(GgufTensorType.F16, 1.0 / 2048)]
    [InlineData(GgufTensorType.BF16, 1.0 / 256)]
    public void Numbers_come_back_as_exactly_as_the_type_holds_them(GgufTensorType type, double relative)
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 1000).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] again = Decode(type, Encode(type, values));
        for (int i = 0; i < values.Length; i++) Assert.True(Math.Abs(again[i] - values[i]) <= relative * Math.Abs(values[i]) + 3e-8, $"{values[i]} → {again[i]}");
        Assert.Equal(again, Decode(type, Encode(type, again)));
    }

    [Fact]
    public void Q8_0_is_off_by_half_a_step_and_the_rounding_of_its_scale_at_most()
    {
        var random = new Random(2);
        float[] values = [.. Enumerable.Range(0, 3200).Select(_ => (float)(random.NextDouble() - 0.5))];
        float[] again = Decode(GgufTensorType.Q8, Encode(GgufTensorType.Q8, values));
        foreach (var (before, after) in values.Chunk(32).Zip(again.Chunk(32)))
        {
            float most = before.Max(MathF.Abs);
            for (int i = 0; i < 32; i++) Assert.True(Math.Abs(before[i] - after[i]) <= most / 127 * 0.5 + most / 2000, $"{before[i]} → {after[i]}");
        }
    }

    static byte[] Encode(GgufTensorType type, float[] values)
    {
        byte[] bytes = new byte[type.ByteCount(values.Length)];
        GgufTensorCodec.Encode(type, values, bytes);
        return bytes;
    }

    static float[] Decode(GgufTensorType type, byte[] bytes)
    {
        var values = new float[bytes.Length / type.BlockBytes() * type.BlockLength()];
        GgufTensorCodec.Decode(type, bytes, values);
        return values;
    }
}
