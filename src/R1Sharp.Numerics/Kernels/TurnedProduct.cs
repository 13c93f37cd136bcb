// The product with the transpose of a packed matrix, for weights that are kept in one direction only: frozen ones.
//
//   C[M x K] = A[M x N] · B[K x N]ᵀ
//
// Some rows of the transpose at a time are unpacked into scratch, in the order in which the tiles read them; what follows is the
// product with panels, so that every element of C is the same chain of fused multiply-adds over n ascending: the bits are those of
// MatMul.Multiply with panels of Bᵀ. Unpacking costs a few percent where there are hundreds of rows of A.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Products with the transpose of packed matrices.</summary>
static unsafe class TurnedProduct
{
    const int Width = Tiles.Columns;

    /// <summary>
    /// c = a · bᵀ, or c += a · bᵀ: the gradient towards the inputs. a is M x N, b is K x N packed, in any format, c is M x K; c may not overlap a.
    /// </summary>
    public static void Multiply(Matrix a, PackedMatrix b, Matrix c, Workspace workspace, bool accumulate = false)
    {
        Shape.Require(a.Columns == b.Columns && c.Rows == a.Rows && c.Columns == b.Depth, "turned product", a, c);
        int panels = (b.Depth + Width - 1) / Width;
        if (workspace.IsAlone(2.0 * a.Rows * b.Depth * b.Columns, out int pieces))
        {
            MultiplyPanels(a, b, c, 0, panels, workspace, accumulate);
            return;
        }
        var cut = TileCut.Of(a.Rows, MatMul.RowBlock, panels, pieces);
        workspace.Share(cut.Pieces, piece => 2.0 * b.Columns * cut.Elements(piece, b.Depth), (piece, scratch) =>
        {
            var (row, rows, panel, count) = cut[piece];
            MultiplyPanels(a.RowRange(row, rows), b, c.RowRange(row, rows), panel, panel + count, scratch, accumulate);
        });
    }

    static void MultiplyPanels(Matrix a, PackedMatrix b, Matrix c, int from, int to, Workspace workspace, bool accumulate)
    {
        float* block = workspace.Take(Scratch.LeftRows, (long)(MatMul.RowBlock + Tiles.Rows) * BlockedRows.Stride);
        float* turned = workspace.Take(Scratch.TurnedPanel, BlockedRows.Depth * Width);
        for (int first = 0; first < a.Rows; first += MatMul.RowBlock)
            for (int n = 0; n < b.Columns; n += BlockedRows.Depth)
            {
                int rows = Math.Min(MatMul.RowBlock, a.Rows - first), depth = Math.Min(BlockedRows.Depth, b.Columns - n);
                MatMul.CopyRows(a.Data + (nint)first * a.Stride + n, a.Stride, rows, depth, block);
                for (int panel = from; panel < to; panel++)
                {
                    int column = panel * Width, width = Math.Min(Width, b.Depth - column);
                    Turn(b, n, depth, column, width, turned);
                    for (int row = 0; row < rows; row += Tiles.Rows)
                        Tiles.Multiply<BlockedRows>(block + (nint)row * BlockedRows.Stride, 1, turned, Width, depth,
                            c.Data + (nint)(first + row) * c.Stride + column, c.Stride, Math.Min(Tiles.Rows, rows - row), width, accumulate || n > 0);
                }
            }
    }

    /// <summary>Rows [n, n + depth) of the transpose, columns [k, k + width), to rows of 32; n and k begin panels.</summary>
    static void Turn(PackedMatrix b, int n, int depth, int k, int width, float* to)
    {
        for (int done = 0; done < depth; done += Width, to += Width * Width)
        {
            int panel = (n + done) / Width, count = Math.Min(Width, depth - done);
            switch (b.Type)
            {
                case PackedType.Float32: Transpose.Copy(b.Panel(panel) + (nint)k * Width, Width, to, Width, width, count); break;
                case PackedType.Bfloat16: TurnRounded(b.Panel(panel) + (nint)k * Bfloat16Row.Floats, to, width, count); break;
                default:
                    for (int column = 0; column < count; column++)
                        StoredPanel.CopyPart(b.FormatOf(panel), (byte*)b.Panel(panel), b.Depth, column, k, new(to + column * Width, width));
                    break;
            }
        }
    }

    [SkipLocalsInit]
    static void TurnRounded(float* rows, float* to, int width, int count)
    {
        float* floats = stackalloc float[Width * Width];
        Widen(rows, floats, width);
        Transpose.Copy(floats, Width, to, Width, width, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Widen(float* rows, float* to, int count)
    {
        for (int row = 0; row < count; row++, rows += Bfloat16Row.Floats, to += Width)
        {
            Bfloat16Row.Left(rows).Store(to);
            Bfloat16Row.Right(rows).Store(to + Width / 2);
        }
    }
}
