// Matrix products: with packed weights (forward and towards the inputs) and towards the weights.
//
// C[M x N] = A[M x K] · B[K x N]. Every element of C is one chain of fused multiply-adds over k ascending; blocking of k
// stores the chain and takes it up again, which changes nothing. Rows are therefore independent of the other rows in the
// call: batch invariance (numerical contract, 1).

using System.Runtime.CompilerServices;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Matrix products.</summary>
public static unsafe class MatMul
{
    // 22 tiles of 12 rows: a block of A (264 x 512 floats, 540 KB) stays in a 1 MB second-level cache.
    internal const int RowBlock = 22 * Tiles.Rows;

    // Eight panels of 512 rows take half of that cache.
    const int ColumnBlock = 8 * Tiles.Columns;

    const int TileSlack = 16;

    // Rows that a gradient sums over at once: what stays in a first-level cache for narrow tiles.
    static int GradientRows => Lanes.AreWide ? int.MaxValue : ShortBlockedRows.Depth;

    // Matrices above this size do not stay in a second-level cache.
    const long CachedBytes = 1 << 20;

    /// <summary>c = a · b, or c += a · b. a is M x K, b is K x N, c is M x N; c may not overlap a.</summary>
    public static void Multiply(Matrix a, PackedMatrix b, Matrix c, Workspace workspace, bool accumulate = false)
    {
        Shape.Require(a.Columns == b.Depth && c.Rows == a.Rows && c.Columns == b.Columns, "matmul", a, c);
        if (workspace.IsAlone(2.0 * a.Rows * b.Depth * b.Columns, out int pieces))
            MultiplyPanels(a, b, c, 0, b.PanelCount, workspace, accumulate);
        else
            MultiplyTogether(a, b, c, pieces, workspace, accumulate);
    }

    // Each piece copies its rows of A for itself: a fortieth of its work with four panels.
    static void MultiplyTogether(Matrix a, PackedMatrix b, Matrix c, int pieces, Workspace workspace, bool accumulate)
    {
        var cut = TileCut.Of(a.Rows, RowBlock, b.PanelCount, pieces);
        workspace.Share(cut.Pieces, piece => 2.0 * b.Depth * cut.Elements(piece, b.Columns), (piece, scratch) =>
        {
            var (row, rows, panel, panels) = cut[piece];
            MultiplyPanels(a.RowRange(row, rows), b, c.RowRange(row, rows), panel, panel + panels, scratch, accumulate);
        });
    }

    static void MultiplyPanels(Matrix a, PackedMatrix b, Matrix c, int from, int to, Workspace workspace, bool accumulate)
    {
        if (b.Type == PackedType.Stored)
        {
            StoredProduct.Multiply(a, b, c, from, to, workspace, accumulate);
            return;
        }
        if (a.Rows == 1 && b.Columns % Tiles.Columns == 0)
        {
            if (b.Type == PackedType.Float32)
                Tiles.SingleRow<FloatRow>(a.Data, b.Panel(from), to - from, b.Depth, c.Data + from * Tiles.Columns, accumulate, b.Bytes > CachedBytes);
            else
                Tiles.SingleRow<Bfloat16Row>(a.Data, b.Panel(from), to - from, b.Depth, c.Data + from * Tiles.Columns, accumulate, b.Bytes > CachedBytes);
            return;
        }
        for (int row = 0; row < a.Rows; row += RowBlock)
        {
            int count = Math.Min(RowBlock, a.Rows - row);
            if (b.Type != PackedType.Float32)
                MultiplyRows<Bfloat16Row, NearBfloat16Row, BlockedRows>(a.RowRange(row, count), b, c.RowRange(row, count), from, to, workspace, accumulate);
            else if (Lanes.AreWide)
                MultiplyRows<WeightRow, FloatRow, BlockedRows>(a.RowRange(row, count), b, c.RowRange(row, count), from, to, workspace, accumulate);
            else
                MultiplyRows<WeightRow, FloatRow, ShortBlockedRows>(a.RowRange(row, count), b, c.RowRange(row, count), from, to, workspace, accumulate);
        }
    }

    // The first rows ask for the panel from memory, the others find it in a cache.
    static void MultiplyRows<TRow, TNearRow, TBlock>(Matrix a, PackedMatrix b, Matrix c, int from, int end, Workspace workspace, bool accumulate)
        where TRow : struct, IPanelRow
        where TNearRow : struct, IPanelRow
        where TBlock : struct, IBlock
    {
        float* block = workspace.Take(Scratch.LeftRows, (long)(RowBlock + Tiles.Rows) * TBlock.RowStep);
        int near = Math.Min(Tiles.Rows, a.Rows);
        for (int k = 0; k < b.Depth; k += TBlock.MostDepth)
        {
            int depth = Math.Min(TBlock.MostDepth, b.Depth - k);
            CopyRows(a.Data + k, a.Stride, a.Rows, depth, block, TBlock.RowStep);
            for (int panel = from; panel < end; panel++)
            {
                float* right = b.Panel(panel) + (nint)k * TRow.Floats, to = c.Data + panel * Tiles.Columns;
                int width = Math.Min(Tiles.Columns, b.Columns - panel * Tiles.Columns);
                Tiles.Multiply<TBlock, TRow>(block, 1, right, TRow.Floats, depth, to, c.Stride, near, width, accumulate || k > 0);
                Tiles.Multiply<TBlock, TNearRow>(block + (nint)near * TBlock.RowStep, 1, right, TRow.Floats, depth, to + (nint)near * c.Stride, c.Stride,
                    a.Rows - near, width, accumulate || k > 0);
            }
        }
    }

    /// <summary>Copies rows to the fixed stride of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CopyRows(float* from, nint fromStride, int rows, int depth, float* to, nint stride = BlockedRows.Stride)
    {
        for (int row = 0; row < rows; row++)
            Elementwise.Copy(from + row * fromStride, to + row * stride, depth);
    }

    /// <summary>
    /// dW += dYᵀ · X: the gradient of Y = X · Wᵀ towards W. dY is M x N, X is M x K, dW is N x K. The sum over the M rows
    /// goes on from what dW holds, in the order of the rows.
    /// </summary>
    public static void AddWeightGradient(Matrix dY, Matrix x, Matrix dW, Workspace workspace)
    {
        Shape.Require(dY.Rows == x.Rows && dW.Rows == dY.Columns && dW.Columns == x.Columns, "weight gradient", dY, x, dW);
        if (workspace.IsAlone(2.0 * dY.Rows * dW.Rows * dW.Columns, out int pieces))
            AddWeightGradientAlone(dY, x, dW, workspace);
        else
            AddWeightGradientTogether(dY, x, dW, pieces, workspace);
    }

    static void AddWeightGradientTogether(Matrix dY, Matrix x, Matrix dW, int pieces, Workspace workspace)
    {
        var cut = TileCut.Of(dW.Rows, dW.Rows, (dW.Columns + Tiles.Columns - 1) / Tiles.Columns, pieces);
        workspace.Share(cut.Pieces, piece => 2.0 * dY.Rows * cut.Elements(piece, dW.Columns), (piece, scratch) =>
        {
            var (row, rows, panel, panels) = cut[piece];
            int column = panel * Tiles.Columns, columns = Math.Min(panels * Tiles.Columns, dW.Columns - column);
            AddWeightGradientAlone(dY.ColumnRange(row, rows), x.ColumnRange(column, columns), dW.RowRange(row, rows).ColumnRange(column, columns), scratch);
        });
    }

    static void AddWeightGradientAlone(Matrix dY, Matrix x, Matrix dW, Workspace workspace)
    {
        int most = Math.Min(x.Rows, GradientRows);
        float* panels = workspace.Take(Scratch.RightPanels, (long)most * ColumnBlock);
        float* tile = workspace.Take(Scratch.LeftTile, (long)most * Tiles.Rows + TileSlack);
        for (int column = 0; column < x.Columns; column += ColumnBlock)
            for (int row = 0; row < x.Rows; row += most)
            {
                int rows = Math.Min(most, x.Rows - row);
                AddWeightGradientColumns(dY.RowRange(row, rows), x.RowRange(row, rows), dW, column, Math.Min(ColumnBlock, x.Columns - column), panels, tile);
            }
    }

    // A block of X lies in panels in the second-level cache; a tile of twelve columns of dY lies packed in the first.
    static void AddWeightGradientColumns(Matrix dY, Matrix x, Matrix dW, int first, int count, float* panels, float* tile)
    {
        for (int column = 0; column < count; column += Tiles.Columns)
            CopyPanel(x.Data + first + column, x.Stride, x.Rows, Math.Min(Tiles.Columns, count - column), panels + (nint)column * x.Rows);
        for (int n = 0; n < dY.Columns; n += Tiles.Rows)
        {
            CopyTile(dY.Data + n, dY.Stride, dY.Rows, tile);
            int height = Math.Min(Tiles.Rows, dY.Columns - n);
            for (int column = 0; column < count; column += Tiles.Columns)
            {
                float* to = dW.Data + (nint)n * dW.Stride + first + column;
                PrefetchTile(column + Tiles.Columns < count ? to + Tiles.Columns : to + height * dW.Stride - column, dW.Stride, height);
                Tiles.Multiply<TransposedRows>(tile, Tiles.Rows, panels + (nint)column * x.Rows, Tiles.Columns, x.Rows,
                    to, dW.Stride, height, Math.Min(Tiles.Columns, count - column), accumulate: true);
            }
        }
    }

    // The gradients of a large vocabulary come from memory, twelve short rows at a time, which no hardware foresees.
    static void PrefetchTile(float* to, nint stride, int rows)
    {
        for (int row = 0; row < rows; row++, to += stride)
        {
            Elementwise.Prefetch(to);
            Elementwise.Prefetch(to + 16);
        }
    }

    /// <summary>Copies twelve columns to rows of twelve: sixteen at a time, each row over the four surplus floats of the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void CopyTile(float* from, nint fromStride, int rows, float* tile)
    {
        for (int row = 0; row < rows; row++, from += fromStride, tile += Tiles.Rows)
            Elementwise.CopySixteen(from, tile);
    }

    /// <summary>Copies up to 32 columns to a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void CopyPanel(float* from, nint fromStride, int rows, int width, float* panel)
    {
        for (int row = 0; row < rows; row++, from += fromStride, panel += Tiles.Columns)
            Elementwise.Copy(from, panel, width);
    }

    /// <summary>db += Σ rows of dY, in the order of the rows: the gradient of a bias added to every row.</summary>
    public static void AddBiasGradient(Matrix dY, Span<float> dBias)
    {
        for (int row = 0; row < dY.Rows; row++)
            Elementwise.Add(dBias, dY.Row(row));
    }

    /// <summary>Adds a bias to every row.</summary>
    public static void AddBias(Matrix y, ReadOnlySpan<float> bias)
    {
        for (int row = 0; row < y.Rows; row++)
            Elementwise.Add(y.Row(row), bias);
    }
}
