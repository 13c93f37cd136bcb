using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>The product with the transpose of packed matrices: that with panels of the transpose, to the bit.</summary>
public sealed class TurnedProductTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 17, 5)]
    [InlineData(12, 64, 65)]
    [InlineData(65, 600, 33)]
    [InlineData(277, 33, 700)]
    [InlineData(3, 1030, 64)]
    public void It_has_the_bits_of_panels_of_the_transpose(int rows, int outputs, int inputs)
    {
        using var dY = Block.Random(rows, outputs, 1);
        using var w = Block.Random(outputs, inputs, 2);
        foreach (var type in new[] { PackedType.Float32, PackedType.Bfloat16 })
            foreach (bool accumulate in new[] { false, true })
            {
                using var expected = Block.Random(rows, inputs, 3);
                using var actual = Block.Random(rows, inputs, 3);
                using PackedMatrix forward = new(inputs, outputs, type), backward = new(outputs, inputs, type);
                forward.PackTransposed(w.Matrix);
                backward.Pack(w.Matrix);
                MatMul.Multiply(dY.Matrix, backward, expected.Matrix, _workspace, accumulate);
                TurnedProduct.Multiply(dY.Matrix, forward, actual.Matrix, _workspace, accumulate);
                Bits.Equal(expected.Values, actual.Values);
            }
    }

    [Theory]
    [InlineData(7, 17, 5)]
    [InlineData(17, 7, 33)]
    public void It_is_the_gradient_of_a_linear_layer(int rows, int inputs, int outputs)
    {
        using var x = Block.Random(rows, inputs, 1);
        using var w = Block.Random(outputs, inputs, 2);
        using var dY = Block.Random(rows, outputs, 3);
        using var dX = Block.Undefined(rows, inputs);
        using var forward = new PackedMatrix(inputs, outputs);
        forward.PackTransposed(w.Matrix);
        TurnedProduct.Multiply(dY.Matrix, forward, dX.Matrix, _workspace);
        double[] gradient = Truth.Gradient(v =>
        {
            double loss = 0;
            for (int row = 0; row < rows; row++)
                for (int o = 0; o < outputs; o++)
                    for (int i = 0; i < inputs; i++)
                        loss += dY.Doubles[row * outputs + o] * w.Doubles[o * inputs + i] * v[row * inputs + i];
            return loss;
        }, x.Doubles);
        Truth.Matches(gradient, dX.Values);
    }

    [Theory]
    [InlineData(GgufTensorType.Q8, 96)]
    [InlineData(GgufTensorType.Q4, 96)]
    [InlineData(GgufTensorType.Q4K, 512)]
    [InlineData(GgufTensorType.Q6K, 256)]
    public void Of_stored_blocks_it_takes_the_numbers_that_they_hold(GgufTensorType type, int inputs)
    {
        const int Rows = 13, Outputs = 70;
        using var dY = Block.Random(Rows, Outputs, 1);
        using var w = Block.Random(Outputs, inputs, 2);
        var format = type.Stored()!.Value;
        byte[] bytes = new byte[type.ByteCount((long)Outputs * inputs)];
        float[] values = new float[Outputs * inputs];
        GgufTensorCodec.Encode(type, w.Values, bytes);
        GgufTensorCodec.Decode(type, bytes, values);
        using var stored = new PackedMatrix(inputs, Outputs, [format, format, format]);
        int panelBytes = (int)type.ByteCount(32L * inputs);
        for (int panel = 0; panel < 3; panel++)
            stored.PackStored(bytes.AsSpan(panel * panelBytes, Math.Min(panelBytes, bytes.Length - panel * panelBytes)), panel);
        double[] expected = new double[Rows * inputs];
        for (int row = 0; row < Rows; row++)
            for (int o = 0; o < Outputs; o++)
                for (int i = 0; i < inputs; i++)
                    expected[row * inputs + i] += dY.Doubles[row * Outputs + o] * values[o * inputs + i];
        using var actual = Block.Undefined(Rows, inputs);
        TurnedProduct.Multiply(dY.Matrix, stored, actual.Matrix, _workspace);
        Truth.Matches(expected, actual.Values);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        using var pool = new WorkerPool(3) { CutsAlways = true };
        using var crew = new Workspace(pool);
        using var dY = Block.Random(277, 600, 1);
        using var w = Block.Random(600, 130, 2);
        using var alone = Block.Undefined(277, 130);
        using var together = Block.Undefined(277, 130);
        using var forward = new PackedMatrix(130, 600, PackedType.Bfloat16);
        forward.PackTransposed(w.Matrix);
        TurnedProduct.Multiply(dY.Matrix, forward, alone.Matrix, _workspace);
        TurnedProduct.Multiply(dY.Matrix, forward, together.Matrix, crew);
        Bits.Equal(alone.Values, together.Values);
    }
}
