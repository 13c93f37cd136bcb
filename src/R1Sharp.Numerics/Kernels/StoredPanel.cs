// Panels of 32 columns in a block format: four groups of eight columns, each a run of blocks, in which the quanta of eight
// columns for four rows are the 32 bytes of a vector, so that eight sums run side by side. What a block takes, for eight columns:
//
//   q8_0   8 scales (16 bits), 8 × 32 bytes
//   q4_0   8 scales, 4 × 32 bytes: step t in the lower half bytes, step t + 4 in the upper ones
//   q4_k   8 d, 8 e, 8 × 8 scales, 8 × 8 least values (a byte each, where the file has six bits: 2.8 % more), 32 × 32 bytes:
//          of 64 rows the first 32 in the lower half bytes, the others in the upper ones
//   q6_k   8 d, 16 × 8 scales, and for each 128 rows and each of eight steps three vectors: rows 0 … 31 and 64 … 95 of lower
//          bits, rows 32 … 63 and 96 … 127 of lower bits, the upper bits of all four

namespace R1Sharp.Numerics.Kernels;

/// <summary>Lays blocks out for the product, and reads them back.</summary>
static unsafe class StoredPanel
{
    /// <summary>Columns that a vector holds.</summary>
    public const int GroupColumns = 8;

    /// <summary>Bytes of a block of eight columns.</summary>
    public static int GroupBytes(StoredFormat format) => GroupColumns * (format.BlockBytes() + (format == StoredFormat.Q4K ? 4 : 0));

    /// <summary>Bytes of a panel.</summary>
    public static long Bytes(StoredFormat format, int depth) =>
        (long)PackedMatrix.PanelColumns / GroupColumns * (depth / format.BlockLength()) * GroupBytes(format);

    /// <summary>Takes up to 32 rows of a matrix, as a file stores them, for columns of the panel; columns without a row are zero.</summary>
    public static void Pack(StoredFormat format, ReadOnlySpan<byte> rows, int depth, byte* panel)
    {
        int blocks = depth / format.BlockLength(), rowBytes = blocks * format.BlockBytes(), groupBytes = GroupBytes(format);
        new Span<byte>(panel, checked((int)Bytes(format, depth))).Clear();
        for (int column = 0; column < rows.Length / rowBytes; column++)
            for (int block = 0; block < blocks; block++)
                PackBlock(format, rows.Slice(column * rowBytes + block * format.BlockBytes(), format.BlockBytes()),
                    panel + ((nint)(column / GroupColumns) * blocks + block) * groupBytes, column % GroupColumns);
    }

    /// <summary>Reads a column of a panel as floats.</summary>
    public static void CopyColumn(StoredFormat format, byte* panel, int depth, int column, Span<float> to)
    {
        int length = format.BlockLength(), blocks = depth / length;
        byte* group = panel + (nint)(column / GroupColumns) * blocks * GroupBytes(format);
        for (int block = 0; block < blocks; block++, group += GroupBytes(format))
            CopyBlock(format, group, column % GroupColumns, 0, to.Slice(block * length, length));
    }

    /// <summary>Reads elements of a column from <paramref name="first"/> on that lie within one block.</summary>
    public static void CopyPart(StoredFormat format, byte* panel, int depth, int column, int first, Span<float> to)
    {
        int length = format.BlockLength(), blocks = depth / length;
        byte* group = panel + ((nint)(column / GroupColumns) * blocks + first / length) * GroupBytes(format);
        CopyBlock(format, group, column % GroupColumns, first % length, to);
    }

    static void PackBlock(StoredFormat format, ReadOnlySpan<byte> from, byte* to, int column)
    {
        switch (format)
        {
            case StoredFormat.Q8:
                Copy(from, to + 2 * column);
                for (int i = 0; i < 32; i++)
                    to[16 + Place(i, column)] = from[2 + i];
                break;
            case StoredFormat.Q4:
                Copy(from, to + 2 * column);
                for (int i = 0; i < 32; i++)
                    to[16 + Place(i % 16, column)] |= (byte)(StoredFormats.Q4Of(from, i) << (i < 16 ? 0 : 4));
                break;
            case StoredFormat.Q4K:
                PackQ4K(from, to, column);
                break;
            default:
                PackQ6K(from, to, column);
                break;
        }
    }

    static void PackQ4K(ReadOnlySpan<byte> from, byte* to, int column)
    {
        Copy(from, to + 2 * column);
        Copy(from[2..], to + 16 + 2 * column);
        for (int j = 0; j < 8; j++)
            (to[32 + 8 * j + column], to[96 + 8 * j + column]) = StoredFormats.ScaleOfQ4K(from, j);
        for (int i = 0; i < 256; i++)
            to[160 + i / 64 * 256 + Place(i % 32, column)] |= (byte)(StoredFormats.Q4KOf(from, i) << (i % 64 < 32 ? 0 : 4));
    }

    static void PackQ6K(ReadOnlySpan<byte> from, byte* to, int column)
    {
        Copy(from[208..], to + 2 * column);
        for (int j = 0; j < 16; j++)
            to[16 + 8 * j + column] = (byte)StoredFormats.ScaleOfQ6K(from, j);
        for (int i = 0; i < 256; i++)
        {
            int q = StoredFormats.Q6KOf(from, i), quarter = i % 128 / 32, step = i % 32 / 4;
            byte* vectors = to + 144 + i / 128 * 768 + step * 96 + 4 * column + i % 4;
            vectors[quarter % 2 * 32] |= (byte)((q & 15) << (quarter / 2 * 4));
            vectors[64] |= (byte)(q >> 4 << (2 * quarter));
        }
    }

    /// <summary>Element i of a block of a column as an integer, its inner scale included: the number is the outer scale times this.</summary>
    public static int Quantum(StoredFormat format, byte* group, int i, int column) => format switch
    {
        StoredFormat.Q8 => (sbyte)group[16 + Place(i, column)],
        StoredFormat.Q4 => ((group[16 + Place(i % 16, column)] >> (i < 16 ? 0 : 4)) & 15) - 8,
        StoredFormat.Q4K => group[32 + i / 32 * 8 + column] * ((group[160 + i / 64 * 256 + Place(i % 32, column)] >> (i % 64 < 32 ? 0 : 4)) & 15),
        _ => (sbyte)group[16 + i / 16 * 8 + column] * (Q6K(group, i, column) - 32),
    };

    static void CopyBlock(StoredFormat format, byte* from, int column, int first, Span<float> to)
    {
        float d = Float16.ToSingle(((ushort*)from)[column]), e = format == StoredFormat.Q4K ? Float16.ToSingle(((ushort*)from)[8 + column]) : 0;
        for (int i = first; i < first + to.Length; i++)
            to[i - first] = d * Quantum(format, from, i, column) - (format == StoredFormat.Q4K ? e * from[96 + i / 32 * 8 + column] : 0);
    }

    static int Q6K(byte* from, int i, int column)
    {
        int quarter = i % 128 / 32;
        byte* vectors = from + 144 + i / 128 * 768 + i % 32 / 4 * 96 + 4 * column + i % 4;
        return ((vectors[quarter % 2 * 32] >> (quarter / 2 * 4)) & 15) | (((vectors[64] >> (2 * quarter)) & 3) << 4);
    }

    // Where row i of a column stands among the vectors.
    static int Place(int i, int column) => i / 4 * 32 + 4 * column + i % 4;

    static void Copy(ReadOnlySpan<byte> half, byte* to) => (to[0], to[1]) = (half[0], half[1]);
}
