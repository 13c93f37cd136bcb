// Floats to the block formats. q4_0 as ggml's plain code does it; q4_k and q6_k with one scale from the extremes of each part, where
// ggml searches for better ones: what is written can be read by all, and lies a little further from the numbers.

using System.Buffers.Binary;

namespace R1Sharp.Numerics.Kernels;

/// <summary>Writes blocks.</summary>
static class StoredEncoding
{
    /// <summary>Encodes whole blocks of q4_0, q4_k or q6_k.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format is another.</exception>
    public static void Encode(StoredFormat format, ReadOnlySpan<float> values, Span<byte> bytes)
    {
        int length = format.BlockLength(), size = format.BlockBytes();
        bytes.Clear();
        for (; values.Length > 0; values = values[length..], bytes = bytes[size..])
            switch (format)
            {
                case StoredFormat.Q4: EncodeQ4(values[..length], bytes); break;
                case StoredFormat.Q4K: EncodeQ4K(values[..length], bytes); break;
                case StoredFormat.Q6K: EncodeQ6K(values[..length], bytes); break;
                default: throw new ArgumentOutOfRangeException(nameof(format), format, "This format is encoded elsewhere.");
            }
    }

    // d = (the number of largest size) / −8, so that this one is exact.
    static void EncodeQ4(ReadOnlySpan<float> values, Span<byte> block)
    {
        float d = Largest(values) / -8, inverse = d != 0 ? 1 / d : 0;
        WriteHalf(block, d);
        for (int i = 0; i < values.Length; i++)
            block[2 + i % 16] |= (byte)(Math.Min(15, (int)(values[i] * inverse + 8.5f)) << (i < 16 ? 0 : 4));
    }

    static void EncodeQ4K(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<float> scales = stackalloc float[8], offsets = stackalloc float[8];
        for (int j = 0; j < 8; j++)
            (scales[j], offsets[j]) = Range(values.Slice(32 * j, 32));
        float d = WriteHalf(block, Most(scales) / 63), e = WriteHalf(block[2..], Most(offsets) / 63);
        for (int j = 0; j < 8; j++)
        {
            int scale = Nearest(scales[j], d, 0, 63), least = Nearest(offsets[j], e, 0, 63);
            WriteScale(block[4..16], j, scale, least);
            for (int i = 32 * j; i < 32 * (j + 1); i++)
                block[16 + i / 64 * 32 + i % 32] |= (byte)(Nearest(values[i] + e * least, d * scale, 0, 15) << (i % 64 < 32 ? 0 : 4));
        }
    }

    static void EncodeQ6K(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<float> scales = stackalloc float[16];
        for (int j = 0; j < 16; j++)
            scales[j] = Largest(values.Slice(16 * j, 16)) / -32;
        float d = WriteHalf(block[208..], Largest(scales) / -128);
        for (int j = 0; j < 16; j++)
        {
            int scale = Nearest(scales[j], d, -128, 127);
            block[192 + j] = (byte)(sbyte)scale;
            for (int i = 16 * j; i < 16 * (j + 1); i++)
                WriteSix(block, i, Nearest(values[i], d * scale, -32, 31) + 32);
        }
    }

    static void WriteScale(Span<byte> packed, int j, int scale, int least)
    {
        if (j < 4)
        {
            packed[j] |= (byte)scale;
            packed[j + 4] |= (byte)least;
            return;
        }
        packed[j + 4] |= (byte)((scale & 15) | ((least & 15) << 4));
        packed[j - 4] |= (byte)(scale >> 4 << 6);
        packed[j] |= (byte)(least >> 4 << 6);
    }

    static void WriteSix(Span<byte> block, int i, int q)
    {
        int half = i / 128, quarter = i % 128 / 32, at = i % 32;
        block[half * 64 + quarter % 2 * 32 + at] |= (byte)((q & 15) << (quarter / 2 * 4));
        block[128 + half * 32 + at] |= (byte)(q >> 4 << (2 * quarter));
    }

    // Steps of fifteenths from the least value, or from 0 where that is above it.
    static (float Scale, float Offset) Range(ReadOnlySpan<float> values)
    {
        float least = 0, most = float.NegativeInfinity;
        foreach (float value in values)
            (least, most) = (MathF.Min(least, value), MathF.Max(most, value));
        return (MathF.Max(0, most - least) / 15, -least);
    }

    static int Nearest(float value, float unit, int least, int most) =>
        unit == 0 ? Math.Max(0, least) : (int)Math.Clamp(MathF.Round(value / unit), least, most);

    static float Largest(ReadOnlySpan<float> values)
    {
        float largest = 0;
        foreach (float value in values)
            if (MathF.Abs(value) > MathF.Abs(largest))
                largest = value;
        return largest;
    }

    static float Most(ReadOnlySpan<float> values)
    {
        float most = 0;
        foreach (float value in values)
            most = MathF.Max(most, value);
        return most;
    }

    // Returns what was written.
    static float WriteHalf(Span<byte> to, float value)
    {
        ushort half = Float16.FromSingle(value);
        BinaryPrimitives.WriteUInt16LittleEndian(to, half);
        return Float16.ToSingle(half);
    }
}
