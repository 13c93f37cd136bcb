// Which problems may be learned from: decided by a hash of the problem itself, so that no list has to be kept and no
// way of drawing problems can mix the parts.

namespace R1Sharp.Learning.Miniature;

/// <summary>The three parts into which the problems of every family fall.</summary>
enum ProblemSplit
{
    /// <summary>13/16 of all problems: the corpus and reinforcement learning see these only.</summary>
    Train,

    /// <summary>1/16: for choosing settings and checkpoints.</summary>
    Validation,

    /// <summary>1/8: for the figures that are reported.</summary>
    HeldOut,
}

/// <summary>Assigns problems to parts.</summary>
static class ProblemSplits
{
    /// <summary>
    /// The part of a problem. The key is the problem's <c>Id</c>: the same in every language and for every order of
    /// equivalent parts (FNV-1a over its UTF-16 units, then a finishing mix).
    /// </summary>
    public static ProblemSplit Of(string key)
    {
        ulong hash = 0xCBF29CE484222325UL;
        foreach (char letter in key)
            hash = (hash ^ letter) * 0x100000001B3UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash ^= hash >> 31;
        return (hash & 15) switch { 0 or 1 => ProblemSplit.HeldOut, 2 => ProblemSplit.Validation, _ => ProblemSplit.Train };
    }
}
