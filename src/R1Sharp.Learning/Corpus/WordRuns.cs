// Words in a row, as numbers that can be compared.

namespace R1Sharp.Learning.Corpus;

/// <summary>Names every run of n words of a text.</summary>
static class WordRuns
{
    /// <summary>The runs of a text, one for each of its words but the last n − 1; none where it has fewer than n.</summary>
    public static IReadOnlyList<ulong> Of(string text, int words) => Of(TextWords.Of(text), words);

    /// <summary>The same of words.</summary>
    public static IReadOnlyList<ulong> Of(IReadOnlyList<TextWord> of, int words)
    {
        ulong[] runs = new ulong[Math.Max(0, of.Count - words + 1)];
        for (int i = 0; i < runs.Length; i++)
            for (int j = i; j < i + words; j++)
                runs[i] = HashMix.Next(runs[i], of[j].Hash);
        return runs;
    }
}
