// What a round collects: the documents with the highest scores, up to so many words. Scores are sorted into 65,536 classes by their first bits, so that the
// threshold needs no memory for each document; of the last class all are kept or none.

namespace R1Sharp.App.Corpus.Recall;

/// <summary>Finds the threshold.</summary>
sealed class RecallCollection
{
    const int Classes = 1 << 16;

    readonly long[] _words = new long[Classes];

    /// <summary>Counts a document.</summary>
    public void Add(float score, int words) => _words[ClassOf(score)] += words;

    /// <summary>The least score that is collected.</summary>
    /// <param name="most">Words at most; null takes all.</param>
    /// <param name="least">No score below it is.</param>
    public float Threshold(long? most, double least)
    {
        int last = ClassOf((float)least);
        long sum = 0;
        for (int i = Classes - 1; i >= last; i--)
            if ((sum += _words[i]) > most)
                return ScoreOf(i + 1);
        return ScoreOf(last);
    }

    static int ClassOf(float score) => Math.Clamp((int)(score * (Classes - 1)), 0, Classes - 1);

    static float ScoreOf(int number) => number >= Classes ? float.PositiveInfinity : number / (float)(Classes - 1);
}

/// <summary>Pages and collected pages of a path or domain.</summary>
/// <param name="Pages">All.</param>
/// <param name="Collected">Those collected.</param>
readonly record struct PathCount(long Pages, long Collected)
{
    /// <summary>The share that was collected.</summary>
    public double Share => Pages == 0 ? 0 : (double)Collected / Pages;

    /// <summary>One page more.</summary>
    public PathCount With(bool isCollected) => new(Pages + 1, Collected + (isCollected ? 1 : 0));
}
