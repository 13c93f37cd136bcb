// The items of benchmarks, so that each can be found in any text: by runs of words (Open-R1, s1), short ones as a whole (the hole of the former), and disguised
// ones by their pairs of neighbouring words, with numbers and names left open and without order: renamed numbers, other names, shuffled options and sentences,
// other markup and a few changed words leave most of them.

namespace R1Sharp.Learning.Corpus.Contamination;

/// <summary>An item.</summary>
/// <param name="Benchmark">The benchmark.</param>
/// <param name="Id">What it is called there.</param>
/// <param name="Text">What is asked, options included.</param>
sealed record BenchmarkItem(string Benchmark, string Id, string Text);

/// <summary>All items, ready to be looked up. For any number of threads.</summary>
sealed class BenchmarkIndex
{
    const int IdeographsInRow = 16;

    readonly ContaminationOptions _options;
    readonly Dictionary<ulong, List<int>> _runs = [], _pairs = [];
    readonly Dictionary<ulong, float> _weights = [];
    readonly float[] _totals;
    readonly int[] _lengths;
    readonly SortedSet<int> _runLengths = [];

    /// <param name="items">The items.</param>
    /// <param name="options">What gives them away.</param>
    public BenchmarkIndex(IReadOnlyList<BenchmarkItem> items, ContaminationOptions options)
    {
        (Items, _options, _totals, _lengths) = (items, options, new float[items.Count], new int[items.Count]);
        var words = new List<PlainWord>();
        for (int i = 0; i < items.Count; i++)
        {
            PlainWords.Split(items[i].Text, words);
            _lengths[i] = words.Count;
            AddRuns(i, words);
            AddPairs(i, words);
        }
    }

    /// <summary>The items.</summary>
    public IReadOnlyList<BenchmarkItem> Items { get; }

    /// <summary>What gives an item away.</summary>
    public ContaminationOptions Options => _options;

    /// <summary>Items that have no word at all: they cannot be found.</summary>
    public IReadOnlyList<int> Wordless => [.. Enumerable.Range(0, _lengths.Length).Where(i => _lengths[i] == 0)];

    internal IReadOnlySet<int> RunLengths => _runLengths;

    internal IReadOnlyList<int>? OfRun(ulong key) => _runs.GetValueOrDefault(key);

    internal bool OfPair(ulong key, out List<int>? items, out float weight)
    {
        weight = 0;
        return _pairs.TryGetValue(key, out items) && _weights.TryGetValue(key, out weight);
    }

    internal float Total(int item) => _totals[item];

    internal int Length(int item) => _lengths[item];

    /// <summary>Whether an item tells enough to be found in disguise.</summary>
    internal bool TellsEnough(int item) => _totals[item] >= _options.LeastWeight;

    /// <summary>The key of a run of words; a whole item has another key than the same words within a longer one.</summary>
    internal static ulong RunKey(List<PlainWord> words, int from, int count)
    {
        ulong row = (ulong)count;
        for (int i = from; i < from + count; i++)
            row = HashMix.Next(row, words[i].Hash);
        return HashMix.Of(row);
    }

    /// <summary>The key of two neighbours; of one word alone with 0.</summary>
    internal static ulong PairKey(ulong first, ulong second) => HashMix.Of(HashMix.Next(first, second) + 1);

    // A short item is a run of all its words.
    void AddRuns(int item, List<PlainWord> words)
    {
        int ideographs = words.Count(w => w.End - w.Start == 1 && TextWords.IsIdeograph(Items[item].Text[w.Start]));
        int length = Math.Min(words.Count, 2 * ideographs > words.Count ? IdeographsInRow : _options.WordsInRow);
        if (length == 0)
            return;
        _runLengths.Add(length);
        float[] weights = [.. Enumerable.Range(0, words.Count - length + 1).Select(from => words.GetRange(from, length).Sum(w => w.Weight))];
        // An item that tells little everywhere is found by what tells most in it.
        double least = Math.Min(_options.LeastRunWeight, weights.Max());
        for (int i = 0; i < weights.Length; i++)
            if (weights[i] >= least)
                Add(_runs, RunKey(words, i, length), item);
    }

    void AddPairs(int item, List<PlainWord> words)
    {
        var own = new HashSet<ulong>();
        for (int i = 0; i < words.Count; i++)
        {
            bool begins = i == 0 || words[i - 1].EndsPart, ends = i + 1 == words.Count || words[i].EndsPart;
            if (begins && ends)
                AddPair(item, own, PairKey(words[i].Mask, 0), words[i].Weight);
            else if (!ends)
                AddPair(item, own, PairKey(words[i].Mask, words[i + 1].Mask), (words[i].Weight + words[i + 1].Weight) / 2);
        }
    }

    // Pairs of common words tell nothing.
    void AddPair(int item, HashSet<ulong> own, ulong key, float weight)
    {
        if (weight < 0.5f || !own.Add(key))
            return;
        Add(_pairs, key, item);
        _weights[key] = weight;
        _totals[item] += weight;
    }

    static void Add(Dictionary<ulong, List<int>> of, ulong key, int item)
    {
        if (!of.TryGetValue(key, out var known))
            of[key] = known = [];
        if (known.Count == 0 || known[^1] != item)
            known.Add(item);
    }
}
