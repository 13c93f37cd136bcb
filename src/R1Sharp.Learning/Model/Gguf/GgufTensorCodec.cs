// Numbers to the bytes of a GGUF tensor and back, as ggml stores them (little-endian).

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Encodes and decodes tensors; lengths are whole blocks of the type.</summary>
static class GgufTensorCodec
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
                Float16.FromSingle(values, MemoryMarshal.Cast<byte, ushort>(bytes));
                break;
            case GgufTensorType.BF16:
                Bfloat16.FromSingle(values, MemoryMarshal.Cast<byte, ushort>(bytes));
                break;
            case GgufTensorType.Q8:
                EncodeBlocks(values, bytes);
                break;
            default:
                StoredEncoding.Encode(type.Stored()!.Value, values, bytes);
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
                Float16.ToSingle(MemoryMarshal.Cast<byte, ushort>(bytes), values);
                break;
            case GgufTensorType.BF16:
                Bfloat16.ToSingle(MemoryMarshal.Cast<byte, ushort>(bytes), values);
                break;
            default:
                StoredFormats.Decode(type.Stored()!.Value, bytes, values);
                break;
        }
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
}
