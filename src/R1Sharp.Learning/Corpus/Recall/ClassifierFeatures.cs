// A document as the classifier sees it: the rows of its words that are known, and of all runs of two words and more, hashed into buckets.

namespace R1Sharp.Learning.Corpus.Recall;

/// <summary>Turns documents into rows. For any number of threads, each with its own list.</summary>
/// <param name="options">Runs, buckets and words.</param>
/// <param name="vocabulary">The row of each word that is known; the buckets come behind.</param>
sealed class ClassifierFeatures(TextClassifierOptions options, IReadOnlyDictionary<ulong, int> vocabulary)
{
    // FastText's multiplier of the hashes of a run.
    const ulong Next = 116049371;

    /// <summary>Rows in all.</summary>
    public int RowCount => vocabulary.Count + options.Buckets;

    /// <summary>The rows of a document.</summary>
    /// <param name="words">The hashes of its words.</param>
    /// <param name="rows">Takes them; emptied before.</param>
    public void Of(List<ulong> words, List<int> rows)
    {
        rows.Clear();
        foreach (ulong word in words)
            if (vocabulary.TryGetValue(word, out int row))
                rows.Add(row);
        for (int i = 0; i < words.Count; i++)
        {
            ulong hash = words[i];
            for (int j = i + 1; j < words.Count && j < i + options.WordNgrams; j++)
            {
                hash = hash * Next + words[j];
                rows.Add(vocabulary.Count + (int)(HashMix.Of(hash) % (ulong)options.Buckets));
            }
        }
    }
}
