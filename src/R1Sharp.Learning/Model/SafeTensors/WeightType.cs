// The number formats in which weights are stored.

using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>A number format for weights. All computation is in 32 bits.</summary>
public enum WeightType
{
    /// <summary>32-bit floats: exact.</summary>
    F32,

    /// <summary>IEEE half floats: 11 significant bits, magnitudes up to 65504.</summary>
    F16,

    /// <summary>Brain floats: 8 significant bits, the range of 32-bit floats.</summary>
    BF16,
}

/// <summary>Names, sizes and conversions of the formats.</summary>
static class WeightTypes
{
    /// <summary>The format that a user names: f32, f16 or bf16.</summary>
    /// <exception cref="UserErrorException">There is no such format.</exception>
    public static WeightType Parse(string name) =>
        Find(name) ?? throw new UserErrorException($"the number format '{name}' is unknown; there are f32, f16 and bf16.");

    /// <summary>The same, or null.</summary>
    public static WeightType? Find(string name) => name.ToLowerInvariant() switch
    {
        "f32" => WeightType.F32,
        "f16" => WeightType.F16,
        "bf16" => WeightType.BF16,
        _ => null,
    };

    /// <summary>As config.json names it (torch_dtype).</summary>
    public static string TorchName(this WeightType type) => type switch
    {
        WeightType.F16 => "float16",
        WeightType.BF16 => "bfloat16",
        _ => "float32",
    };

    /// <summary>Bytes of one number.</summary>
    public static int ByteCount(this WeightType type) => type == WeightType.F32 ? 4 : 2;

    /// <summary>Widens sixteen-bit numbers; exact.</summary>
    internal static void Widen(this WeightType type, ReadOnlySpan<ushort> from, Span<float> to)
    {
        if (type == WeightType.BF16)
            Bfloat16.ToSingle(from, to);
        else
            Float16.ToSingle(from, to);
    }

    /// <summary>Rounds to sixteen-bit numbers, to the nearest, ties to even.</summary>
    internal static void Round(this WeightType type, ReadOnlySpan<float> from, Span<ushort> to)
    {
        if (type == WeightType.BF16)
            Bfloat16.FromSingle(from, to);
        else
            Float16.FromSingle(from, to);
    }
}
