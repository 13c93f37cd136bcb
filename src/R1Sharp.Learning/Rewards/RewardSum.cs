// Several rewards as one number, with the parts kept.

namespace R1Sharp.Learning.Rewards;

/// <summary>A reward and what it weighs in a sum.</summary>
public sealed record WeightedReward(IReward Reward, double Weight);

/// <summary>One reward's part of a sum.</summary>
/// <param name="Name">The reward's name.</param>
/// <param name="Weight">What it weighs.</param>
/// <param name="Score">Its score, not weighted; a null value adds nothing.</param>
public readonly record struct RewardPart(string Name, double Weight, RewardScore Score);

/// <summary>A completion's reward.</summary>
/// <param name="Value">The weighted sum.</param>
/// <param name="Parts">What it is made of, in the order of the rewards.</param>
public sealed record RewardTotal(double Value, IReadOnlyList<RewardPart> Parts)
{
    /// <summary>The answer that some reward found in the completion, in canonical form.</summary>
    public string? Answer => Parts.Select(part => part.Score.Answer).FirstOrDefault(answer => answer is not null);

    /// <summary>The score of the reward of this name; null where there is none or it does not apply.</summary>
    public double? this[string name] => Parts.Where(part => part.Name == name).Select(part => part.Score.Value).FirstOrDefault();
}

/// <summary>Adds weighted rewards. Rewards that do not apply to a problem are passed over.</summary>
public sealed class RewardSum
{
    readonly WeightedReward[] _rewards;

    /// <param name="rewards">The rewards; names must differ.</param>
    /// <exception cref="UserErrorException">There is none, two have one name, or a weight is not a number.</exception>
    public RewardSum(IReadOnlyList<WeightedReward> rewards)
    {
        if (rewards.Count == 0)
            throw new UserErrorException("No reward is given: name at least one, e.g. accuracy.");
        if (rewards.GroupBy(entry => entry.Reward.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UserErrorException($"Reward '{twice.Key}' is given twice: name it once, with the sum of the weights.");
        if (rewards.FirstOrDefault(entry => !double.IsFinite(entry.Weight)) is { } odd)
            throw new UserErrorException($"Reward '{odd.Reward.Name}' has weight {odd.Weight}: give a finite number.");
        _rewards = [.. rewards];
    }

    /// <summary>The rewards with their weights.</summary>
    public IReadOnlyList<WeightedReward> Rewards => _rewards;

    /// <summary>The weighted sum of all scores and its parts.</summary>
    public RewardTotal Score(RewardInput input)
    {
        var parts = new RewardPart[_rewards.Length];
        double sum = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new RewardPart(_rewards[i].Reward.Name, _rewards[i].Weight, _rewards[i].Reward.Score(input));
            sum += _rewards[i].Weight * (parts[i].Score.Value ?? 0);
        }
        return new RewardTotal(sum, parts);
    }
}
