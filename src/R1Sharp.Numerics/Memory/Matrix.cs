// A view of rows in native memory. It owns nothing: whoever owns the buffer keeps it alive.


namespace R1Sharp.Numerics.Memory;

/// <summary>Rows x Columns floats, row by row, with Stride floats from one row to the next.</summary>
public readonly unsafe struct Matrix
{
    internal Matrix(float* data, int rows, int columns, int stride)
    {
        Data = data;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    internal float* Data { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Floats from the start of one row to the start of the next.</summary>
    public int Stride { get; }

    /// <summary>One row.</summary>
    public Span<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        return new Span<float>(Data + (nint)row * Stride, Columns);
    }

    /// <summary>All elements of a matrix of one column whose rows follow each other without a gap.</summary>
    public Span<float> Column()
    {
        Shape.Require(Columns == 1 && Stride == 1, "column", this);
        return new Span<float>(Data, Rows);
    }

    /// <summary>One element.</summary>
    public ref float this[int row, int column] => ref Row(row)[column];

    /// <summary><paramref name="count"/> rows from <paramref name="start"/> on.</summary>
    public Matrix RowRange(int start, int count)
    {
        if (start < 0 || count < 0 || start + count > Rows)
            throw new ArgumentOutOfRangeException(nameof(start), $"Rows [{start}, {start + count}) lie outside [0, {Rows}).");
        return new Matrix(Data + (nint)start * Stride, count, Columns, Stride);
    }

    /// <summary><paramref name="count"/> columns from <paramref name="start"/> on.</summary>
    public Matrix ColumnRange(int start, int count)
    {
        if (start < 0 || count < 0 || start + count > Columns)
            throw new ArgumentOutOfRangeException(nameof(start), $"Columns [{start}, {start + count}) lie outside [0, {Columns}).");
        return new Matrix(Data + start, Rows, count, Stride);
    }

    /// <summary>Copies every element from a matrix of the same shape.</summary>
    public void CopyFrom(Matrix source)
    {
        Shape.Require(source.Rows == Rows && source.Columns == Columns, "copy", this, source);
        for (int row = 0; row < Rows; row++)
            source.Row(row).CopyTo(Row(row));
    }

    /// <summary>Sets every element to zero.</summary>
    public void Clear()
    {
        if (Stride == Columns)
            new Span<float>(Data, checked(Rows * Columns)).Clear();
        else
            for (int row = 0; row < Rows; row++)
                Row(row).Clear();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Rows}x{Columns}";
}

/// <summary>Checks of shapes at the door of every kernel.</summary>
static class Shape
{
    /// <summary>Throws an <see cref="ArgumentException"/> that names the operation and the shapes unless the condition holds.</summary>
    public static void Require(bool condition, string operation, params ReadOnlySpan<Matrix> shapes)
    {
        if (!condition)
            throw new ArgumentException($"{operation}: the shapes do not fit: {string.Join(", ", shapes.ToArray().Select(m => m.ToString()))}.");
    }
}
