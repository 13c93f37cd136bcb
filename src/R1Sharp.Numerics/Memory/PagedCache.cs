// Keys and values of past positions, in pages of 32 positions that sequences can share.

using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Numerics.Memory;

/// <summary>
/// A store of pages. A page holds 32 consecutive positions of all layers: for each layer and key/value head the keys
/// transposed (D x 32), then the values (32 x D). Which page belongs to whom is the caller's business.
/// </summary>
public sealed unsafe class PagedCache : IDisposable
{
    /// <summary>Positions a page holds.</summary>
    public const int PageSize = 32;

    readonly FloatBuffer _pages;
    readonly int _headFloats;
    readonly long _pageFloats;

    /// <param name="pageCount">Number of pages.</param>
    /// <param name="layerCount">Layers of the network.</param>
    /// <param name="shape">Heads of one layer.</param>
    public PagedCache(int pageCount, int layerCount, AttentionShape shape)
    {
        PageCount = pageCount;
        LayerCount = layerCount;
        AttentionShape = shape;
        _headFloats = 2 * PageSize * shape.HeadSize;
        _pageFloats = (long)layerCount * shape.KeyValueHeadCount * _headFloats;
        _pages = new FloatBuffer(pageCount * _pageFloats);
    }

    /// <summary>Number of pages.</summary>
    public int PageCount { get; }

    /// <summary>Layers of the network.</summary>
    public int LayerCount { get; }

    /// <summary>Heads of one layer.</summary>
    public AttentionShape AttentionShape { get; }

    internal float* Keys(int page, int layer, int keyValueHead) => _pages.Data + page * _pageFloats + (nint)(layer * AttentionShape.KeyValueHeadCount + keyValueHead) * _headFloats;

    internal float* Values(int page, int layer, int keyValueHead) => Keys(page, layer, keyValueHead) + PageSize * AttentionShape.HeadSize;

    /// <summary>Stores keys and values of one position: row is (H + 2 KV)·D, slot is the position modulo 32.</summary>
    public void Store(int page, int slot, int layer, ReadOnlySpan<float> row)
    {
        var shape = AttentionShape;
        for (int kv = 0; kv < shape.KeyValueHeadCount; kv++)
        {
            float* keys = Keys(page, layer, kv) + slot;
            var from = row.Slice(shape.KeyColumn(kv), shape.HeadSize);
            for (int d = 0; d < from.Length; d++)
                keys[d * PageSize] = from[d];
            row.Slice(shape.ValueColumn(kv), shape.HeadSize).CopyTo(new Span<float>(Values(page, layer, kv) + (nint)slot * shape.HeadSize, shape.HeadSize));
        }
    }

    /// <summary>Copies a whole page: two sequences part in the middle of it.</summary>
    public void CopyPage(int from, int to) =>
        _pages.Span(from * _pageFloats, (int)_pageFloats).CopyTo(_pages.Span(to * _pageFloats, (int)_pageFloats));

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();
}
