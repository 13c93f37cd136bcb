// Kimi k1.5's reward for being shorter than the other answers to the same question (Kimi Team, 2025, section 2.3.3).

namespace R1Sharp.Learning.Rewards.Accuracy;

/// <summary>
/// λ = 0.5 − (length − shortest) / (longest − shortest) over the completions of one prompt: λ for right answers, min(0, λ)
/// for wrong ones, 0 for all where all have one length.
/// </summary>
sealed class LengthReward : IReward
{
    static readonly AccuracyReward s_accuracy = new();

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<NoOptions>("len", _ => new LengthReward(),
        "λ = 0.5 − (length − shortest) / (longest − shortest) within the group; right: λ, wrong: min(0, λ); 0 where all lengths are equal",
        "−0.5 to 0.5", "Kimi k1.5, section 2.3.3; Open-R1 rewards.py, len_reward") with
    {
        Departures = "The group is the completions of one prompt, as in the paper; Open-R1 takes the whole batch. Tokens where their counts are known, else "
            + "characters. "
            + "A gold answer that cannot be used gives null; in Open-R1 every answer to it counts as right.",
    };

    /// <inheritdoc/>
    public string Name => "len";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input) => ScoreGroup([input])[0];

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group)
    {
        if (group.Count == 0)
            return [];
        int shortest = group.Min(input => input.TokenCount), longest = group.Max(input => input.TokenCount);
        return [.. group.Select(input => Score(input, shortest, longest))];
    }

    static RewardScore Score(RewardInput input, int shortest, int longest)
    {
        var accuracy = s_accuracy.Score(input);
        if (accuracy.Value is not { } right)
            return accuracy;
        if (shortest == longest)
            return new RewardScore(0, "all lengths are equal", accuracy.Answer);
        double lambda = 0.5 - (double)(input.TokenCount - shortest) / (longest - shortest);
        string reason = $"{(right >= 1 ? "right" : accuracy.Reason)}, {input.TokenCount} {input.LengthUnit} between {shortest} and {longest}";
        return new RewardScore(right >= 1 ? lambda : Math.Min(0, lambda), reason, accuracy.Answer);
    }
}
