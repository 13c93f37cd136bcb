// The embedding: a row of the table for each token.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Rows of a table chosen by token.</summary>
public static class Embedding
{
    /// <summary>y[t] = table[tokens[t]]. table is V x C, y is T x C.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A token is not a row of the table.</exception>
    public static void Forward(ReadOnlySpan<int> tokens, Matrix table, Matrix y)
    {
        Shape.Require(tokens.Length == y.Rows && table.Columns == y.Columns, "embedding", table, y);
        for (int t = 0; t < tokens.Length; t++)
            table.Row(tokens[t]).CopyTo(y.Row(t));
    }

    /// <summary>dTable[tokens[t]] += dY[t], in the order of t.</summary>
    public static void Backward(ReadOnlySpan<int> tokens, Matrix dY, Matrix dTable)
    {
        for (int t = 0; t < tokens.Length; t++)
            Elementwise.Add(dTable.Row(tokens[t]), dY.Row(t));
    }
}
