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
    /// <summary>W: a query sees the last W keys, its own included (Mistral, arXiv 2310.06825); null lets it see all.</summary>
    public int? Window { get; init; }

    /// <summary>Query heads that share one key and value head.</summary>
    public int GroupSize => HeadCount / KeyValueHeadCount;

    /// <summary>Columns of qkv: (H + 2 KV) · D.</summary>
    public int QkvColumns => (HeadCount + 2 * KeyValueHeadCount) * HeadSize;

    /// <summary>Columns of the output: H · D.</summary>
    public int OutputColumns => HeadCount * HeadSize;

    /// <summary>Softmax scale 1 / √D.</summary>
    public float Scale => 1 / MathF.Sqrt(HeadSize);

    /// <summary>Position of the first key that the query of a position sees.</summary>
    public int FirstKey(int position) => Window is { } window ? Math.Max(0, position - window + 1) : 0;

    internal int KeyColumn(int keyValueHead) => (HeadCount + keyValueHead) * HeadSize;

    internal int ValueColumn(int keyValueHead) => (HeadCount + KeyValueHeadCount + keyValueHead) * HeadSize;
}
