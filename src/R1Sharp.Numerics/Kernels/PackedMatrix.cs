// The right operand of a matrix product, laid out once in the order in which the tiles read it.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>
/// A Depth x Columns matrix in panels: panel p holds columns 32p … 32p + 31 as Depth rows of 32 floats, zero beyond the
/// last column. Weights are packed once an optimizer step and used by every product until the next.
/// </summary>
public sealed unsafe class PackedMatrix : IDisposable
{
    readonly FloatBuffer _panels;

    /// <param name="depth">Rows: the dimension that the product sums over.</param>
    /// <param name="columns">Columns of the result.</param>
    public PackedMatrix(int depth, int columns)
    {
        Depth = depth;
        Columns = columns;
        PanelCount = (columns + Tiles.Columns - 1) / Tiles.Columns;
        _panels = new FloatBuffer((long)PanelCount * depth * Tiles.Columns);
    }

    /// <summary>Rows: the dimension that the product sums over.</summary>
    public int Depth { get; }

    /// <summary>Columns of the result.</summary>
    public int Columns { get; }

    /// <summary>Number of panels of 32 columns.</summary>
    public int PanelCount { get; }

    internal float* Panel(int panel) => _panels.Data + (nint)panel * Depth * Tiles.Columns;

    /// <summary>Takes the matrix as it is: source is Depth x Columns.</summary>
    public void Pack(Matrix source) => Pack(source, 0, PanelCount);

    /// <summary>Takes panels [<paramref name="from"/>, <paramref name="to"/>) of the matrix as it is, so that threads can share the work.</summary>
    public void Pack(Matrix source, int from, int to)
    {
        Shape.Require(source.Rows == Depth && source.Columns == Columns, "pack", source);
        for (int panel = from; panel < to; panel++)
        {
            int first = panel * Tiles.Columns, width = Math.Min(Tiles.Columns, Columns - first);
            MatMul.CopyPanel(source.Data + first, source.Stride, Depth, width, Panel(panel));
        }
    }

    /// <summary>Takes the transpose: source is Columns x Depth, as the weights of a linear layer lie [out, in].</summary>
    public void PackTransposed(Matrix source) => PackTransposed(source, 0, PanelCount);

    /// <summary>Takes panels [<paramref name="from"/>, <paramref name="to"/>) of the transpose.</summary>
    public void PackTransposed(Matrix source, int from, int to)
    {
        Shape.Require(source.Rows == Columns && source.Columns == Depth, "pack transposed", source);
        for (int panel = from; panel < to; panel++)
        {
            int first = panel * Tiles.Columns, width = Math.Min(Tiles.Columns, Columns - first);
            Transpose.Copy(source.Data + (nint)first * source.Stride, source.Stride, Panel(panel), Tiles.Columns, width, Depth);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _panels.Dispose();
}
