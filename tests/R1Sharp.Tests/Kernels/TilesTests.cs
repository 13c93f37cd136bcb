using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>
/// The tiles of all kinds of machines give the same bits. All run on every machine, slowly where they do not fit it, so that each
/// is tested on the others'.
/// </summary>
public sealed unsafe class TilesTests
{
    const int BlockedStride = 528, ResultStride = 40;

    delegate void Tile(float* a, nint aStep, float* b, nint bStep, int depth, float* c, nint cStride, int rows, int columns, bool accumulate);

    [Theory]
    [InlineData(1, 12, 32)]
    [InlineData(7, 4, 32)]
    [InlineData(65, 48, 32)]
    [InlineData(512, 12, 32)]
    [InlineData(33, 11, 32)]
    [InlineData(33, 5, 32)]
    [InlineData(33, 7, 32)]
    [InlineData(33, 8, 32)]
    [InlineData(33, 17, 19)]
    [InlineData(33, 3, 16)]
    [InlineData(33, 1, 5)]
    public void Tiles_of_every_width_give_the_same_bits(int depth, int rows, int columns)
    {
        Same<BlockedRows, FloatRow>(depth, rows, columns, aStep: 1, bStep: 32);
        Same<BlockedRows, Bfloat16Row>(depth, rows, columns, aStep: 1, bStep: 16);
        Same<TransposedRows, WeightRow>(depth, rows, columns, aStep: 48, bStep: 40);
        Same<TransposedRows, Bfloat16Row>(depth, rows, columns, aStep: 48, bStep: 16);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    public void Single_rows_give_the_same_bits(int panels, bool fromMemory)
    {
        SameRow(panels, fromMemory, WideTiles.SingleRow<FloatRow>, NarrowTiles.SingleRow<FloatRow, NarrowLanes>);
        SameRow(panels, fromMemory, WideTiles.SingleRow<FloatRow>, NarrowTiles.SingleRow<FloatRow, QuarterLanes>);
        SameRow(panels, fromMemory, WideTiles.SingleRow<Bfloat16Row>, NarrowTiles.SingleRow<Bfloat16Row, NarrowLanes>);
        SameRow(panels, fromMemory, WideTiles.SingleRow<Bfloat16Row>, NarrowTiles.SingleRow<Bfloat16Row, QuarterLanes>);
    }

    static void Same<TLayout, TRow>(int depth, int rows, int columns, nint aStep, nint bStep)
        where TLayout : struct, ILayout
        where TRow : struct, IPanelRow
    {
        Same(depth, rows, columns, WideTiles.Multiply<TLayout, TRow>, NarrowTiles.Multiply<TLayout, TRow, NarrowLanes>, aStep, bStep);
        Same(depth, rows, columns, WideTiles.Multiply<TLayout, TRow>, NarrowTiles.Multiply<TLayout, TRow, QuarterLanes>, aStep, bStep);
    }

    static void Same(int depth, int rows, int columns, Tile wide, Tile narrow, nint aStep, nint bStep)
    {
        // Longer than the operands: tiles ask for weights that lie ahead, and read whole tiles of rows.
        using var a = Block.Random(1, 60 * (BlockedStride + depth), 1);
        using var b = Block.Random(1, 40 * (depth + 128), 2);
        MakeHalvesNumbers(b.Values);
        foreach (bool accumulate in new[] { false, true })
        {
            using var expected = Block.Random(rows, ResultStride, 3);
            using var actual = Block.Random(rows, ResultStride, 3);
            wide(a.Matrix.Data, aStep, b.Matrix.Data, bStep, depth, expected.Matrix.Data, ResultStride, rows, columns, accumulate);
            narrow(a.Matrix.Data, aStep, b.Matrix.Data, bStep, depth, actual.Matrix.Data, ResultStride, rows, columns, accumulate);
            Assert.Equal(expected.Values.ToArray(), actual.Values.ToArray());
            Assert.NotEqual(actual.Values[0], actual.Values[1]);
        }
    }

    // Both halves of each word are numbers of a usual size as bfloat16, and the whole is one as a float.
    static void MakeHalvesNumbers(Span<float> values)
    {
        foreach (ref float value in values)
        {
            uint upper = BitConverter.SingleToUInt32Bits(value) & 0xFFFF_0000;
            value = BitConverter.UInt32BitsToSingle(upper | ((upper >> 16) + 1));
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
