// Looks for the items of benchmarks in documents. Not for several threads at once; the index may be shared.

namespace R1Sharp.Learning.Corpus.Contamination;

/// <summary>Finds items.</summary>
/// <param name="index">The items.</param>
sealed class ContaminationSearch(BenchmarkIndex index)
{
    /// <summary>A passage may be so much longer than the item that is hidden in it.</summary>
    const double Stretch = 1.6;

    const int MoreWords = 6;

    readonly record struct Hit(int Item, int Word, ulong Key, float Weight);

    readonly List<PlainWord> _words = [];
    readonly List<Hit> _hits = [];
    readonly Dictionary<int, ContaminationMatch> _best = [];
    readonly Dictionary<ulong, int> _within = [];

    /// <summary>The items in a document, each with the passage that gives it away best.</summary>
    public IReadOnlyList<ContaminationMatch> Find(string text)
    {
        PlainWords.Split(text, _words);
        _best.Clear();
        LookForRuns(text);
        LookForPairs();
        return [.. _best.Values.OrderBy(m => m.Item)];
    }

    void LookForRuns(string text)
    {
        foreach (int length in index.RunLengths)
            for (int i = 0; i + length <= _words.Count; i++)
                if (index.OfRun(BenchmarkIndex.RunKey(_words, i, length)) is { } items)
                    foreach (int item in items)
                        TakeRun(text, item, i, length);
    }

    void TakeRun(string text, int item, int from, int length)
    {
        var (start, end) = (_words[from].Start, _words[from + length - 1].End);
        bool isWhole = index.Length(item) == length && length < index.Options.WordsInRow;
        // A short item in a longer text is found where its signs stand there too, and nothing but a sentence stands around it.
        if (isWhole && !IsApart(from, length))
            return;
        if (isWhole && PlainWords.SignsOf(text.AsSpan(start..end)) != PlainWords.SignsOf(Within(index.Items[item].Text)))
            return;
        Take(new(item, isWhole ? ContaminationRule.WholeItem : ContaminationRule.WordsInRow, (double)length / index.Length(item), start, end));
    }

    bool IsApart(int from, int length) => (from == 0 || _words[from - 1].EndsPart) && (from + length == _words.Count || _words[from + length - 1].EndsPart);

    // From the first word to the last.
    static ReadOnlySpan<char> Within(string item)
    {
        var words = new List<PlainWord>();
        PlainWords.Split(item, words);
        return item.AsSpan(words[0].Start..words[^1].End);
    }

    void LookForPairs()
    {
        _hits.Clear();
        for (int i = 0; i < _words.Count; i++)
        {
            AddHits(i, BenchmarkIndex.PairKey(_words[i].Mask, 0));
            if (i + 1 < _words.Count)
                AddHits(i, BenchmarkIndex.PairKey(_words[i].Mask, _words[i + 1].Mask));
        }
        _hits.Sort((a, b) => a.Item != b.Item ? a.Item.CompareTo(b.Item) : a.Word.CompareTo(b.Word));
        for (int from = 0, to; from < _hits.Count; from = to)
        {
            int item = _hits[from].Item;
            for (to = from; to < _hits.Count && _hits[to].Item == item; to++)
            {
            }
            BestPassage(item, from, to);
        }
    }

    void AddHits(int word, ulong key)
    {
        if (index.OfPair(key, out var items, out float weight))
            foreach (int item in items!)
                if (index.TellsEnough(item))
                    _hits.Add(new(item, word, key, weight));
    }

    // Two ends of a passage move over the hits of one item; each pair counts once in it.
    void BestPassage(int item, int from, int to)
    {
        float needed = (float)(index.Options.Coverage * index.Total(item));
        int longest = (int)(Stretch * index.Length(item)) + MoreWords;
        _within.Clear();
        float weight = 0, best = 0;
        var place = (First: 0, Last: 0);
        for (int first = from, last = from; last < to; last++)
        {
            weight += Count(_hits[last], 1) == 1 ? _hits[last].Weight : 0;
            for (; _hits[last].Word - _hits[first].Word > longest; first++)
                weight -= Count(_hits[first], -1) == 0 ? _hits[first].Weight : 0;
            if (weight > best)
                (best, place) = (weight, (first, last));
        }
        if (best >= needed)
            Take(new(item, ContaminationRule.Disguised, best / index.Total(item), _words[_hits[place.First].Word].Start,
                _words[Math.Min(_hits[place.Last].Word + 1, _words.Count - 1)].End));
    }

    int Count(Hit hit, int by) => _within[hit.Key] = _within.GetValueOrDefault(hit.Key) + by;

    // The plainest rule is told: a run of words before a disguise.
    void Take(ContaminationMatch match)
    {
        if (!_best.TryGetValue(match.Item, out var known) || match.Rule < known.Rule)
            _best[match.Item] = match;
    }
}
