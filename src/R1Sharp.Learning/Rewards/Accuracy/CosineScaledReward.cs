// A right answer is worth more when it is short, a wrong one costs less when it is long, along half a cosine wave (Yeo et
// al., 2025, "Demystifying Long Chain-of-Thought Reasoning", appendix C.1).

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Rewards.Accuracy;

/// <summary>The four ends of the two waves.</summary>
sealed record CosineScaledOptions
{
    /// <summary>Wrong and shortest.</summary>
    [Description("score of the shortest wrong completion"), Range(-1000.0, 1000.0)]
    public double MinValueWrong { get; init; } = -1;

    /// <summary>Wrong and longest.</summary>
    [Description("score of a wrong completion of max_len and more"), Range(-1000.0, 1000.0)]
    public double MaxValueWrong { get; init; } = -0.5;

    /// <summary>Right and longest.</summary>
    [Description("score of a right completion of max_len and more"), Range(-1000.0, 1000.0)]
    public double MinValueCorrect { get; init; } = 0.5;

    /// <summary>Right and shortest.</summary>
    [Description("score of the shortest right completion"), Range(-1000.0, 1000.0)]
    public double MaxValueCorrect { get; init; } = 1;

    /// <summary>The length at which the wave ends.</summary>
    [Description("the length at which the wave ends: tokens where token counts are known, else characters"), Range(1, 100_000_000)]
    public int MaxLen { get; init; } = 1000;

    /// <summary>Whether a wave may be upside down.</summary>
    [Description("whether a minimum may lie above its maximum, as in Open-R1's script defaults, which pay a short wrong completion more than a long one")]
    public bool MayBeInverted { get; init; }
}

/// <summary>Scores right and wrong answers by their length.</summary>
sealed class CosineScaledReward : IReward
{
    static readonly AccuracyReward s_accuracy = new();

    readonly CosineScaledOptions _options;

    /// <param name="options">The ends of the waves.</param>
    /// <exception cref="UserErrorException">A wave is upside down.</exception>
    public CosineScaledReward(CosineScaledOptions options)
    {
        if (!options.MayBeInverted)
        {
            RefuseInverted("min_value_wrong", options.MinValueWrong, "max_value_wrong", options.MaxValueWrong);
            RefuseInverted("min_value_correct", options.MinValueCorrect, "max_value_correct", options.MaxValueCorrect);
        }
        _options = options;
    }

    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } =
        RewardDescription.Of<CosineScaledOptions>("cosine_scaled", options => new CosineScaledReward(options),
        "lo + ½ (hi − lo) (1 + cos(π · min(1, length / max_len))); right: lo, hi = min_value_correct, max_value_correct; wrong: lo, hi = max_value_wrong, "
            + "min_value_wrong",
        "min_value_wrong to max_value_correct", "TRL accuracy_rewards.py and Open-R1 rewards.py, get_cosine_scaled_reward") with
        {
            Departures = "The progress is clamped at 1 as in TRL; in Open-R1 a completion of twice max_len is as good as an empty one. "
            + "A gold answer that cannot be used gives null, not 1. A minimum above its maximum, as in Open-R1's script defaults (0, −0.5), is an error "
                + "unless may_be_inverted says that it is meant.",
        };

    /// <inheritdoc/>
    public string Name => "cosine_scaled";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        var accuracy = s_accuracy.Score(input);
        if (accuracy.Value is not { } right)
            return accuracy;
        var (low, high) = right >= 1 ? (_options.MinValueCorrect, _options.MaxValueCorrect) : (_options.MaxValueWrong, _options.MinValueWrong);
        double progress = Math.Min(1, (double)input.TokenCount / _options.MaxLen);
        double value = low + 0.5 * (high - low) * (1 + Math.Cos(progress * Math.PI));
        return new RewardScore(value, $"{(right >= 1 ? "right" : accuracy.Reason)}, {input.TokenCount} {input.LengthUnit}", accuracy.Answer);
    }

    static void RefuseInverted(string lowName, double low, string highName, double high)
    {
        if (low > high)
            throw new UserErrorException(
                FormattableString.Invariant(
                $"Reward 'cosine_scaled': {lowName} is {low} but must not lie above {highName} = {high}: swap them, or say may_be_inverted: true."));
    }
}
