// Families whose problems are chains: what is true after each of their steps is known.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Miniature;

/// <summary>A family whose problems go step by step to their answer.</summary>
interface IChainFamily
{
    /// <summary>The true value before the first step and after each, read from the question's text; the last is the answer.</summary>
    IReadOnlyList<string> States(Problem problem);
}
