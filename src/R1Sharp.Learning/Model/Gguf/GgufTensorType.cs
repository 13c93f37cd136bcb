// The tensor types of GGUF that are read and written here, and how many bytes they take.

using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>How a tensor's numbers are stored; the values are ggml's codes.</summary>
public enum GgufTensorType : uint
{
    /// <summary>32-bit floats.</summary>
    F32 = 0,

    /// <summary>16-bit floats of IEEE 754.</summary>
    F16 = 1,

    /// <summary>Blocks of 32 signed bytes with one 16-bit scale ("q8_0").</summary>
    Q8 = 8,

    /// <summary>Blocks of 32 half bytes with one scale ("q4_0").</summary>
    Q4 = 2,

    /// <summary>Blocks of 256 half bytes with scales and least values in two steps ("q4_k").</summary>
    Q4K = 12,

    /// <summary>Blocks of 256 numbers of six bits with scales in two steps ("q6_k").</summary>
    Q6K = 14,

    /// <summary>The upper halves of 32-bit floats.</summary>
    BF16 = 30,
}

/// <summary>Names and sizes of the tensor types.</summary>
static class GgufTensorTypes
{
    /// <summary>Numbers in one block of q8_0; a row must be made of whole blocks.</summary>
    public const int QuantizedBlock = 32;

    // ggml's codes of types that other programs write: a refusal should say what was found, not only its number.
    static readonly Dictionary<uint, string> Others = new (uint Code, string Name)[]
    {
        (3, "q4_1"), (6, "q5_0"), (7, "q5_1"), (9, "q8_1"), (10, "q2_k"), (11, "q3_k"), (13, "q5_k"), (15, "q8_k"),
        (20, "iq4_nl"), (23, "iq4_xs"), (24, "i8"), (25, "i16"), (26, "i32"), (27, "i64"), (28, "f64"), (39, "mxfp4"),
    }.ToDictionary(type => type.Code, type => type.Name);

    /// <summary>The names of types that are written.</summary>
    public static IReadOnlyList<string> Names { get; } = ["f32", "f16", "bf16", "q8_0"];

    /// <summary>The names of types that are read.</summary>
    public static IReadOnlyList<string> ReadNames { get; } = [.. Names, "q4_0", "q4_k", "q6_k"];

    /// <summary>The type of a name.</summary>
    /// <exception cref="UserErrorException">There is no such type.</exception>
    public static GgufTensorType Parse(string name) => name switch
    {
        "f32" => GgufTensorType.F32,
        "f16" => GgufTensorType.F16,
        "bf16" => GgufTensorType.BF16,
        "q8_0" => GgufTensorType.Q8,
        _ => throw new UserErrorException($"There is no tensor type \"{name}\": choose {string.Join(", ", Names.SkipLast(1))} or {Names[^1]}."),
    };

    /// <summary>What to call a code found in a file, whether it can be read or not.</summary>
    public static string NameOf(uint code) => (GgufTensorType)code switch
    {
        GgufTensorType.F32 => "f32",
        GgufTensorType.F16 => "f16",
        GgufTensorType.BF16 => "bf16",
        GgufTensorType.Q8 => "q8_0",
        GgufTensorType.Q4 => "q4_0",
        GgufTensorType.Q4K => "q4_k",
        GgufTensorType.Q6K => "q6_k",
        _ => Others.TryGetValue(code, out string? name) ? name : $"number {code}",
    };

    /// <summary>Whether a code can be read.</summary>
    public static bool IsKnown(uint code) => Enum.IsDefined((GgufTensorType)code);

    /// <summary>Numbers that are stored together.</summary>
    public static int BlockLength(this GgufTensorType type) => type.Stored()?.BlockLength() ?? 1;

    /// <summary>The block format of a type; null for numbers that stand alone.</summary>
    public static StoredFormat? Stored(this GgufTensorType type) => type switch
    {
        GgufTensorType.Q8 => StoredFormat.Q8,
        GgufTensorType.Q4 => StoredFormat.Q4,
        GgufTensorType.Q4K => StoredFormat.Q4K,
        GgufTensorType.Q6K => StoredFormat.Q6K,
        _ => null,
    };

    /// <summary>Whether numbers are stored in blocks.</summary>
    public static bool IsInBlocks(this GgufTensorType type) => type.BlockLength() > 1;

    /// <summary>Bytes of one block.</summary>
    public static int BlockBytes(this GgufTensorType type) => type.Stored()?.BlockBytes() ?? (type == GgufTensorType.F32 ? 4 : 2);

    /// <summary>Bytes of some numbers, a multiple of the block's length.</summary>
    public static long ByteCount(this GgufTensorType type, long count) => count / type.BlockLength() * type.BlockBytes();
}
