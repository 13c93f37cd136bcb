using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>
/// The tiles of the two kinds of machines give the same bits. Both run on every machine, slowly where they do not fit it,
/// so that each is tested on the other's.
/// </summary>
public sealed unsafe class TilesTests
{
    const int BlockedStride = 528, ResultStride = 40;

    delegate void Tile(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, bool accumulate);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65)]
    [InlineData(512)]
    public void Narrow_and_wide_tiles_give_the_same_bits(int depth)
    {
        Same(depth, 12, WideTiles.Twelve<BlockedRows, FloatRow>, NarrowTiles.Twelve<BlockedRows, FloatRow>, aStep: 1, bStep: 32);
        Same(depth, 12, WideTiles.Twelve<TransposedRows, WeightRow>, NarrowTiles.Twelve<TransposedRows, WeightRow>, aStep: 12, bStep: 32);
        Same(depth, 12, WideTiles.Twelve<BlockedRows, Bfloat16Row>, NarrowTiles.Twelve<BlockedRows, Bfloat16Row>, aStep: 1, bStep: 16);
        Same(depth, 4, WideTiles.Four<BlockedRows, FloatRow>, NarrowTiles.Four<BlockedRows, FloatRow>, aStep: 1, bStep: 32);
        Same(depth, 4, WideTiles.Four<TransposedRows, Bfloat16Row>, NarrowTiles.Four<TransposedRows, Bfloat16Row>, aStep: 12, bStep: 16);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public void Single_rows_give_the_same_bits(int panels, bool fromMemory)
    {
        SameRow(panels, fromMemory, WideTiles.SingleRow<FloatRow>, NarrowTiles.SingleRow<FloatRow>);
        SameRow(panels, fromMemory, WideTiles.SingleRow<Bfloat16Row>, NarrowTiles.SingleRow<Bfloat16Row>);
    }

    static void Same(int depth, int rows, Tile wide, Tile narrow, nint aStep, nint bStep)
    {
        // Longer than the operands: tiles ask for weights that lie ahead.
        using var a = Block.Random(1, 12 * (BlockedStride + depth), 1);
        using var b = Block.Random(1, 32 * (depth + 128), 2);
        foreach (bool accumulate in new[] { false, true })
        {
            using var expected = Block.Random(rows, ResultStride, 3);
            using var actual = Block.Random(rows, ResultStride, 3);
            wide(a.Matrix.Data, aStep, b.Matrix.Data, bStep, depth, expected.Matrix.Data, ResultStride, accumulate);
            narrow(a.Matrix.Data, aStep, b.Matrix.Data, bStep, depth, actual.Matrix.Data, ResultStride, accumulate);
            Assert.Equal(expected.Values.ToArray(), actual.Values.ToArray());
            Assert.NotEqual(actual.Values[0], actual.Values[1]);
        }
    }

    delegate void SingleRow(float* a, float* b, int panelCount, int depth, float* c, bool accumulate, bool fromMemory);

    static void SameRow(int panels, bool fromMemory, SingleRow wide, SingleRow narrow)
    {
        const int depth = 77;
        using var a = Block.Random(1, depth, 1);
        using var b = Block.Random(panels * depth, 32, 2);
        foreach (bool accumulate in new[] { false, true })
        {
            using var expected = Block.Random(1, 32 * panels, 3);
            using var actual = Block.Random(1, 32 * panels, 3);
            wide(a.Matrix.Data, b.Matrix.Data, panels, depth, expected.Matrix.Data, accumulate, fromMemory);
            narrow(a.Matrix.Data, b.Matrix.Data, panels, depth, actual.Matrix.Data, accumulate, fromMemory);
            Assert.Equal(expected.Values.ToArray(), actual.Values.ToArray());
        }
    }
}
