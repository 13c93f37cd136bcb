// The block formats of ggml that are computed with as they are stored: q8_0, q4_0, q4_k and q6_k (the legend and arithmetic
// of ggml-quants.c). A block is a run of a matrix's row, and its numbers are
//
//   q8_0   32:  d · q                         q8_0: 8 bits signed, d in 16 bits
//   q4_0   32:  d · (q − 8)                   q: 4 bits, that of element i beside that of i + 16
//   q4_k  256:  d · s_j · q − e · m_j         q: 4 bits; s_j and m_j: 6 bits for each 32; d and e in 16 bits
//   q6_k  256:  d · s_j · (q − 32)            q: 4 + 2 bits; s_j: 8 bits signed for each 16; d in 16 bits

using System.Buffers.Binary;

namespace R1Sharp.Numerics.Kernels;

/// <summary>A block format.</summary>
enum StoredFormat
{
    /// <summary>32 signed bytes with a scale ("q8_0").</summary>
    Q8,

    /// <summary>32 half bytes with a scale ("q4_0").</summary>
    Q4,

    /// <summary>256 half bytes with scales and least values in two steps ("q4_k").</summary>
    Q4K,

    /// <summary>256 numbers of six bits with scales in two steps ("q6_k").</summary>
    Q6K,
}

/// <summary>Sizes and values of the block formats.</summary>
static class StoredFormats
{
    /// <summary>Numbers of a large block.</summary>
    internal const int LargeBlock = 256;

    /// <summary>Numbers of a small block.</summary>
    internal const int SmallBlock = 32;

    /// <summary>Numbers in a block; a row is made of whole blocks.</summary>
    public static int BlockLength(this StoredFormat format) => format is StoredFormat.Q8 or StoredFormat.Q4 ? SmallBlock : LargeBlock;

    /// <summary>Bytes of a block.</summary>
    public static int BlockBytes(this StoredFormat format) => format switch
    {
        StoredFormat.Q8 => 34,
        StoredFormat.Q4 => 18,
        StoredFormat.Q4K => 144,
        _ => 210,
    };

    /// <summary>Bytes of so many numbers, whole blocks.</summary>
    public static long ByteCount(this StoredFormat format, long count) => count / format.BlockLength() * format.BlockBytes();

    /// <summary>The numbers of whole blocks.</summary>
    public static void Decode(StoredFormat format, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        int length = format.BlockLength(), size = format.BlockBytes();
        for (; values.Length > 0; values = values[length..], bytes = bytes[size..])
            switch (format)
            {
                case StoredFormat.Q8: DecodeQ8(bytes, values); break;
                case StoredFormat.Q4: DecodeQ4(bytes, values); break;
                case StoredFormat.Q4K: DecodeQ4K(bytes, values); break;
                default: DecodeQ6K(bytes, values); break;
            }
    }

    static void DecodeQ8(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block);
        for (int i = 0; i < SmallBlock; i++)
            values[i] = (sbyte)block[2 + i] * d;
    }

    static void DecodeQ4(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block);
        for (int i = 0; i < SmallBlock; i++)
            values[i] = (Q4Of(block, i) - 8) * d;
    }

    // The products of scales are rounded to floats first, as in ggml.
    static void DecodeQ4K(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block), e = Half(block[2..]);
        for (int j = 0; j < LargeBlock / SmallBlock; j++)
        {
            var (scale, least) = ScaleOfQ4K(block, j);
            float s = d * scale, m = e * least;
            for (int i = j * SmallBlock; i < (j + 1) * SmallBlock; i++)
                values[i] = s * Q4KOf(block, i) - m;
        }
    }

    static void DecodeQ6K(ReadOnlySpan<byte> block, Span<float> values)
    {
        float d = Half(block[208..]);
        for (int i = 0; i < LargeBlock; i++)
            values[i] = d * ScaleOfQ6K(block, i / 16) * (Q6KOf(block, i) - 32);
    }

    /// <summary>Element i of a block of q4_0, 0 … 15.</summary>
    internal static int Q4Of(ReadOnlySpan<byte> block, int i) => (block[2 + i % 16] >> (i < 16 ? 0 : 4)) & 15;

    /// <summary>Element i of a block of q4_k, 0 … 15: each 64 lie in 32 bytes, the first half of them in the lower half bytes.</summary>
    internal static int Q4KOf(ReadOnlySpan<byte> block, int i) => (block[16 + i / 64 * 32 + i % 32] >> (i % 64 < 32 ? 0 : 4)) & 15;

    /// <summary>Scale and least value of 32 elements of q4_k: six bits each, those of the last four cut into four and two.</summary>
    internal static (byte Scale, byte Least) ScaleOfQ4K(ReadOnlySpan<byte> block, int j)
    {
        var packed = block[4..16];
        return j < 4 ? ((byte)(packed[j] & 63), (byte)(packed[j + 4] & 63))
            : ((byte)((packed[j + 4] & 15) | (packed[j - 4] >> 6 << 4)), (byte)((packed[j + 4] >> 4) | (packed[j] >> 6 << 4)));
    }

    /// <summary>Element i of a block of q6_k, 0 … 63: each 128 lie in 64 bytes of lower bits and 32 of upper ones.</summary>
    internal static int Q6KOf(ReadOnlySpan<byte> block, int i)
    {
        int half = i / 128, quarter = i % 128 / 32, at = i % 32;
        int low = (block[half * 64 + (quarter % 2) * 32 + at] >> (quarter / 2 * 4)) & 15;
        return low | (((block[128 + half * 32 + at] >> (2 * quarter)) & 3) << 4);
    }

    /// <summary>Scale of 16 elements of q6_k.</summary>
    internal static sbyte ScaleOfQ6K(ReadOnlySpan<byte> block, int j) => (sbyte)block[192 + j];

    /// <summary>Whether the scales of whole blocks are finite, and with them all numbers.</summary>
    public static bool AreFinite(StoredFormat format, ReadOnlySpan<byte> bytes)
    {
        int scale = format == StoredFormat.Q6K ? 208 : 0;
        for (; bytes.Length > 0; bytes = bytes[format.BlockBytes()..])
            if (!float.IsFinite(Half(bytes[scale..])) || (format == StoredFormat.Q4K && !float.IsFinite(Half(bytes[2..]))))
                return false;
        return true;
    }

    static float Half(ReadOnlySpan<byte> bytes) => Float16.ToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes));
}
