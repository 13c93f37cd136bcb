using System.Globalization;
using System.Text.Json;
using R1Sharp.Numerics;
using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>ggml's blocks: their numbers, and products with them as they are stored.</summary>
public sealed class StoredProductTests
{
    static readonly JsonElement s_golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "stored.json"))).RootElement;

    public static TheoryData<object> Formats => [.. Enum.GetValues<StoredFormat>()];

    static float[] Row(JsonElement numbers) => [.. numbers.EnumerateArray().Select(n => n.GetSingle())];

    // Random blocks whose scales are finite.
    static byte[] Blocks(StoredFormat format, long numbers, int seed)
    {
        var random = new RandomStream(3, RandomPurpose.Test, seed, (int)format);
        byte[] bytes = new byte[format.ByteCount(numbers)];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)random.NextInt(256);
        for (int at = format == StoredFormat.Q6K ? 208 : 0; at < bytes.Length; at += format.BlockBytes())
            bytes[at + 1] = (byte)(bytes[at + 1] & 0x83 | 0x20);
        for (int at = 2; format == StoredFormat.Q4K && at < bytes.Length; at += format.BlockBytes())
            bytes[at + 1] = (byte)(bytes[at + 1] & 0x03 | 0x20);
        return bytes;
    }

    static PackedMatrix Packed(StoredFormat[] formats, byte[][] panels, int depth, int columns)
    {
        var packed = new PackedMatrix(depth, columns, formats);
        for (int panel = 0; panel < panels.Length; panel++)
            packed.PackStored(panels[panel], panel);
        return packed;
    }

    static Block Normal(int rows, int columns, int seed) => Block.Random(rows, columns, seed);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Numbers_and_products_are_ggmls(object format)
    {
        var golden = s_golden.GetProperty(((StoredFormat)format).ToString());
        float[][] x = [.. s_golden.GetProperty("x").EnumerateArray().Select(Row)];
        byte[][] columns = [.. golden.GetProperty("bytes").EnumerateArray().Select(b => Convert.FromHexString(b.GetString()!))];
        float[][] values = [.. golden.GetProperty("values").EnumerateArray().Select(Row)];
        int depth = x[0].Length;
        using var packed = Packed([(StoredFormat)format], [[.. columns.SelectMany(c => c)]], depth, columns.Length);
        using var a = Block.Undefined(x.Length, depth);
        for (int row = 0; row < x.Length; row++)
            x[row].CopyTo(a.Matrix.Row(row));
        using var c = Block.Undefined(x.Length, columns.Length);
        using var workspace = new Workspace();
        MatMul.Multiply(a.Matrix, packed, c.Matrix, workspace);
        for (int column = 0; column < columns.Length; column++)
        {
            float[] decoded = new float[depth], copied = new float[depth];
            StoredFormats.Decode((StoredFormat)format, columns[column], decoded);
            packed.CopyColumn(column, copied);
            Assert.Equal(values[column], decoded);
            Assert.Equal(values[column], copied);
            for (int row = 0; row < x.Length; row++)
            {
                double expected = golden.GetProperty("products")[row][column].GetDouble();
                Assert.True(Math.Abs(expected - c.Matrix[row, column]) < 1e-5 * (1 + Math.Abs(expected)),
                    string.Create(CultureInfo.InvariantCulture,
                        $"{(StoredFormat)format}, row {row}, column {column}: {c.Matrix[row, column]}, ggml's arithmetic gives {expected}"));
            }
        }
    }

    /// <summary>One row or many, one thread or three, added to or not: a row's bits are its own, and those of the plain sums without any instruction.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public unsafe void Rows_threads_and_instructions_change_no_bit(object format)
    {
        const int depth = 512, columns = 75, rows = 50;
        byte[][] panels =
            [Blocks((StoredFormat)format, 32 * depth, 1), Blocks((StoredFormat)format, 32 * depth, 2), Blocks((StoredFormat)format, 11 * depth, 3)];
        using var packed = Packed([(StoredFormat)format, (StoredFormat)format, (StoredFormat)format], panels, depth, columns);
        using Block a = Normal(rows, depth, 1), all = Normal(rows, columns, 2), one = Normal(1, columns, 2), plain = Normal(rows, columns, 2);
        using var pool = new WorkerPool(3);
        using Workspace crew = new(pool), alone = new();
        MatMul.Multiply(a.Matrix, packed, all.Matrix, crew, accumulate: true);
        Plain((StoredFormat)format, a, packed, plain, accumulate: true);
        Bits.Equal(plain.Values, all.Values);
        MatMul.Multiply(a.Matrix, packed, all.Matrix, alone);
        for (int row = 0; row < rows; row += 7)
        {
            MatMul.Multiply(a.Matrix.RowRange(row, 1), packed, one.Matrix, crew);
            Bits.Equal(all.Matrix.Row(row), one.Matrix.Row(0));
        }
        Assert.All(Enumerable.Range(0, columns), column => Assert.True(float.IsFinite(all.Matrix[0, column]) && all.Matrix[0, column] != 0));
    }

    static unsafe void Plain(StoredFormat format, Block a, PackedMatrix packed, Block c, bool accumulate)
    {
        using var scratch = new FloatBuffer(StoredRows.Floats(a.Matrix.Rows, packed.Depth));
        var rows = StoredRows.Of(a.Matrix, format.BlockLength(), scratch.Data);
        for (int panel = 0; panel < packed.PanelCount; panel++)
        {
            int first = panel * 32, width = Math.Min(32, packed.Columns - first);
            StoredProduct.Multiply(format, rows, a.Matrix.Rows, (byte*)packed.Panel(panel), packed.Depth, c.Matrix.ColumnRange(first, width), width, accumulate, scalar: true);
        }
    }

    [Fact]
    public void Panels_of_several_formats_stand_side_by_side()
    {
        const int depth = 256, columns = 96;
        StoredFormat[] formats = [StoredFormat.Q4K, StoredFormat.Q8, StoredFormat.Q6K];
        byte[][] panels = [.. formats.Select((f, i) => Blocks(f, 32 * depth, i))];
        using var mixed = Packed(formats, panels, depth, columns);
        using Block a = Normal(2, depth, 5), c = Block.Undefined(2, columns), part = Block.Undefined(2, 32);
        using var workspace = new Workspace();
        MatMul.Multiply(a.Matrix, mixed, c.Matrix, workspace);
        for (int panel = 0; panel < 3; panel++)
        {
            using var single = Packed([formats[panel]], [panels[panel]], depth, 32);
            MatMul.Multiply(a.Matrix, single, part.Matrix, workspace);
            Bits.Equal(part.Matrix.Row(1), c.Matrix.Row(1).Slice(32 * panel, 32));
        }
    }

    /// <summary>A fifteenth, a sixtieth of the spread of 32 or 16 numbers, rounded once more by the scales.</summary>
    [Theory]
    [InlineData(StoredFormat.Q4, 0.14)]
    [InlineData(StoredFormat.Q4K, 0.08)]
    [InlineData(StoredFormat.Q6K, 0.025)]
    public void What_is_encoded_lies_near_the_numbers(object format, double most)
    {
        using var numbers = Normal(1, 2048, 6);
        byte[] bytes = new byte[((StoredFormat)format).ByteCount(2048)];
        float[] values = new float[2048];
        StoredEncoding.Encode((StoredFormat)format, numbers.Values, bytes);
        StoredFormats.Decode((StoredFormat)format, bytes, values);
        double error = 0, size = 0;
        for (int i = 0; i < 2048; i++)
            (error, size) = (error + Math.Pow(values[i] - numbers.Values[i], 2), size + Math.Pow(numbers.Values[i], 2));
        Assert.InRange(Math.Sqrt(error / size), 0.001, most);
    }

    [Fact]
    public void A_scale_that_is_not_finite_is_found()
    {
        byte[] blocks = Blocks(StoredFormat.Q4K, 512, 9);
        Assert.True(StoredFormats.AreFinite(StoredFormat.Q4K, blocks));
        (blocks[146], blocks[147]) = (0, 0x7C);
        Assert.False(StoredFormats.AreFinite(StoredFormat.Q4K, blocks));
    }
}
