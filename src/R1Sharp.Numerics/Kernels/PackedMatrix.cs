// The right operand of a matrix product, laid out once in the order in which the tiles read it.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>How a packed matrix holds its elements. Products always compute in 32-bit floats.</summary>
public enum PackedType
{
    /// <summary>32-bit floats.</summary>
    Float32,

    /// <summary>The upper halves of 32-bit floats, rounded to nearest even: half the memory and half the traffic.</summary>
    Bfloat16,
}

/// <summary>
/// A Depth x Columns matrix in panels: panel p holds columns 32p … 32p + 31 as Depth rows of 32 elements, zero beyond the
/// last column. Weights are packed once an optimizer step and used by every product until the next. A product over bfloat16
/// panels has the same bits as one over 32-bit panels that hold the same (rounded) values.
/// </summary>
public sealed unsafe class PackedMatrix : IDisposable
{
    const int RoundedRows = 64;

    /// <summary>Columns of a panel.</summary>
    public const int PanelColumns = Tiles.Columns;

    readonly FloatBuffer _panels;

    /// <param name="depth">Rows: the dimension that the product sums over.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="type">How elements are held.</param>
    public PackedMatrix(int depth, int columns, PackedType type = PackedType.Float32)
    {
        Depth = depth;
        Columns = columns;
        Type = type;
        PanelCount = (columns + Tiles.Columns - 1) / Tiles.Columns;
        long elements = (long)PanelCount * depth * Tiles.Columns;
        _panels = new FloatBuffer(type == PackedType.Float32 ? elements : elements / 2);
    }

    /// <summary>Rows: the dimension that the product sums over.</summary>
    public int Depth { get; }

    /// <summary>Columns of the result.</summary>
    public int Columns { get; }

    /// <summary>How elements are held.</summary>
    public PackedType Type { get; }

    /// <summary>Number of panels of 32 columns.</summary>
    public int PanelCount { get; }

    /// <summary>Bytes of all panels.</summary>
    public long Bytes => _panels.Length * sizeof(float);

    /// <summary>Where a panel begins.</summary>
    internal float* Panel(int panel) => _panels.Data + (nint)panel * Depth * RowFloats;

    int RowFloats => Type == PackedType.Float32 ? FloatRow.Floats : Bfloat16Row.Floats;

    /// <summary>Column <paramref name="column"/> as 32-bit floats, Depth of them: a row of the weights of a linear layer.</summary>
    public void CopyColumn(int column, Span<float> to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, Depth, nameof(to));
        int lane = column % Tiles.Columns;
        float* row = Panel(column / Tiles.Columns);
        for (int k = 0; k < to.Length; k++, row += RowFloats)
            to[k] = Type == PackedType.Float32 ? row[lane] : Bfloat16Row.Element(row, lane);
    }

    /// <summary>Takes the matrix as it is: source is Depth x Columns.</summary>
    public void Pack(Matrix source) => Pack(source, 0, PanelCount);

    /// <summary>Takes panels [<paramref name="from"/>, <paramref name="to"/>) of the matrix as it is, so that threads can share the work.</summary>
    public void Pack(Matrix source, int from, int to)
    {
        Shape.Require(source.Rows == Depth && source.Columns == Columns, "pack", source);
        for (int panel = from; panel < to; panel++)
        {
            int first = panel * Tiles.Columns, width = Math.Min(Tiles.Columns, Columns - first);
            if (Type == PackedType.Float32)
                MatMul.CopyPanel(source.Data + first, source.Stride, Depth, width, Panel(panel));
            else
                RoundBlocks(panel, (k, rows, block) => MatMul.CopyPanel(source.Data + k * source.Stride + first, source.Stride, rows, width, (float*)block));
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
            int first = panel * Tiles.Columns;
            PackTransposedPanel(source.RowRange(first, Math.Min(Tiles.Columns, Columns - first)), panel);
        }
    }

    /// <summary>Takes one panel of the transpose from the up to 32 rows that belong to it: rows is (up to 32) x Depth.</summary>
    public void PackTransposedPanel(Matrix rows, int panel)
    {
        Shape.Require(rows.Rows == Math.Min(Tiles.Columns, Columns - panel * Tiles.Columns) && rows.Columns == Depth, "pack transposed panel", rows);
        if (Type == PackedType.Float32)
        {
            Transpose.Copy(rows.Data, rows.Stride, Panel(panel), Tiles.Columns, rows.Rows, Depth);
            return;
        }
        RoundBlocks(panel, (k, depth, block) => Transpose.Copy(rows.Data + k, rows.Stride, (float*)block, Tiles.Columns, rows.Rows, depth));
    }

    // A panel in bfloat16 comes from blocks of floats of which the columns beyond the matrix stay zero.
    void RoundBlocks(int panel, Action<nint, int, nint> fill)
    {
        float* block = stackalloc float[RoundedRows * Tiles.Columns];
        new Span<float>(block, RoundedRows * Tiles.Columns).Clear();
        for (int k = 0; k < Depth; k += RoundedRows)
        {
            int rows = Math.Min(RoundedRows, Depth - k);
            fill(k, rows, (nint)block);
            Bfloat16Row.Round(block, Panel(panel) + (nint)k * RowFloats, rows);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _panels.Dispose();
}
