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

    /// <summary>Blocks of ggml's formats, each panel in one of them. Products round the left operand to 8 bits: for sampling alone.</summary>
    Stored,
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

    // Of panels in stored blocks: their formats, and where each begins.
    readonly StoredFormat[] _formats = [];
    readonly nint[] _starts = [];

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

    /// <summary>Panels in stored blocks, to be filled one by one.</summary>
    /// <param name="depth">Rows: whole blocks of every format.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="formats">The format of each panel.</param>
    internal PackedMatrix(int depth, int columns, IReadOnlyList<StoredFormat> formats)
    {
        (Depth, Columns, Type, PanelCount) = (depth, columns, PackedType.Stored, formats.Count);
        (_formats, _starts) = ([.. formats], new nint[PanelCount]);
        nint end = 0;
        for (int panel = 0; panel < PanelCount; panel++)
            (_starts[panel], end) = (end, end + (nint)(StoredPanel.Bytes(formats[panel], depth) / sizeof(float)));
        _panels = new FloatBuffer(end);
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
    internal float* Panel(int panel) => _panels.Data + (Type == PackedType.Stored ? _starts[panel] : (nint)panel * Depth * RowFloats);

    /// <summary>The format of a panel in stored blocks.</summary>
    internal StoredFormat FormatOf(int panel) => _formats[panel];

    /// <summary>Takes a panel from the up to 32 rows of the transpose that belong to it, as a file stores them.</summary>
    internal void PackStored(ReadOnlySpan<byte> rows, int panel) => StoredPanel.Pack(_formats[panel], rows, Depth, (byte*)Panel(panel));

    int RowFloats => Type == PackedType.Float32 ? FloatRow.Floats : Bfloat16Row.Floats;

    /// <summary>Column <paramref name="column"/> as 32-bit floats, Depth of them: a row of the weights of a linear layer.</summary>
    public void CopyColumn(int column, Span<float> to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
        ArgumentOutOfRangeException.ThrowIfNotEqual(to.Length, Depth, nameof(to));
        if (Type == PackedType.Stored)
        {
            int panel = column / Tiles.Columns;
            StoredPanel.CopyColumn(_formats[panel], (byte*)Panel(panel), Depth, column % Tiles.Columns, to);
            return;
        }
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
