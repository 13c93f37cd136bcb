// Several reward models as one reward: the lowest of their scores. What one of them can be fooled by, the others may see
// (Coste et al., arXiv 2310.02743: worst-case optimization over an ensemble holds back overoptimization).

namespace R1Sharp.Learning.Rewards.Learned;

/// <summary>The lowest score of several rewards; a reward that does not apply is passed over.</summary>
/// <param name="name">Short name in lower case, e.g. "helpful".</param>
/// <param name="rewards">The rewards, on one scale; at least one.</param>
sealed class LowestReward(string name, IReadOnlyList<IReward> rewards) : IReward
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>How many rewards it is the lowest of.</summary>
    public int Count => rewards.Count;

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input) => ScoreGroup([input])[0];

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group)
    {
        var all = rewards.Select(reward => reward.ScoreGroup(group)).ToArray();
        return [.. group.Select((_, sample) => Lowest([.. all.Select(scores => scores[sample])]))];
    }

    static RewardScore Lowest(RewardScore[] scores) =>
        scores.Where(score => score.Value is not null).Select(score => (RewardScore?)score).MinBy(score => score!.Value.Value) is { } lowest
            ? lowest with { Reason = $"{lowest.Reason}, the lowest of {scores.Length}" } : scores[0];
}
