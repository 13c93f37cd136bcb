// Several rewards as one number, with the parts kept.

namespace R1Sharp.Learning.Rewards;

/// <summary>Which problems a reward is for: those whose column has one of these texts.</summary>
/// <param name="Column">The data set's column, or family, language or level.</param>
/// <param name="Values">The texts, letter for letter.</param>
public sealed record RewardRoute(string Column, IReadOnlyList<string> Values)
{
    /// <summary>Whether a problem is meant.</summary>
    public bool Takes(Problem problem) => problem.Column(Column) is { } value && Values.Contains(value);
}

/// <summary>A reward and what it weighs in a sum.</summary>
/// <param name="Reward">The reward.</param>
/// <param name="Weight">What its score is multiplied with.</param>
public sealed record WeightedReward(IReward Reward, double Weight)
{
    /// <summary>The name under which the score is reported; null takes the reward's own.</summary>
    public string? Label { get; init; }

    /// <summary>
    /// The name of another reward of the sum: where that one's score lies below <see cref="GateMinimum"/>, a positive score
    /// of this one counts as 0. Where the other does not apply the gate is open.
    /// </summary>
    public string? Gate { get; init; }

    /// <summary>The least score that opens the gate.</summary>
    public double GateMinimum { get; init; } = 1;

    /// <summary>The problems it is for; null takes all.</summary>
    public RewardRoute? When { get; init; }

    /// <summary>The first step of training at which it counts, 0-based; before, it is measured with weight 0. Null counts from the beginning.</summary>
    public int? FromStep { get; init; }

    /// <summary>The same as a share of all steps: 0.75 counts in the last quarter. Where both are given, the later one.</summary>
    public double? FromShare { get; init; }

    /// <summary>Whether it counts at a step (0-based) of so many: step ≥ FromStep and step ≥ FromShare · count.</summary>
    public bool CountsAt(int stepIndex, int stepCount) => stepIndex >= (FromStep ?? 0) && stepIndex >= (FromShare ?? 0) * stepCount;

    /// <summary>The name under which the score is reported.</summary>
    public string Name => Label ?? Reward.Name;
}

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

/// <summary>
/// Adds weighted rewards. Rewards that do not apply to a problem add nothing; nor does what a gate holds back.
/// </summary>
public sealed class RewardSum
{
    readonly WeightedReward[] _rewards;

    /// <param name="rewards">The rewards; names must differ.</param>
    /// <param name="host">Where the programs run of those measures that are made beside the rewards; null runs none.</param>
    /// <exception cref="UserErrorException">There is none, two have one name, a weight is not a number, or a gate is no other reward.</exception>
    public RewardSum(IReadOnlyList<WeightedReward> rewards, RewardHost? host = null)
    {
        Host = host ?? RewardHost.None;
        if (Mistake(rewards) is { } mistake)
            throw new UserErrorException(mistake);
        _rewards = [.. rewards];
    }

    /// <summary>What is wrong with rewards together, as a sentence; null where nothing is.</summary>
    public static string? Mistake(IReadOnlyList<WeightedReward> rewards)
    {
        if (rewards.Count == 0)
            return "No reward is given: name at least one, e.g. accuracy.";
        if (rewards.GroupBy(entry => entry.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return $"Reward '{twice.Key}' is given twice: name it once, with the sum of the weights, or give one of them another label.";
        if (rewards.FirstOrDefault(entry => !double.IsFinite(entry.Weight)) is { } odd)
            return FormattableString.Invariant($"Reward '{odd.Name}' has weight {odd.Weight}: give a finite number.");
        if (rewards.FirstOrDefault(entry => entry.FromStep is < 0 || entry.FromShare is not (null or (>= 0 and < 1))) is { } never)
            return FormattableString.Invariant(
                $"Reward '{never.Name}' counts from step {never.FromStep} or share {never.FromShare} on: give a step from 0 or a share in [0, 1).");
        return rewards.FirstOrDefault(entry => entry.Gate is not null
            && (entry.Gate == entry.Name || rewards.All(other => other.Name != entry.Gate))) is { } shut
            ? $"Reward '{shut.Name}' has the gate '{shut.Gate}', which is no other reward of this list; there are "
                + $"{string.Join(", ", rewards.Select(r => r.Name))}. A gate that shall add nothing has weight 0."
            : null;
    }

    /// <summary>Where programs run.</summary>
    public RewardHost Host { get; }

    /// <summary>The rewards with their weights.</summary>
    public IReadOnlyList<WeightedReward> Rewards => _rewards;

    /// <summary>
    /// The sum as it is at one step of training (0-based): parts that do not count yet weigh 0. They are scored all the same, so
    /// that their curves begin at the beginning.
    /// </summary>
    public RewardSum At(int stepIndex, int stepCount) => Array.TrueForAll(_rewards, entry => entry.CountsAt(stepIndex, stepCount)) ? this
        : new([.. _rewards.Select(entry => entry.CountsAt(stepIndex, stepCount) ? entry : entry with { Weight = 0 })], Host);

    /// <summary>The weighted sum of all scores of one completion, and its parts.</summary>
    public RewardTotal Score(RewardInput input) => ScoreGroup([input])[0];

    /// <summary>The weighted sums of all completions of one prompt, in order.</summary>
    public IReadOnlyList<RewardTotal> ScoreGroup(IReadOnlyList<RewardInput> group)
    {
        var columns = _rewards.Select(entry => Scores(entry, group)).ToArray();
        return [.. group.Select((_, sample) => Total([.. columns.Select(column => column[sample])]))];
    }

    static IReadOnlyList<RewardScore> Scores(WeightedReward entry, IReadOnlyList<RewardInput> group)
    {
        if (group.Count == 0 || entry.When is not { } route || route.Takes(group[0].Problem))
            return entry.Reward.ScoreGroup(group);
        var otherwise = new RewardScore(null, $"not for {route.Column} {group[0].Problem.Column(route.Column) ?? "missing"}");
        return [.. group.Select(_ => otherwise)];
    }

    RewardTotal Total(RewardScore[] scores)
    {
        var parts = new RewardPart[_rewards.Length];
        double sum = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            var score = Gated(_rewards[i], scores[i], scores);
            parts[i] = new RewardPart(_rewards[i].Name, _rewards[i].Weight, score);
            sum += _rewards[i].Weight * (score.Value ?? 0);
        }
        return new RewardTotal(sum, parts);
    }

    RewardScore Gated(WeightedReward entry, RewardScore score, RewardScore[] scores)
    {
        if (entry.Gate is null || score.Value is not > 0)
            return score;
        var gate = scores[Array.FindIndex(_rewards, other => other.Name == entry.Gate)];
        return gate.Value is { } value && value < entry.GateMinimum ? score with
        {
            Value = 0,
            Reason = $"{score.Reason} but {entry.Gate}: {gate.Reason}",
        } : score;
    }
}
