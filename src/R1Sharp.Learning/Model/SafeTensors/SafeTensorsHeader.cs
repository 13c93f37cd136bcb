// What a safetensors file says about itself: eight bytes of length, then JSON that names each tensor, its type, its shape
// and its bytes.

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>One tensor of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its elements.</param>
/// <param name="Shape">Its dimensions; none for a single number.</param>
/// <param name="Begin">Its first byte, counted from where the tensors begin.</param>
/// <param name="End">The byte after its last.</param>
sealed record TensorEntry(string Name, ElementType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Number of bytes.</summary>
    public long ByteCount => End - Begin;

    /// <summary>Number of elements.</summary>
    public long Length => ByteCount * 8 / Type.Bits;
}

/// <summary>A header that was found sound, or made.</summary>
sealed class SafeTensorsHeader
{
    /// <summary>Most bytes that a header may have; the format's own limit.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>The key whose value is not a tensor.</summary>
    internal const string MetadataKey = "__metadata__";

    /// <summary>The length before the header, in bytes.</summary>
    internal const int PrefixBytes = 8;

    readonly Dictionary<string, TensorEntry> _byName;

    internal SafeTensorsHeader(byte[] json, IReadOnlyList<TensorEntry> tensors, IReadOnlyList<KeyValuePair<string, string>>? metadata)
    {
        (Json, Tensors, Metadata) = (json, tensors, metadata);
        _byName = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>The header's bytes with the spaces behind them, so that a file can be written again as it was.</summary>
    internal byte[] Json { get; }

    /// <summary>The tensors in the header's order, which need not be that of their bytes.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    /// <summary>Free texts, in order; null where the header has none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Metadata { get; }

    /// <summary>Where the tensors' bytes begin in the file.</summary>
    public long DataStart => PrefixBytes + Json.Length;

    /// <summary>A tensor by name, or null.</summary>
    public TensorEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>One of the free texts, or null.</summary>
    public string? MetadataOf(string key) => Metadata?.Where(m => m.Key == key).Select(m => m.Value).FirstOrDefault();
}
