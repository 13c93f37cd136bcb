// The same product number by number, for machines without the instructions: the same integers, the same floats.

namespace R1Sharp.Numerics.Kernels;

/// <summary>Integer sums of blocks, one column after the other.</summary>
static unsafe class StoredScalar
{
    /// <summary>2^112: what the exponents of half and single differ by.</summary>
    public const float HalfScale = 5.192296858534828e33f;

    /// <summary>Some rows against eight columns.</summary>
    public static void Run(StoredFormat format, in StoredProduct.Group group, byte* panel)
    {
        int length = format.BlockLength();
        for (int block = 0; block < group.Blocks; block++, panel += StoredPanel.GroupBytes(format))
            for (int row = 0; row < group.Rows; row++)
                for (int column = 0; column < StoredPanel.GroupColumns; column++)
                {
                    ref float sum = ref group.Sums[row * StoredPanel.GroupColumns + column];
                    nint skip = row * group.Step;
                    sbyte* a = group.Quanta + skip + block * length;
                    int* quanta = (int*)((byte*)group.QuantaSums + skip) + block * length / 16;
                    float scale = *(float*)((byte*)(group.Scales + block) + skip);
                    sum = MathF.FusedMultiplyAdd(Sum(format, a, panel, column), Half(panel, column) * scale, sum);
                    if (format == StoredFormat.Q4K)
                        sum = MathF.FusedMultiplyAdd(-Least(quanta, panel, column), Half(panel + 16, column) * scale, sum);
                }
    }

    static int Sum(StoredFormat format, sbyte* a, byte* group, int column)
    {
        int sum = 0, length = format.BlockLength();
        for (int i = 0; i < length; i++)
            sum += a[i] * StoredPanel.Quantum(format, group, i, column);
        return sum;
    }

    static int Least(int* quanta, byte* group, int column)
    {
        int sum = 0;
        for (int part = 0; part < 8; part++)
            sum += group[96 + 8 * part + column] * (quanta[2 * part] + quanta[2 * part + 1]);
        return sum;
    }

    static float Half(byte* halves, int column) => Float16.ToSingle(((ushort*)halves)[column]);
}
