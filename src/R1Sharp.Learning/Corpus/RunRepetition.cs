// How much a text repeats itself.

namespace R1Sharp.Learning.Corpus;

/// <summary>rep-n (Li et al., arXiv 2310.10226): the share of runs of n words that stood before in the same text.</summary>
static class RunRepetition
{
    const int WordsInRun = 4;

    /// <summary>The mean over texts that have a run.</summary>
    public static double Mean(IEnumerable<string> texts) => texts.Select(Of).OfType<double>().DefaultIfEmpty(0).Average();

    /// <summary>Of one text; null where it has no run.</summary>
    public static double? Of(string text)
    {
        var runs = WordRuns.Of(text, WordsInRun);
        return runs.Count == 0 ? null : 1 - (double)runs.Distinct().Count() / runs.Count;
    }
}
