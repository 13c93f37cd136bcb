using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Rows of a table, and the sum of gradients over the rows that a token stands in.</summary>
public sealed class EmbeddingTests
{
    [Theory]
    [CombinatorialSizes]
    public void Forward_takes_rows_and_backward_adds_to_them(int count, int columns)
    {
        const int Vocabulary = 9;
        using var table = Block.Random(Vocabulary, columns, 1);
        using var y = Block.Undefined(count, columns);
        using var dY = Block.Random(count, columns, 2);
        using var dTable = Block.Random(Vocabulary, columns, 3);
        int[] tokens = [.. Enumerable.Range(0, count).Select(t => t * 5 % Vocabulary)];
        double[] expected = dTable.Doubles, gradients = dY.Doubles;
        for (int i = 0; i < gradients.Length; i++)
            expected[tokens[i / columns] * columns + i % columns] += gradients[i];
        Embedding.Forward(tokens, table.Matrix, y.Matrix);
        Embedding.Backward(tokens, dY.Matrix, dTable.Matrix);
        for (int t = 0; t < count; t++)
            Bits.Equal(table.Matrix.Row(tokens[t]), y.Matrix.Row(t));
        Truth.Matches(expected, dTable.Values);
    }

    [Fact]
    public void An_unknown_token_is_refused()
    {
        using var table = Block.Zero(3, 4);
        using var y = Block.Zero(1, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => Embedding.Forward([3], table.Matrix, y.Matrix));
    }
}
