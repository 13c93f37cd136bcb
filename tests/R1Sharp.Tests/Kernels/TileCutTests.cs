using R1Sharp.Numerics.Kernels;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>Pieces cover every output once, whatever is asked for.</summary>
public sealed class TileCutTests
{
    [Theory]
    [InlineData(1, 36, 8)]
    [InlineData(1, 3, 256)]
    [InlineData(64, 28, 256)]
    [InlineData(65, 1, 7)]
    [InlineData(400, 28, 256)]
    [InlineData(512, 1000, 8)]
    [InlineData(1031, 5, 64)]
    public void Every_row_and_panel_is_in_one_piece(int rows, int panels, int wanted)
    {
        var cut = TileCut.Of(rows, 264, panels, wanted);
        var covered = new int[rows, panels];
        for (int piece = 0; piece < cut.Pieces; piece++)
        {
            var (row, rowCount, panel, panelCount) = cut[piece];
            Assert.True(rowCount is > 0 and <= 264 && panelCount > 0);
            for (int r = row; r < row + rowCount; r++)
                for (int p = panel; p < panel + panelCount; p++)
                    covered[r, p]++;
        }
        Assert.All(covered.Cast<int>(), count => Assert.Equal(1, count));
    }

    [Theory]
    [InlineData(400, 28, 64, 200)]
    [InlineData(64, 28, 64, 150)]
    [InlineData(1, 304, 64, 256)]
    [InlineData(1, 36, 8, 32)]
    [InlineData(512, 96, 2, 7)]
    public void There_are_enough_pieces_for_the_threads(int rows, int panels, int threads, int least) =>
        Assert.InRange(TileCut.Of(rows, 264, panels, 4 * threads).Pieces, least, 8 * threads);
}
