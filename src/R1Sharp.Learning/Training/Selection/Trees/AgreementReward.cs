// Scores that need no gold answer: whether completions of one beginning agree in their answers, and what a completion answers at all.

using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Training.Selection.Trees;

/// <summary>
/// The share of a group that gives the same answer; 0 where there is none. Its mean over the group is the chance that two completions agree, so that a
/// beginning from which all ways lead to one answer is worth most (self-consistency, arXiv 2203.11171, as a value).
/// </summary>
sealed class AgreementReward : IReward
{
    /// <inheritdoc/>
    public string Name => "agreement";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input) => ScoreGroup([input])[0];

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group)
    {
        string?[] answers = [.. group.Select(StatedAnswer.Of)];
        return [.. answers.Select(answer => answer is null ? new RewardScore(0, "no answer")
            : new RewardScore((double)answers.Count(other => other == answer) / answers.Length, "share of the same answer", answer))];
    }
}

/// <summary>What a completion answers, where there is no gold answer with which it could be compared.</summary>
sealed class StatedAnswer : IReward
{
    /// <summary>It takes the place of the grader.</summary>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input) => new(null, "no gold answer", Of(input));

    /// <summary>The answer of a completion; null where there is none.</summary>
    public static string? Of(RewardInput input) => AnswerFinder.Find(input, AnswerPlaces.Said | AnswerPlaces.Conclusion, out _)?.Text.Trim();
}
