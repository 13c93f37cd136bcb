// Gold answers of other problems: the control of whether the right answers teach, or only that some are rewarded.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Rubrics;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rollouts;

/// <summary>Turns problems into such.</summary>
static class ShuffledGolds
{
    /// <summary>
    /// The problems in their order, each with the gold answer (and the rubric) of another of its family: in a random cycle through the family, so that
    /// none keeps its own, though another's may happen to be the same.
    /// </summary>
    /// <param name="problems">The problems.</param>
    /// <param name="seed">The run's seed.</param>
    public static IReadOnlyList<Problem> Of(IReadOnlyList<Problem> problems, ulong seed)
    {
        int[] others = new int[problems.Count];
        foreach (var family in Enumerable.Range(0, others.Length).GroupBy(i => problems[i].Family))
        {
            int[] places = [.. family];
            new RandomStream(seed, RandomPurpose.Selection, places.Length, 11).Shuffle(places.AsSpan());
            for (int i = 0; i < places.Length; i++)
                others[places[i]] = places[(i + 1) % places.Length];
        }
        return ProblemLists.Of(others.Length, i => With(problems[i], problems[others[i]]));
    }

    static Problem With(Problem problem, Problem other) => problem with
    {
        Answer = other.Answer,
        Columns = !other.Columns.TryGetValue(Rubric.Column, out string? rubric) ? problem.Columns
            : new Dictionary<string, string>(problem.Columns) { [Rubric.Column] = rubric },
    };
}
