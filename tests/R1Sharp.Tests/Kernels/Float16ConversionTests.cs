// Sixteen-bit floats against their definition in double precision: every value there is, and every place where rounding turns.

using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

public sealed class Float16ConversionTests
{
    static readonly ushort[] Every = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)];

    delegate void Widening(ReadOnlySpan<ushort> from, Span<float> to);

    delegate void Rounding(ReadOnlySpan<float> from, Span<ushort> to);

    /// <summary>A format: bits of its fraction and exponent, and its conversions.</summary>
    sealed record Format(int FractionBits, int ExponentBits, Func<ushort, float> WidenOne, Widening Widen, Func<float, ushort> RoundOne, Rounding Round)
    {
        int Bias => (1 << (ExponentBits - 1)) - 1;

        public bool IsSpecial(int bits) => ((bits >> FractionBits) & ((1 << ExponentBits) - 1)) == (1 << ExponentBits) - 1;

        public bool IsNan(int bits) => IsSpecial(bits) && (bits & ((1 << FractionBits) - 1)) != 0;

        /// <summary>The definition; infinity is taken for the value that would follow the largest one.</summary>
        public double Value(int bits)
        {
            int fraction = bits & ((1 << FractionBits) - 1), exponent = (bits >> FractionBits) & ((1 << ExponentBits) - 1);
            double magnitude = exponent == 0 ? Math.ScaleB(fraction, 1 - Bias - FractionBits) : Math.ScaleB(fraction + (1 << FractionBits), exponent - Bias - FractionBits);
            return bits >= 0x8000 ? -magnitude : magnitude;
        }
    }

    static Format Of(string name) => name == "bf16"
        ? new Format(7, 8, Bfloat16.ToSingle, Bfloat16.ToSingle, Bfloat16.FromSingle, Bfloat16.FromSingle)
        : new Format(10, 5, Float16.ToSingle, Float16.ToSingle, Float16.FromSingle, Float16.FromSingle);

    [Theory, InlineData("bf16"), InlineData("f16")]
    public void Every_value_widens_to_what_its_bits_mean(string name)
    {
        var format = Of(name);
        var wide = new float[65536];
        format.Widen(Every, wide);
        for (int i = 0; i < 65536; i++)
        {
            Assert.Equal(BitConverter.SingleToUInt32Bits(format.WidenOne((ushort)i)), BitConverter.SingleToUInt32Bits(wide[i]));
            if (format.IsNan(i))
                Assert.Equal(NanBits(i, format.FractionBits), BitConverter.SingleToUInt32Bits(wide[i]));
            else if (format.IsSpecial(i))
                Assert.Equal(i >= 0x8000 ? float.NegativeInfinity : float.PositiveInfinity, wide[i]);
            else
                Assert.True(wide[i] == format.Value(i) && float.IsNegative(wide[i]) == (i >= 0x8000), $"{i:x4} is {wide[i]:r}, not {format.Value(i):r}.");
        }
    }

    [Theory, InlineData("bf16"), InlineData("f16")]
    public void Every_value_comes_back_with_its_bits(string name)
    {
        var format = Of(name);
        var wide = new float[65536];
        var back = new ushort[65536];
        format.Widen(Every, wide);
        format.Round(wide, back);
        Assert.Equal(Every, back);
        Assert.Equal(Every, wide.Select(format.RoundOne));
    }

    [Theory, InlineData("bf16"), InlineData("f16")]
    public void Between_neighbours_the_nearer_wins_and_in_the_middle_the_even_one(string name)
    {
        var format = Of(name);
        var inputs = new List<float>();
        var expected = new List<ushort>();
        for (int low = 0; !format.IsSpecial(low); low++)
            for (int sign = 0; sign <= 0x8000; sign += 0x8000)
                AddAround(sign | low, format, inputs, expected);
        Check(format, inputs, expected);
    }

    [Theory, InlineData("bf16"), InlineData("f16")]
    public void What_lies_beyond_becomes_infinite_and_a_nan_stays_one(string name)
    {
        var format = Of(name);
        ushort infinity = format.RoundOne(float.PositiveInfinity);
        Check(format, [float.MaxValue, float.PositiveInfinity, float.MinValue, float.NegativeInfinity], [infinity, infinity, (ushort)(infinity | 0x8000), (ushort)(infinity | 0x8000)]);
        ushort quiet = (ushort)(infinity | (1 << (format.FractionBits - 1)));
        float[] nans = [float.NaN, BitConverter.UInt32BitsToSingle(0x7F80_0001), BitConverter.UInt32BitsToSingle(0xFF80_0001), BitConverter.UInt32BitsToSingle(0x7FC0_0000)];
        Check(format, nans, [(ushort)(quiet | 0x8000), quiet, (ushort)(quiet | 0x8000), quiet]);
        Assert.Equal(0, format.RoundOne(float.Epsilon));
        Assert.Equal(0x8000, format.RoundOne(-float.Epsilon));
    }

    [Fact]
    public void Lengths_must_agree()
    {
        Assert.Throws<ArgumentException>(() => Bfloat16.ToSingle(new ushort[3], new float[4]));
        Assert.Throws<ArgumentException>(() => Float16.FromSingle(new float[4], new ushort[3]));
    }

    /// <summary>A value, the middle to its upper neighbour, and the floats just beside that middle.</summary>
    static void AddAround(int low, Format format, List<float> inputs, List<ushort> expected)
    {
        float middle = (float)((format.Value(low) + format.Value(low + 1)) / 2);
        bool up = (low & 1) == 1;
        (float Input, int Bits)[] cases =
        [
            ((float)format.Value(low), low), (middle, up ? low + 1 : low),
            (Toward(middle, -1), low), (Toward(middle, 1), low + 1),
        ];
        foreach (var (input, bits) in cases)
        {
            inputs.Add(input);
            expected.Add((ushort)bits);
        }
    }

    static float Toward(float middle, int step) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(middle) + step);

    /// <summary>In one row (vectors and rest), one by one, and shifted so that every place in a vector is met.</summary>
    static void Check(Format format, IReadOnlyList<float> inputs, IReadOnlyList<ushort> expected)
    {
        float[] row = [.. inputs];
        foreach (int shift in (int[])[0, 1, 17])
        {
            if (shift >= row.Length)
                continue;
            var rounded = new ushort[row.Length - shift];
            format.Round(row.AsSpan(shift), rounded);
            for (int i = 0; i < rounded.Length; i++)
                Assert.True(rounded[i] == expected[i + shift], $"{row[i + shift]:r} became {rounded[i]:x4}, not {expected[i + shift]:x4}.");
        }
        Assert.Equal(expected, row.Select(format.RoundOne));
    }

    static uint NanBits(int bits, int fractionBits) => ((uint)(bits & 0x8000) << 16) | 0x7F80_0000 | ((uint)(bits & ((1 << fractionBits) - 1)) << (23 - fractionBits));
}
