// A punishment that grows towards the cap on tokens (DAPO, Yu et al., 2025, equation 13), gentler than a sudden one.

using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Rewards;

/// <summary>Where the punishment begins and where it is full.</summary>
public sealed record SoftOverlongOptions
{
    /// <summary>L_max: from this many tokens on the score is −1.</summary>
    [Range(2, 10_000_000)] public int MaxTokens { get; init; } = 384;

    /// <summary>L_cache: the last so many tokens before that, over which the score falls from 0 to −1.</summary>
    [Range(1, 10_000_000)] public int CacheTokens { get; init; } = 64;
}

/// <summary>0 for short completions, −1 for those at the cap, in between a straight line.</summary>
public sealed class SoftOverlongReward : IReward
{
    readonly SoftOverlongOptions _options;

    /// <param name="options">Where it begins and ends.</param>
    /// <exception cref="UserErrorException">The line would begin below 0 tokens.</exception>
    public SoftOverlongReward(SoftOverlongOptions options)
    {
        if (options.CacheTokens < 1 || options.CacheTokens >= options.MaxTokens)
            throw new UserErrorException($"Reward 'overlong': cacheTokens is {options.CacheTokens} but must be between 1 and maxTokens - 1 = {options.MaxTokens - 1}.");
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => "overlong";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        // R(y) = 0 for |y| ≤ L_max − L_cache;  ((L_max − L_cache) − |y|) / L_cache up to L_max;  −1 beyond.
        int free = _options.MaxTokens - _options.CacheTokens;
        double value = Math.Clamp((double)(free - input.TokenCount) / _options.CacheTokens, -1, 0);
        return new RewardScore(value, value == 0 ? "short enough" : $"{input.TokenCount} tokens");
    }
}
