// The head counts of grouped-query attention, and where queries, keys and values lie in a row.

namespace R1Sharp.Numerics.Kernels;

/// <summary>
/// Grouped-query attention (Ainslie et al., arXiv 2305.13245): H query heads share KV key and value heads of size D. A row
/// of qkv holds H query heads, then KV key heads, then KV value heads.
/// </summary>
/// <param name="HeadCount">H.</param>
/// <param name="KeyValueHeadCount">KV, which divides H.</param>
/// <param name="HeadSize">D.</param>
public readonly record struct AttentionShape(int HeadCount, int KeyValueHeadCount, int HeadSize)
{
    /// <summary>Query heads that share one key and value head.</summary>
    public int GroupSize => HeadCount / KeyValueHeadCount;

    /// <summary>Columns of qkv: (H + 2 KV) · D.</summary>
    public int QkvColumns => (HeadCount + 2 * KeyValueHeadCount) * HeadSize;

    /// <summary>Columns of the output: H · D.</summary>
    public int OutputColumns => HeadCount * HeadSize;

    /// <summary>Softmax scale 1 / √D.</summary>
    public float Scale => 1 / MathF.Sqrt(HeadSize);

    internal int KeyColumn(int keyValueHead) => (HeadCount + keyValueHead) * HeadSize;

    internal int ValueColumn(int keyValueHead) => (HeadCount + KeyValueHeadCount + keyValueHead) * HeadSize;
}
