// Keys and values of past positions, in pages of 32 positions that sequences can share. Memory is taken in slabs of pages,
// each when the first of its pages is written to.

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

    const long SlabBytes = 8 << 20;

    readonly FloatBuffer?[] _slabs;
    readonly int _headFloats, _slabShift;
    readonly long _pageFloats;

    /// <param name="pageCount">Most pages that can be used.</param>
    /// <param name="layerCount">Layers of the network.</param>
    /// <param name="shape">Heads of one layer.</param>
    public PagedCache(int pageCount, int layerCount, AttentionShape shape)
    {
        PageCount = pageCount;
        LayerCount = layerCount;
        AttentionShape = shape;
        _headFloats = 2 * PageSize * shape.HeadSize;
        _pageFloats = PageBytes(layerCount, shape) / sizeof(float);
        while (PageBytes(layerCount, shape) << _slabShift < SlabBytes)
            _slabShift++;
        _slabs = new FloatBuffer?[(pageCount >> _slabShift) + 1];
    }

    /// <summary>Most pages that can be used.</summary>
    public int PageCount { get; }

    /// <summary>Layers of the network.</summary>
    public int LayerCount { get; }

    /// <summary>Heads of one layer.</summary>
    public AttentionShape AttentionShape { get; }

    /// <summary>Pages that hold so many positions.</summary>
    public static int PagesOf(int positions) => (positions + PageSize - 1) / PageSize;

    /// <summary>Bytes of one page.</summary>
    public static long PageBytes(int layerCount, AttentionShape shape) => 2L * sizeof(float) * PageSize * layerCount * shape.KeyValueHeadCount * shape.HeadSize;

    internal float* Keys(int page, int layer, int keyValueHead) => Page(page) + (nint)(layer * AttentionShape.KeyValueHeadCount + keyValueHead) * _headFloats;

    internal float* Values(int page, int layer, int keyValueHead) => Keys(page, layer, keyValueHead) + PageSize * AttentionShape.HeadSize;

    float* Page(int page) => (_slabs[page >> _slabShift] ??= new FloatBuffer(_pageFloats << _slabShift)).Data + (page & ((1 << _slabShift) - 1)) * (nint)_pageFloats;

    /// <summary>Stores keys and values of one position: row is (H + 2 KV)·D, slot is the position modulo 32. Not from two threads at once.</summary>
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
    public void CopyPage(int from, int to) => new Span<float>(Page(from), (int)_pageFloats).CopyTo(new Span<float>(Page(to), (int)_pageFloats));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slab in _slabs)
            slab?.Dispose();
    }
}
