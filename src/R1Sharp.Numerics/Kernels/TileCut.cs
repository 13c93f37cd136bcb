// How the outputs of a product are cut into pieces that threads take: blocks of rows by groups of panels of 32 columns. An element
// is one chain of its own, so that where the cuts lie changes nothing.

namespace R1Sharp.Numerics.Kernels;

/// <summary>A grid over rows and panels.</summary>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Panels">Panels of the result.</param>
/// <param name="RowStep">Rows of a piece, a multiple of the tile's.</param>
/// <param name="PanelStep">Panels of a piece.</param>
readonly record struct TileCut(int Rows, int Panels, int RowStep, int PanelStep)
{
    // Copying rows for fewer panels costs a tenth of the product; with few rows there are no larger pieces.
    const int LeastPanels = 4, FewRows = 8 * Tiles.Rows;

    /// <summary>About so many pieces: panels are shared out first, as each is read by one thread then; rows where panels do not suffice.</summary>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="rowBlock">Most rows of a piece.</param>
    /// <param name="panels">Panels of the result.</param>
    /// <param name="pieces">Pieces that are wanted.</param>
    public static TileCut Of(int rows, int rowBlock, int panels, int pieces)
    {
        int blocks = Parts(rows, rowBlock), panelStep = Math.Max(1, panels * blocks / pieces);
        // Of many panels a piece more than wanted would be a round more for everybody; of few, larger pieces are.
        if (panelStep >= LeastPanels)
            panelStep = Parts(panels * blocks, pieces);
        if (rows > FewRows)
            panelStep = Math.Min(panels, Math.Max(panelStep, LeastPanels));
        int rowParts = Math.Max(blocks, Parts(pieces, Parts(panels, panelStep)));
        return new(rows, panels, Parts(Parts(rows, rowParts), Tiles.Rows) * Tiles.Rows, panelStep);
    }

    /// <summary>Number of pieces.</summary>
    public int Pieces => Parts(Rows, RowStep) * PanelParts;

    /// <summary>A piece: its rows and its panels.</summary>
    public (int Row, int RowCount, int Panel, int PanelCount) this[int piece]
    {
        get
        {
            int row = piece / PanelParts * RowStep, panel = piece % PanelParts * PanelStep;
            return (row, Math.Min(RowStep, Rows - row), panel, Math.Min(PanelStep, Panels - panel));
        }
    }

    /// <summary>Elements of a piece, where the matrix has so many columns.</summary>
    public double Elements(int piece, int columns)
    {
        var (_, rows, panel, panels) = this[piece];
        return (double)rows * (Math.Min(columns, (panel + panels) * Tiles.Columns) - panel * Tiles.Columns);
    }

    int PanelParts => Parts(Panels, PanelStep);

    static int Parts(int whole, int part) => (whole + part - 1) / part;
}
