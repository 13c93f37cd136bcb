// The one interface behind which everything stands that scores a completion.

using R1Sharp.Learning.Policies;

namespace R1Sharp.Learning.Rewards;

/// <summary>What a reward may look at.</summary>
/// <param name="Problem">The problem that was asked.</param>
/// <param name="Prompt">The prompt's text, template included.</param>
/// <param name="Completion">The completion's text, without the end-of-text token.</param>
/// <param name="TokenCount">Tokens of the completion, the end-of-text token included.</param>
/// <param name="Finish">Why the completion ended.</param>
public sealed record RewardInput(Problem Problem, string Prompt, string Completion, int TokenCount, FinishReason Finish)
{
    /// <summary>The completion's token ids, for rewards that look at tokens; null where they are not known.</summary>
    public IReadOnlyList<int>? TokenIds { get; init; }

    /// <summary>What <see cref="TokenCount"/> counts, for reasons: "tokens", or "characters" where no tokens are known.</summary>
    public string LengthUnit { get; init; } = "tokens";
}

/// <summary>A score and the reason for it, in a few words; a null value means "not applicable here".</summary>
/// <param name="Value">The score; null where the reward has nothing to say about this problem.</param>
/// <param name="Reason">Why, e.g. "no answer tag".</param>
/// <param name="Answer">The answer that was found in the completion, in canonical form, where there is one (for majority votes).</param>
public readonly record struct RewardScore(double? Value, string Reason, string? Answer = null)
{
    /// <summary>1 or 0 where a reward with another scale has found out on its way whether the answer is right, so that it need not be graded again.</summary>
    public double? Accuracy { get; init; }
}

/// <summary>Scores completions. Implementations are pure and may be called from several threads at once.</summary>
public interface IReward
{
    /// <summary>Short name in lower case, e.g. "accuracy"; metrics are reported under it.</summary>
    string Name { get; }

    /// <summary>The score of one completion.</summary>
    RewardScore Score(RewardInput input);

    /// <summary>
    /// The scores of all completions of one prompt, in order. Only a reward that compares them with each other says more
    /// here than completion by completion.
    /// </summary>
    IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group) => [.. group.Select(Score)];

    /// <summary>
    /// Whether two answers to a problem (<see cref="RewardScore.Answer"/>) mean the same although their texts differ: they then are one
    /// vote (<see cref="AnswerClasses"/>). Where a reward's canonical texts say it all, none do.
    /// </summary>
    bool IsSameAnswer(Problem problem, string one, string other, ref long work) => false;

    /// <summary>Whether several completions of a problem can be put to the vote. Programs and texts in free words are right or wrong, but no two of them say
    /// the same.</summary>
    bool HasVotes(Problem problem) => true;
}
