// What past positions leave for later ones, in pages of 32 positions that sequences can share. Memory is taken in slabs of
// pages, each when the first of its pages is written to.

namespace R1Sharp.Numerics.Memory;

/// <summary>
/// A store of pages. A page holds 32 consecutive positions of all layers; where in it each keeps what is the layers' business
/// (<see cref="Kernels.KeyValuePages"/>), and which page belongs to whom the caller's.
/// </summary>
sealed unsafe class PagedCache : IDisposable
{
    /// <summary>Positions a page holds.</summary>
    public const int PageSize = 32;

    const long SlabBytes = 8 << 20;

    readonly FloatBuffer?[] _slabs;
    readonly int _slabShift;
    readonly long _pageFloats;

    /// <param name="pageCount">Most pages that can be used.</param>
    /// <param name="pageFloats">Floats of a page.</param>
    public PagedCache(int pageCount, long pageFloats)
    {
        PageCount = pageCount;
        _pageFloats = pageFloats;
        while (pageFloats * sizeof(float) << _slabShift < SlabBytes)
            _slabShift++;
        _slabs = new FloatBuffer?[(pageCount >> _slabShift) + 1];
    }

    /// <summary>Most pages that can be used.</summary>
    public int PageCount { get; }

    /// <summary>Pages that hold so many positions.</summary>
    public static int PagesOf(int positions) => (positions + PageSize - 1) / PageSize;

    internal float* Page(int page) =>
        (_slabs[page >> _slabShift] ??= new FloatBuffer(_pageFloats << _slabShift)).Data + (page & ((1 << _slabShift) - 1)) * (nint)_pageFloats;

    /// <summary>Copies a whole page: two sequences part in the middle of it.</summary>
    public void CopyPage(int from, int to) => new Span<float>(Page(from), (int)_pageFloats).CopyTo(new Span<float>(Page(to), (int)_pageFloats));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slab in _slabs)
            slab?.Dispose();
    }
}
