// A penalty for saying the same again (Yeo et al., 2025, appendix C.2): the share of n-grams that are repetitions.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;

namespace R1Sharp.Learning.Rewards.Style;

/// <summary>What is compared and what it costs.</summary>
sealed record RepetitionPenaltyOptions
{
    /// <summary>n.</summary>
    [Description("words (or tokens) of an n-gram"), Range(1, 1000)]
    public int NgramSize { get; init; } = 3;

    /// <summary>The most that repetition costs.</summary>
    [Description("the score that endless repetition comes close to"), Range(-1000.0, 0.0)]
    public double MaxPenalty { get; init; } = -1;

    /// <summary>How text becomes words.</summary>
    [Description("en: words between white space; zh: every Chinese character is a word too (Open-R1 asks the program jieba)"), AllowedValues("en", "zh")]
    public string Language { get; init; } = "en";

    /// <summary>Words as in Open-R1, or tokens as in newer TRL.</summary>
    [Description("words as in Open-R1, or tokens as in TRL, which needs the completions' token ids"), AllowedValues("words", "tokens")]
    public string Unit { get; init; } = "words";
}

/// <summary>(1 − different n-grams / n-grams) · max_penalty; 0 for texts shorter than an n-gram.</summary>
/// <param name="options">What is compared and what it costs.</param>
sealed class RepetitionPenaltyReward(RepetitionPenaltyOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } =
        RewardDescription.Of<RepetitionPenaltyOptions>("repetition_penalty", options => new RepetitionPenaltyReward(options),
        "(1 − different n-grams / all n-grams) · max_penalty, words in lower case; 0 below n words", "max_penalty to 0",
        "Open-R1 rewards.py and TRL other_rewards.py, get_repetition_penalty_reward") with
        {
            Departures = "Chinese is cut into characters, not into jieba's words.",
        };

    /// <inheritdoc/>
    public string Name => "repetition_penalty";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        var units = options.Unit == "words" ? Words(input.Completion) : Tokens(input);
        int total = units.Count - options.NgramSize + 1;
        if (total < 1)
            return new RewardScore(0, "shorter than an n-gram");
        var different = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < total; i++)
            different.Add(string.Join('\n', units.GetRange(i, options.NgramSize)));
        double value = different.Count == total ? 0 : (1 - (double)different.Count / total) * options.MaxPenalty;
        return new RewardScore(value, $"{total - different.Count} of {total} n-grams repeated");
    }

    static List<string> Tokens(RewardInput input) => input.TokenIds is { } ids
        ? [.. ids.Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))]
        : throw new UserErrorException(
            "Reward 'repetition_penalty': unit is tokens, but the completions' token ids are not known: give completion_ids, or take unit words.");

    List<string> Words(string completion)
    {
        string text = completion.ToLowerInvariant();
        return [.. (options.Language == "zh" ? Spaced(text) : text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
    }

    static string Spaced(string text)
    {
        var spaced = new StringBuilder(text.Length * 2);
        foreach (var rune in text.EnumerateRunes())
            spaced.Append(Script.IsHan(rune) ? $" {rune} " : rune.ToString());
        return spaced.ToString();
    }
}
