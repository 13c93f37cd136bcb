// Documents that are duplicates of one another, directly or through others: the connected components of the pairs that were found. Of each the document
// with the least number stays. Memory: some 24 bytes for each document that has a duplicate; those without take none.

namespace R1Sharp.Learning.Corpus.Duplicates;

/// <summary>Union-find over document numbers (Tarjan 1975), by the least number, with halved paths.</summary>
sealed class DocumentClusters
{
    readonly Dictionary<long, long> _above = [];

    /// <summary>Two documents are of one cluster.</summary>
    public void Join(long a, long b)
    {
        (a, b) = (Root(a), Root(b));
        if (a == b)
            return;
        // The lesser number is the root, whatever the order of the pairs.
        _above[Math.Max(a, b)] = Math.Min(a, b);
        _above.TryAdd(Math.Min(a, b), Math.Min(a, b));
    }

    /// <summary>The document of a cluster that stays; the document itself where it has no duplicate.</summary>
    public long Root(long document)
    {
        if (!_above.TryGetValue(document, out long above))
            return document;
        while (above != document)
        {
            long next = _above[above];
            _above[document] = next;
            (document, above) = (above, next);
        }
        return document;
    }

    /// <summary>The documents that go, by their numbers, each with the one that stays.</summary>
    public IReadOnlyList<(long Document, long Kept)> Removed() =>
        [.. _above.Keys.ToArray().Select(d => (Document: d, Kept: Root(d))).Where(d => d.Document != d.Kept).OrderBy(d => d.Document)];
}
