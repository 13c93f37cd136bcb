// Which page of the cache belongs to whom: a free list with counts of sharers.

namespace R1Sharp.Learning.Generation;

/// <summary>
/// Hands out the pages of a decoder. Full pages of a prompt are shared by the samples of its group; the page in the middle of
/// which they part is copied.
/// </summary>
sealed class PageTable(IDecoder decoder)
{
    readonly int[] _sharers = new int[decoder.PageCount];
    readonly Stack<int> _free = new();
    int _used;

    /// <summary>Number of pages.</summary>
    public int PageCount => _sharers.Length;

    /// <summary>Positions that a page holds.</summary>
    public int PageSize => decoder.PageSize;

    /// <summary>Number of pages nobody holds.</summary>
    public int FreeCount => PageCount - _used + _free.Count;

    /// <summary>Pages that hold so many positions.</summary>
    public int PagesOf(int positions) => (positions + PageSize - 1) / PageSize;

    /// <summary>A page of one's own; one that was never used, and costs memory, only when no other is free.</summary>
    public int Take()
    {
        int page = _free.TryPop(out int free) ? free : _used++;
        _sharers[page] = 1;
        return page;
    }

    /// <summary>Gives up one's part in each of the pages.</summary>
    public void Release(ReadOnlySpan<int> pages)
    {
        foreach (int page in pages)
            if (--_sharers[page] == 0)
                _free.Push(page);
    }

    /// <summary>The first positions of a sequence for another one: full pages shared, the rest copied.</summary>
    public void Fork(ReadOnlySpan<int> pages, int positionCount, Span<int> to)
    {
        int full = positionCount / PageSize;
        for (int i = 0; i < full; i++)
        {
            _sharers[pages[i]]++;
            to[i] = pages[i];
        }
        if (positionCount % PageSize == 0)
            return;
        to[full] = Take();
        decoder.CopyPage(pages[full], to[full]);
    }
}
