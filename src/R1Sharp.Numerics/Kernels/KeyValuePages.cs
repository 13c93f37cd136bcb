// Where the keys and values of one layer lie in the pages of a cache.

using R1Sharp.Numerics.Memory;

namespace R1Sharp.Numerics.Kernels;

/// <summary>
/// One layer's part of every page: for each key/value head the keys transposed (D x 32), then the values (32 x D), from
/// float <paramref name="Offset"/> of the page on.
/// </summary>
/// <param name="Cache">The pages.</param>
/// <param name="Shape">The layer's heads.</param>
/// <param name="Offset">First float of the layer in each page.</param>
readonly unsafe record struct KeyValuePages(PagedCache Cache, AttentionShape Shape, long Offset)
{
    const int PageSize = PagedCache.PageSize;

    /// <summary>Floats that such a layer takes of a page.</summary>
    public static long PageFloats(AttentionShape shape) => 2L * PageSize * shape.KeyValueHeadCount * shape.HeadSize;

    internal float* Keys(int page, int keyValueHead) => Cache.Page(page) + Offset + (nint)keyValueHead * (2 * PageSize * Shape.HeadSize);

    internal float* Values(int page, int keyValueHead) => Keys(page, keyValueHead) + PageSize * Shape.HeadSize;

    /// <summary>Stores keys and values of one position: row is (H + 2 KV)·D, slot is the position modulo 32. Not from two threads at once.</summary>
    public void Store(int page, int slot, ReadOnlySpan<float> row)
    {
        for (int kv = 0; kv < Shape.KeyValueHeadCount; kv++)
        {
            float* keys = Keys(page, kv) + slot;
            var from = row.Slice(Shape.KeyColumn(kv), Shape.HeadSize);
            for (int d = 0; d < from.Length; d++)
                keys[d * PageSize] = from[d];
            row.Slice(Shape.ValueColumn(kv), Shape.HeadSize).CopyTo(new Span<float>(Values(page, kv) + (nint)slot * Shape.HeadSize, Shape.HeadSize));
        }
    }
}
