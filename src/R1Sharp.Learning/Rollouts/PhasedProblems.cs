// Problems some of which join later: DeepSeek-R1 (arXiv 2501.12948v2) brings general instructions in for the last 400 of 1,700 steps only.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Asks from one source, and from a step on from another.</summary>
/// <param name="phases">The sources in ascending order of the steps (0-based) from which on they are asked; the first from step 0 on.</param>
sealed class PhasedProblems(IReadOnlyList<(int FromStep, IProblemSource Source)> phases) : IProblemSource
{
    /// <summary>
    /// Problems in random order, of which each joins at its share of the steps: at step s of n those with share · n ≤ s are asked.
    /// </summary>
    /// <param name="parts">The problems in parts, each with the share at which it joins; at least one joins at 0.</param>
    /// <param name="steps">n.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="UserErrorException">No problem is there from the beginning.</exception>
    public static IProblemSource Of(IReadOnlyList<(double FromShare, IReadOnlyList<Problem> Problems)> parts, int steps, ulong seed)
    {
        int[] joins = [.. parts.Where(p => p.Problems.Count > 0).Select(p => (int)Math.Ceiling(p.FromShare * steps)).Distinct().Order()];
        if (joins is not [0, ..])
            throw new UserErrorException("There is nothing to begin with: every source of problems has a from_share; leave it out of one.");
        (int, IProblemSource)[] phases =
            [.. joins.Select(join => (join, new ShuffledProblems(ProblemLists.Joined(
                [.. parts.Where(p => p.FromShare * steps <= join).Select(p => p.Problems)]), seed)))];
        return phases is [(_, var only)] ? only : new PhasedProblems(phases);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Problem> Batch(int stepIndex, int count) => phases.Last(p => p.FromStep <= stepIndex).Source.Batch(stepIndex, count);
}
