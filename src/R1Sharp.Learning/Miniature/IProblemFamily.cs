// What a family of problems offers: problems with gold answers, a way of thinking about them, and a second opinion.

using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>A family of verifiable problems, e.g. Countdown.</summary>
interface IProblemFamily
{
    /// <summary>Short name in lower case, e.g. "countdown"; the <c>Family</c> of its problems.</summary>
    string Name { get; }

    /// <summary>Number of levels; 1 is the easiest.</summary>
    int LevelCount { get; }

    /// <summary>Levels 1 … this many are drawn when no level is asked for; the ones above are a harder second stage.</summary>
    int OrdinaryLevelCount { get; }

    /// <summary>A random problem of any split.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    /// <param name="level">1 … <see cref="LevelCount"/>.</param>
    /// <param name="language">"en" or "zh".</param>
    IPuzzle Create(ref RandomStream random, int level, string language);

    /// <summary>
    /// Whether an answer is right, found from the question's text alone and by another method than the one that made the
    /// gold answer.
    /// </summary>
    bool IsCorrect(Problem problem, string answer);
}

/// <summary>One problem together with what its family knows about it.</summary>
interface IPuzzle
{
    /// <summary>The problem; its <c>Id</c> is its key: independent of language, hashed to choose the split.</summary>
    Problem Problem { get; }

    /// <summary>Writes a train of thought of the corpus's mixed quality, and returns the answer it comes to.</summary>
    string Think(TraceText thoughts, ref RandomStream random);
}
