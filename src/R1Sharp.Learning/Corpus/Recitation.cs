// What stands in a corpus word for word.

namespace R1Sharp.Learning.Corpus;

/// <summary>Finds what is recited of a corpus (Lee et al., arXiv 2107.06499, section 6.1, over words in place of tokens).</summary>
sealed class Recitation
{
    readonly HashSet<ulong> _runs;
    readonly int _words;

    /// <param name="corpus">The corpus.</param>
    /// <param name="words">So many words in a row are recited where they stand there.</param>
    public Recitation(IEnumerable<string> corpus, int words) => (_runs, _words) = ([.. corpus.SelectMany(text => WordRuns.Of(text, words))], words);

    /// <summary>The share of all words of texts that lie in such a row; 0 where there is no word.</summary>
    public double ShareOf(IEnumerable<string> texts)
    {
        long recited = 0, all = 0;
        foreach (string text in texts)
        {
            var own = TextWords.Of(text);
            var runs = WordRuns.Of(own, _words);
            var isRecited = new bool[own.Count];
            for (int i = 0; i < runs.Count; i++)
                if (_runs.Contains(runs[i]))
                    Array.Fill(isRecited, true, i, _words);
            (recited, all) = (recited + isRecited.Count(r => r), all + own.Count);
        }
        return all == 0 ? 0 : (double)recited / all;
    }
}
