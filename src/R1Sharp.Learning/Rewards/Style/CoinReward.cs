// A reward by chance, the control of every reward: what is learned from it was not taught by it (Shao et al., arXiv 2506.10947).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>How the coin falls.</summary>
sealed record CoinOptions
{
    /// <summary>The share of 1.</summary>
    [Description("probability of 1"), Range(0.0, 1.0)]
    public double Probability { get; init; } = 0.5;

    /// <summary>Other seeds are other coins.</summary>
    [Description("other seeds are other coins"), Range(0, int.MaxValue)]
    public int Seed { get; init; }
}

/// <summary>
/// 1 or 0 by chance. Rewards are pure, so the chance is a hash of problem, completion and the completion's place in its group: two equal completions of
/// a group get coins of their own, and no feature of a text tells how its coin falls.
/// </summary>
/// <param name="options">How the coin falls.</param>
sealed class CoinReward(CoinOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } = RewardDescription.Of<CoinOptions>("coin", options => new CoinReward(options),
        "1 with the probability, else 0, by a hash of problem, completion and place in the group", "0 or 1",
        "Shao et al., arXiv 2506.10947, random rewards") with
    {
        Departures = "The source draws anew each time; here the same completion at the same place of its group has the same coin, so that runs can be "
            + "repeated.",
    };

    /// <inheritdoc/>
    public string Name => "coin";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input) => Flip(input, 0);

    /// <inheritdoc/>
    public IReadOnlyList<RewardScore> ScoreGroup(IReadOnlyList<RewardInput> group) => [.. group.Select(Flip)];

    RewardScore Flip(RewardInput input, int place)
    {
        var random = new RandomStream((ulong)options.Seed, RandomPurpose.Selection, Hash(input.Problem.Id), Hash(input.Completion), place);
        return random.NextBool(options.Probability) ? new(1, "heads") : new(0, "tails");
    }

    // FNV-1a: the same on every machine. The stream takes 64 bits of each coordinate.
    static long Hash(string text) => (long)text.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);
}
