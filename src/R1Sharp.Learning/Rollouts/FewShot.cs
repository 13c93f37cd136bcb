// Answered examples before a question (GPT-3, arXiv 2005.14165). DeepSeek-R1 (arXiv 2501.12948v2) is worse with them: it is asked without.

using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rollouts;

/// <summary>A question with a completion that is shown as an example.</summary>
/// <param name="Question">The question.</param>
/// <param name="Completion">The completion, without the end-of-text token.</param>
/// <param name="Family">The family of problems that it is of; null where nothing is known.</param>
sealed record AnsweredExample(string Question, string Completion, string? Family);

/// <summary>Chooses examples for each problem, a pure function of the problem and the seed.</summary>
/// <param name="examples">All that may be shown.</param>
/// <param name="count">How many are shown.</param>
/// <param name="seed">The run's seed.</param>
sealed class FewShot(IReadOnlyList<AnsweredExample> examples, int count, ulong seed)
{
    /// <summary>
    /// The examples for a problem: of its family where there are any, else of all; never the problem itself. Fewer where there are not so many.
    /// </summary>
    public IReadOnlyList<AnsweredExample> For(Problem problem)
    {
        var others = examples.Where(e => e.Question != problem.Question);
        AnsweredExample[] kin = [.. others.Where(e => e.Family == problem.Family)], shown = kin.Length > 0 ? kin : [.. others];
        new RandomStream(seed, RandomPurpose.Selection, Hash(problem.Id), 7).Shuffle(shown.AsSpan());
        return shown.Length <= count ? shown : shown[..count];
    }

    // FNV-1a: the same on every machine.
    static long Hash(string id) => (long)id.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);
}
