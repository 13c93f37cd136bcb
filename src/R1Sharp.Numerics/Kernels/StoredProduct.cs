// C = A · B with B in stored blocks and A rounded to 8 bits: what ggml computes, with sums of integers that are exact on every
// machine and floats that are joined in one order, so that the bits are the same everywhere.
//
//   c_n = fma(i_bn, d_bn · d_b, c_n)   for the blocks b of k in ascending order
//
// with i the integer sum of a block (scales of q4_k and q6_k are integers and within it), d_bn the scale of B's block and d_b that
// of A's. q4_k takes its least values off after each block: c_n = fma(−Σ_j m_j Σ q, e_bn · d_b, c_n).
//
// A product of unsigned and signed bytes, added in pairs to 16 bits, does not saturate: 15 · 127 · 2 · 8 steps and 63 · 127 · 2 · 2 steps
// are below 2^15. q8_0 has signs on both sides: |b| times a with b's sign, in single steps.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using R1Sharp.Numerics.Memory;
using R1Sharp.Numerics.Parallelism;

namespace R1Sharp.Numerics.Kernels;

/// <summary>The product with panels in stored blocks.</summary>
static unsafe class StoredProduct
{
    const int Columns = StoredPanel.GroupColumns;

    /// <summary>Whether the instructions are there; otherwise the same is computed number by number.</summary>
    internal static bool HasInstructions => Avx2.IsSupported && Fma.IsSupported;

    /// <summary>Panels [from, to) of b: c = a · b, or c += a · b.</summary>
    public static void Multiply(Matrix a, PackedMatrix b, Matrix c, int from, int to, Workspace workspace, bool accumulate)
    {
        float* scratch = workspace.Take(Scratch.StoredRows, StoredRows.Floats(a.Rows, a.Columns));
        StoredRows rows = default;
        for (int panel = from, length = 0; panel < to; panel++)
        {
            var format = b.FormatOf(panel);
            if (format.BlockLength() != length)
                rows = StoredRows.Of(a, length = format.BlockLength(), scratch);
            int first = panel * PackedMatrix.PanelColumns, width = Math.Min(PackedMatrix.PanelColumns, b.Columns - first);
            Multiply(format, rows, a.Rows, (byte*)b.Panel(panel), b.Depth, c.ColumnRange(first, width), width, accumulate);
        }
    }

    /// <summary>One panel: c (M x up to 32) = a · panel, or c += a · panel.</summary>
    /// <param name="format">The panel's format.</param>
    /// <param name="a">Rounded rows in blocks of the format's length.</param>
    /// <param name="rows">M.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="depth">K.</param>
    /// <param name="c">The panel's first column of the result.</param>
    /// <param name="width">Columns that there are.</param>
    /// <param name="accumulate">Whether the result is added to.</param>
    /// <param name="scalar">Whether to do without the instructions, for tests.</param>
    [SkipLocalsInit]
    public static void Multiply(StoredFormat format, StoredRows a, int rows, byte* panel, int depth, Matrix c, int width, bool accumulate, bool scalar = false)
    {
        int blocks = depth / format.BlockLength();
        nint groupBytes = (nint)blocks * StoredPanel.GroupBytes(format);
        float* sums = stackalloc float[RowsTogether * Columns];
        for (int column = 0; column < width; column += Columns, panel += groupBytes)
            for (int row = 0; row < rows; row += RowsTogether)
            {
                var group = new Group(a, row, Math.Min(RowsTogether, rows - row), blocks, sums);
                int count = Math.Min(Columns, width - column);
                group.Begin(c, column, count, accumulate);
                if (scalar || !HasInstructions)
                    StoredScalar.Run(format, group, panel);
                else
                    Run(format, group, panel);
                group.End(c, column, count);
            }
    }

    // Eight columns of a panel are unpacked once for so many rows.
    const int RowsTogether = 48;

    /// <summary>Some rows against eight columns, with the sums as they stand.</summary>
    public readonly ref struct Group(StoredRows a, int first, int rows, int blocks, float* sums)
    {
        public int Rows => rows;

        public int Blocks => blocks;

        /// <summary>From what a row holds to the same of the next, bytes.</summary>
        public nint Step => a.RowStep;

        public float* Sums => sums;

        public sbyte* Quanta => a.Quanta(first);

        public float* Scales => a.Scales(first);

        public int* QuantaSums => a.Sums(first);

        public void Begin(Matrix c, int column, int count, bool accumulate)
        {
            for (int row = 0; row < rows; row++)
                for (int i = 0; i < Columns; i++)
                    sums[row * Columns + i] = accumulate && i < count ? c.Data[(nint)(first + row) * c.Stride + column + i] : 0;
        }

        public void End(Matrix c, int column, int count)
        {
            for (int row = 0; row < rows; row++)
                new ReadOnlySpan<float>(sums + row * Columns, count).CopyTo(new(c.Data + (nint)(first + row) * c.Stride + column, count));
        }
    }

    static void Run(StoredFormat format, in Group group, byte* panel)
    {
        switch (format)
        {
            case StoredFormat.Q8: RunQ8(group, panel); break;
            case StoredFormat.Q4: RunQ4(group, panel); break;
            case StoredFormat.Q4K: RunQ4K(group, panel); break;
            default: RunQ6K(group, panel); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void RunQ8(in Group group, byte* panel)
    {
        int rows = group.Rows, blocks = group.Blocks;
        nint step = group.Step;
        byte* quanta = (byte*)group.Quanta;
        var ones = Vector256.Create((short)1);
        for (int block = 0; block < blocks; block++, panel += 272)
        {
            var scales = Scales(panel);
            var b = (sbyte*)(panel + 16);
            byte* a = quanta + block * 32;
            float* sum = group.Sums, scale = group.Scales + block;
            for (int row = 0; row < rows; row++, a += step, scale = Next(scale, step), sum += Columns)
            {
                var even = Signed(b, a, ones) + Signed(b + 32, a + 4, ones) + (Signed(b + 64, a + 8, ones) + Signed(b + 96, a + 12, ones));
                var odd = Signed(b + 128, a + 16, ones) + Signed(b + 160, a + 20, ones) + (Signed(b + 192, a + 24, ones) + Signed(b + 224, a + 28, ones));
                Add(sum, even + odd, scales, *scale);
            }
        }
    }

    // Four products of each column, summed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Signed(sbyte* b, byte* a, Vector256<short> ones)
    {
        var four = Vector256.Load(b);
        return Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Avx2.Abs(four), Avx2.Sign(Vector256.Create(*(int*)a).AsSByte(), four)), ones);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void RunQ4(in Group group, byte* panel)
    {
        int rows = group.Rows, blocks = group.Blocks;
        nint step = group.Step;
        byte* quanta = (byte*)group.Quanta;
        var ones = Vector256.Create((short)1);
        var low = Vector256.Create((byte)15);
        for (int block = 0; block < blocks; block++, panel += 144)
        {
            var scales = Scales(panel);
            Vector256<byte> p0 = Vector256.Load(panel + 16), p1 = Vector256.Load(panel + 48), p2 = Vector256.Load(panel + 80), p3 = Vector256.Load(panel + 112);
            Vector256<byte> b0 = p0 & low, b1 = p1 & low, b2 = p2 & low, b3 = p3 & low;
            Vector256<byte> b4 = Upper(p0) & low, b5 = Upper(p1) & low, b6 = Upper(p2) & low, b7 = Upper(p3) & low;
            byte* a = quanta + block * 32;
            float* sum = group.Sums, scale = group.Scales + block;
            int* sixteen = group.QuantaSums + block * 2;
            for (int row = 0; row < rows; row++, a += step, scale = Next(scale, step), sixteen = (int*)((byte*)sixteen + step), sum += Columns)
            {
                var left = Pairs(b0, a) + Pairs(b1, a + 4) + Pairs(b2, a + 8) + Pairs(b3, a + 12);
                var right = Pairs(b4, a + 16) + Pairs(b5, a + 20) + Pairs(b6, a + 24) + Pairs(b7, a + 28);
                Add(sum, Avx2.MultiplyAddAdjacent(left + right, ones) - Vector256.Create(8 * (sixteen[0] + sixteen[1])), scales, *scale);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void RunQ4K(in Group group, byte* panel)
    {
        int rows = group.Rows, blocks = group.Blocks;
        nint step = group.Step;
        byte* quanta = (byte*)group.Quanta;
        var low = Vector256.Create((byte)15);
        Vector256<int>* sums = stackalloc Vector256<int>[2 * RowsTogether];
        Vector256<int>* least = sums + RowsTogether;
        for (int block = 0; block < blocks; block++, panel += 1184)
        {
            Clear(sums, rows);
            Clear(least, rows);
            for (int pair = 0; pair < 4; pair++)
            {
                byte* b = panel + 160 + pair * 256;
                Vector256<byte> p0 = Vector256.Load(b), p1 = Vector256.Load(b + 32), p2 = Vector256.Load(b + 64), p3 = Vector256.Load(b + 96);
                Vector256<byte> p4 = Vector256.Load(b + 128), p5 = Vector256.Load(b + 160), p6 = Vector256.Load(b + 192), p7 = Vector256.Load(b + 224);
                for (int half = 0; half < 2; half++)
                {
                    int part = 2 * pair + half;
                    var scale = Twice(Widened(panel + 32 + 8 * part));
                    var offset = Widened(panel + 96 + 8 * part);
                    Vector256<byte> b0 = p0 & low, b1 = p1 & low, b2 = p2 & low, b3 = p3 & low, b4 = p4 & low, b5 = p5 & low, b6 = p6 & low, b7 = p7 & low;
                    byte* a = quanta + block * 256 + part * 32;
                    int* sixteen = group.QuantaSums + block * 16 + part * 2;
                    for (int row = 0; row < rows; row++, a += step, sixteen = (int*)((byte*)sixteen + step))
                    {
                        var left = Pairs(b0, a) + Pairs(b1, a + 4) + Pairs(b2, a + 8) + Pairs(b3, a + 12);
                        var right = Pairs(b4, a + 16) + Pairs(b5, a + 20) + Pairs(b6, a + 24) + Pairs(b7, a + 28);
                        sums[row] += Avx2.MultiplyAddAdjacent(left + right, scale);
                        least[row] += offset * (sixteen[0] + sixteen[1]);
                    }
                    (p0, p1, p2, p3, p4, p5, p6, p7) = (Upper(p0), Upper(p1), Upper(p2), Upper(p3), Upper(p4), Upper(p5), Upper(p6), Upper(p7));
                }
            }
            Vector256<float> scales = Scales(panel), offsets = Scales(panel + 16);
            float* sum = group.Sums, outer = group.Scales + block;
            for (int row = 0; row < rows; row++, outer = Next(outer, step), sum += Columns)
            {
                Add(sum, sums[row], scales, *outer);
                Add(sum, -least[row], offsets, *outer);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    static void RunQ6K(in Group group, byte* panel)
    {
        int rows = group.Rows, blocks = group.Blocks;
        nint step = group.Step;
        byte* quanta = (byte*)group.Quanta;
        var low = Vector256.Create((byte)15);
        var upper = Vector256.Create((byte)0x30);
        Vector256<int>* sums = stackalloc Vector256<int>[RowsTogether];
        for (int block = 0; block < blocks; block++, panel += 1680)
        {
            Clear(sums, rows);
            for (int sixteen = 0; sixteen < 16; sixteen++)
            {
                int half = sixteen / 8, quarter = sixteen % 8 / 2;
                byte* b = panel + 144 + half * 768 + sixteen % 2 * 4 * 96;
                int shift = quarter / 2 * 4, lower = quarter % 2 * 32;
                var b0 = Six(b, lower, shift, quarter, low, upper);
                var b1 = Six(b + 96, lower, shift, quarter, low, upper);
                var b2 = Six(b + 192, lower, shift, quarter, low, upper);
                var b3 = Six(b + 288, lower, shift, quarter, low, upper);
                var scale = Avx2.ConvertToVector256Int32(Vector128.CreateScalar(*(long*)(panel + 16 + 8 * sixteen)).AsSByte());
                var twice = Twice(scale);
                byte* a = quanta + block * 256 + sixteen * 16;
                int* total = group.QuantaSums + block * 16 + sixteen;
                for (int row = 0; row < rows; row++, a += step, total = (int*)((byte*)total + step))
                {
                    var sum = Avx2.MultiplyAddAdjacent(Pairs(b0, a) + Pairs(b1, a + 4), twice)
                        + Avx2.MultiplyAddAdjacent(Pairs(b2, a + 8) + Pairs(b3, a + 12), twice);
                    sums[row] += sum - scale * (32 * *total);
                }
            }
            var scales = Scales(panel);
            float* sumTo = group.Sums, outer = group.Scales + block;
            for (int row = 0; row < rows; row++, outer = Next(outer, step), sumTo += Columns)
                Add(sumTo, sums[row], scales, *outer);
        }
    }

    // Six bits of a quarter of 128 rows: four from one vector, two from another.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<byte> Six(byte* vectors, int lower, int shift, int quarter, Vector256<byte> low, Vector256<byte> upper)
    {
        var four = (Vector256.Load((ushort*)(vectors + lower)) >> shift).AsByte() & low;
        var bits = Vector256.Load((ushort*)(vectors + 64));
        return four | ((quarter < 3 ? bits << (4 - 2 * quarter) : bits >> 2).AsByte() & upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<byte> Upper(Vector256<byte> packed) => (packed.AsUInt16() >> 4).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<short> Pairs(Vector256<byte> b, byte* a) => Avx2.MultiplyAddAdjacent(b, Vector256.Create(*(int*)a).AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<int> Widened(byte* eight) => Avx2.ConvertToVector256Int32(Vector128.CreateScalar(*(long*)eight).AsByte());

    // A scale for both 16-bit sums of a column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<short> Twice(Vector256<int> scale) => ((scale & Vector256.Create(0xFFFF)) | (scale << 16)).AsInt16();

    // Halves as floats: finite ones are exact.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<float> Scales(byte* halves)
    {
        var bits = Avx2.ConvertToVector256Int32(Vector128.Load((ushort*)halves));
        var magnitude = ((bits & Vector256.Create(0x7FFF)) << 13).AsSingle() * Vector256.Create(StoredScalar.HalfScale);
        return (magnitude.AsInt32() | ((bits & Vector256.Create(0x8000)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(float* sums, Vector256<int> integers, Vector256<float> scales, float scale) =>
        Fma.MultiplyAdd(Avx.ConvertToVector256Single(integers), scales * scale, Vector256.Load(sums)).Store(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float* Next(float* scale, nint step) => (float*)((byte*)scale + step);

    static void Clear(Vector256<int>* sums, int rows)
    {
        for (int row = 0; row < rows; row++)
            sums[row] = default;
    }
}
