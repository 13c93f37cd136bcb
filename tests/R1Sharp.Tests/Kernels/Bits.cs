// Equality as the numerical contract means it: bit for bit, no tolerance.

using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Comparison of bits.</summary>
static class Bits
{
    /// <summary>Every float has the same bits; says where the first difference is.</summary>
    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"Float {i} of {expected.Length} is {actual[i]:r}, not {expected[i]:r}.");
    }
}
