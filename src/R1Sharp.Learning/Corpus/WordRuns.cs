// Words in a row, as numbers that can be compared.

namespace R1Sharp.Learning.Corpus;

/// <summary>Names every run of n words of a text.</summary>
static class WordRuns
{
    /// <summary>The runs of a text, one for each of its words but the last n − 1; none where it has fewer than n.</summary>
    public static IReadOnlyList<ulong> Of(string text, int words) => Of(TextWords.Of(text), words);

    /// <summary>The same of words.</summary>
    public static IReadOnlyList<ulong> Of(List<TextWord> of, int words)
    {
        ulong[] runs = new ulong[Math.Max(0, of.Count - words + 1)];
        for (int i = 0; i < runs.Length; i++)
            runs[i] = At(of, i, words);
        return runs;
    }

    /// <summary>One run.</summary>
    /// <param name="of">The words.</param>
    /// <param name="from">Its first.</param>
    /// <param name="words">How many.</param>
    public static ulong At(List<TextWord> of, int from, int words)
    {
        ulong run = 0;
        for (int i = from; i < from + words; i++)
            run = HashMix.Next(run, of[i].Hash);
        return run;
    }
}
