// How often drafts were right, by how many tokens before them were the same: what a further row is worth.

namespace R1Sharp.Learning.Generation;

/// <summary>Counts drafts. What it says decides how many rows are run, and no result.</summary>
sealed class DraftOdds
{
    // Of each length so many are remembered, the older ones half as much.
    const int Remembered = 128;

    // What is thought before anything is known, and how many drafts that stands for.
    const double Prior = 0.8, PriorCount = 2;

    readonly int[] _tried = new int[DraftTexts.LongestMatch + 1];
    readonly int[] _right = new int[DraftTexts.LongestMatch + 1];

    /// <summary>The share of drafts after such a match that were right.</summary>
    public double Of(int matchLength)
    {
        int bucket = Bucket(matchLength);
        return (_right[bucket] + Prior * PriorCount) / (_tried[bucket] + PriorCount);
    }

    /// <summary>Notes whether a draft was right.</summary>
    public void Note(int matchLength, bool isRight)
    {
        int bucket = Bucket(matchLength);
        _tried[bucket]++;
        _right[bucket] += isRight ? 1 : 0;
        if (_tried[bucket] > Remembered)
            (_tried[bucket], _right[bucket]) = (_tried[bucket] / 2, _right[bucket] / 2);
    }

    // Single lengths up to eight, then about three to a doubling.
    static int Bucket(int length) => length switch
    {
        <= 8 => length,
        < 11 => 9,
        < 16 => 11,
        < 24 => 16,
        < DraftTexts.LongestMatch => 24,
        _ => DraftTexts.LongestMatch,
    };
}
