// A punishment that grows towards the cap on tokens (DAPO, Yu et al., 2025, equation 13), gentler than a sudden one.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>Where the punishment begins and where it is full.</summary>
sealed record SoftOverlongOptions
{
    /// <summary>L_max: above so many tokens the score is −1.</summary>
    [Description("L_max: the score is −1 at this length and above"), Range(1, 100_000_000)]
    public int MaxCompletionLen { get; init; } = 16384;

    /// <summary>L_cache: the last so many tokens before that, over which the score falls from 0 to −1.</summary>
    [Description("L_cache: the score falls over so many tokens before L_max; with 0 it falls at once"), Range(0, 100_000_000)]
    public int SoftPunishCache { get; init; } = 4096;
}

/// <summary>0 for short completions, −1 for those at the cap, in between a straight line.</summary>
sealed class SoftOverlongReward : IReward
{
    readonly SoftOverlongOptions _options;

    /// <param name="options">Where it begins and ends.</param>
    /// <exception cref="UserErrorException">The line would begin below 0 tokens.</exception>
    public SoftOverlongReward(SoftOverlongOptions options)
    {
        if (options.SoftPunishCache < 0 || options.SoftPunishCache > options.MaxCompletionLen)
            throw new UserErrorException(
                $"Reward 'soft_overlong': soft_punish_cache is {options.SoftPunishCache} but must lie between 0 and max_completion_len = "
                + $"{options.MaxCompletionLen}.");
        _options = options;
    }

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } =
        RewardDescription.Of<SoftOverlongOptions>("soft_overlong", options => new SoftOverlongReward(options),
        "0 up to L_max − L_cache; (L_max − L_cache − length) / L_cache up to L_max; −1 above", "−1 to 0",
        "DAPO, equation 13; TRL other_rewards.py and Open-R1 rewards.py, get_soft_overlong_punishment");

    /// <inheritdoc/>
    public string Name => "soft_overlong";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        // R(y) = 0 for |y| ≤ L_max − L_cache;  ((L_max − L_cache) − |y|) / L_cache up to L_max;  −1 beyond.
        int free = _options.MaxCompletionLen - _options.SoftPunishCache;
        if (input.TokenCount <= free)
            return new RewardScore(0, "short enough");
        double value = input.TokenCount > _options.MaxCompletionLen ? -1 : (double)(free - input.TokenCount) / _options.SoftPunishCache;
        return new RewardScore(value, $"{input.TokenCount} {input.LengthUnit}");
    }
}
