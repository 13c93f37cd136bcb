// Numbers to the bytes of a GGUF tensor and back, as ggml stores them (little-endian).

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Encodes and decodes tensors; lengths are whole blocks of the type.</summary>
public static class GgufTensorCodec
{
    /// <summary>Writes numbers as bytes.</summary>
    public static void Encode(GgufTensorType type, ReadOnlySpan<float> values, Span<byte> bytes)
    {
        switch (type)
        {
            case GgufTensorType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                break;
            case GgufTensorType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (int i = 0; i < values.Length; i++) halves[i] = (Half)values[i];
                break;
            case GgufTensorType.BF16:
                var upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < values.Length; i++) upper[i] = UpperHalf(values[i]);
                break;
            default:
                EncodeBlocks(values, bytes);
                break;
        }
    }

    /// <summary>Reads bytes as numbers.</summary>
    public static void Decode(GgufTensorType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        switch (type)
        {
            case GgufTensorType.F32:
                bytes.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case GgufTensorType.F16:
                var halves = MemoryMarshal.Cast<byte, Half>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = (float)halves[i];
                break;
            case GgufTensorType.BF16:
                var upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                break;
            default:
                DecodeBlocks(bytes, values);
                break;
        }
    }

    // To the nearest, ties to even; what is not a number stays so instead of being rounded into infinity.
    static ushort UpperHalf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    // q8_0: scale d = max|x| / 127, stored rounded to 16 bits; q = x · (1 / d) to the nearest, ties away from zero. The
    // quotients use the unrounded d, as in ggml.
    static void EncodeBlocks(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        const int length = GgufTensorTypes.QuantizedBlock;
        for (; values.Length > 0; values = values[length..], bytes = bytes[(2 + length)..])
        {
            float most = 0;
            for (int i = 0; i < length; i++) most = MathF.Max(most, MathF.Abs(values[i]));
            float scale = most / 127, inverse = scale != 0 ? 1 / scale : 0;
            BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)scale);
            for (int i = 0; i < length; i++)
                bytes[2 + i] = (byte)(sbyte)MathF.Round(values[i] * inverse, MidpointRounding.AwayFromZero);
        }
    }

    static void DecodeBlocks(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        const int length = GgufTensorTypes.QuantizedBlock;
        for (; values.Length > 0; values = values[length..], bytes = bytes[(2 + length)..])
        {
            float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);
            for (int i = 0; i < length; i++) values[i] = (sbyte)bytes[2 + i] * scale;
        }
    }
}
