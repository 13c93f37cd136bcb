// The element types that the safetensors format knows. Weights are read in three of them; the others are only counted.

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>What one element of a tensor is.</summary>
/// <param name="Name">As the header spells it, e.g. "BF16".</param>
/// <param name="Bits">Bits of one element.</param>
/// <param name="Weight">The format as that of weights; null where no network of ours is stored so.</param>
sealed record ElementType(string Name, int Bits, WeightType? Weight = null)
{
    // https://github.com/huggingface/safetensors, enum Dtype.
    static readonly Dictionary<string, ElementType> All = new ElementType[]
    {
        new("BOOL", 8), new("F4", 4), new("F6_E2M3", 6), new("F6_E3M2", 6), new("U8", 8), new("I8", 8), new("F8_E5M2", 8), new("F8_E4M3", 8),
        new("F8_E8M0", 8), new("F8_E4M3FNUZ", 8), new("F8_E5M2FNUZ", 8), new("I16", 16), new("U16", 16), new("F16", 16, WeightType.F16),
        new("BF16", 16, WeightType.BF16), new("I32", 32), new("U32", 32), new("F32", 32, WeightType.F32), new("C64", 64), new("F64", 64),
        new("I64", 64), new("U64", 64),
    }.ToDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>The type of a name; null where the format has none such.</summary>
    public static ElementType? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>The type of weights.</summary>
    public static ElementType Of(WeightType type) => All[type.ToString()];

    /// <summary>Bytes of so many elements; null where they overflow, or do not fill whole bytes.</summary>
    public long? ByteCount(IEnumerable<long> shape)
    {
        UInt128 bits = (UInt128)Bits;
        foreach (long size in shape)
        {
            bits *= (UInt128)size;
            if (bits > long.MaxValue)
                return null;
        }
        return bits % 8 == 0 ? (long)(bits / 8) : null;
    }
}
