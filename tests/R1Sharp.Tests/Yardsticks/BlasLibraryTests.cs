using R1Sharp.Numerics;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Yardsticks;
using Xunit;

namespace R1Sharp.Tests.Yardsticks;

/// <summary>What is measured beside the own product is the same product.</summary>
public sealed class BlasLibraryTests
{
    [Fact]
    public void A_product_is_that_of_rows_and_columns()
    {
        var blas = BlasLibrary.Find();
        Assert.SkipWhen(blas is null, "No BLAS is installed here.");
        using var buffer = new FloatBuffer(3 * 4 + 4 * 5 + 3 * 5);
        var random = new RandomStream(1, RandomPurpose.Test, 1);
        foreach (ref float value in buffer.Span(0, 3 * 4 + 4 * 5))
            value = (float)random.NextDouble();
        var (left, right, result) = (buffer.Matrix(0, 3, 4), buffer.Matrix(12, 4, 5), buffer.Matrix(32, 3, 5));
        blas!.SetThreads(1);
        blas.Multiply(left, right, result);
        Assert.NotEmpty(blas.Name);
        for (int row = 0; row < 3; row++)
            for (int column = 0; column < 5; column++)
                Assert.Equal(Enumerable.Range(0, 4).Sum(k => left[row, k] * right[k, column]), result[row, column], 1e-5);
    }

    [Fact]
    public void A_file_that_is_no_library_is_refused() => Assert.Throws<DllNotFoundException>(() => BlasLibrary.Load("/nowhere/libopenblas.so.0"));
}
