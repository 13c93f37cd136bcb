// The rows of one run of a decoder.

using System.Runtime.InteropServices;
using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Generation;

/// <summary>Positions to be computed: rows of one sequence may stand in one run if their positions ascend.</summary>
sealed class DecoderRows
{
    readonly List<int> _tokens = [];
    readonly List<int> _positions = [];
    readonly List<ReadOnlyMemory<int>> _pages = [];
    readonly List<bool> _isRead = [];
    readonly List<IRequestAdapter?> _adapters = [];

    /// <summary>Number of rows.</summary>
    public int Count => _tokens.Count;

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>The position of each within its sequence.</summary>
    public ReadOnlySpan<int> Positions => CollectionsMarshal.AsSpan(_positions);

    /// <summary>The pages of each row's sequence, up to the row's own position.</summary>
    public IReadOnlyList<ReadOnlyMemory<int>> Pages => _pages;

    /// <summary>Whether a token may be chosen after each: of the other rows only what is remembered matters.</summary>
    public IReadOnlyList<bool> IsRead => _isRead;

    /// <summary>The adapters that take part in each; null for none. Rows that share theirs mostly stand together.</summary>
    public IReadOnlyList<IRequestAdapter?> Adapters => _adapters;

    /// <summary>Adds a row.</summary>
    public void Add(int token, int position, ReadOnlyMemory<int> pages, bool isRead, IRequestAdapter? adapter = null)
    {
        _adapters.Add(adapter);
        _tokens.Add(token);
        _positions.Add(position);
        _pages.Add(pages);
        _isRead.Add(isRead);
    }

    /// <summary>Removes all rows.</summary>
    public void Clear()
    {
        _tokens.Clear();
        _positions.Clear();
        _pages.Clear();
        _isRead.Clear();
        _adapters.Clear();
    }
}
